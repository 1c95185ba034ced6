public import Kernels

/// A rule that a contract breaks, and which of its parts does.
public struct ContractError: Error, Equatable, CustomStringConvertible {
  /// A part of a contract by its kind and its place in the order of writing, from 0.
  public enum Subject: Sendable, Hashable {
    case contract
    case party(Int)
    case outcome(Int)
    case milestone(Int)
    case tariff(Int)
    case investment(Int)
    case tier(Int)
    case measurement(Int)
    case certification(Int)
  }

  public enum Rule: Sendable, Equatable {
    /// A name with other characters than letters, digits, `_` and `-`, an empty one, one that begins with `-` or is a person's number.
    case unusableName(String)
    case twice(String)
    /// A name that nothing in the contract has, with what was wanted.
    case unknown(String, wanted: String, nearest: [String])
    /// A party in a role that it does not have.
    case wrongRole(String, is: Party.Role, wanted: Party.Role)
    case missing(String)
    case amountOutOfRange(Int)
    /// Shares that do not add up to one.
    case sharesDoNotAddUp(of: String, sum: Exact)
    case shareOutOfRange(Exact)
    /// A target that is no better than the baseline.
    case targetNotBetter(baseline: Exact, target: Exact)
    case valueOutOfRange(Exact)
    /// More persons reached than were measured.
    case moreReachedThanPersons(reached: Int, persons: Int)
    case standardErrorNegative(Exact)
    case paymentBeforeMeasurement
    /// A tariff without an upper bound.
    case unbounded
    case capBelowFloor(cap: Int, floor: Int)
    /// A threshold that is better than the target, at which all is paid.
    case thresholdBeyondTarget(from: Exact, target: Exact)
    /// A threshold that is worse than the baseline: nothing is paid there.
    case thresholdBelowBaseline(from: Exact, baseline: Exact)
    /// Steps that do not rise.
    case stepsDoNotRise
    case pointNotPositive(Exact)
    /// What the tariffs can pay in all is more than the budget.
    case tariffsExceedBudget(most: Int, budget: Int)
    /// Money of investors without a waterfall that gives it back, or the reverse.
    case waterfallWithoutInvestors
    case investorsWithoutWaterfall
    /// A tier after the one that takes everything, or a waterfall that leaves money over.
    case tierAfterSurplus
    case noSurplusTier
    case noPersons
    /// A certification by someone who pays, invests or is paid.
    case certifiedByParty(String, role: Party.Role)
    /// An evaluator of the same name as a party that pays, invests or is paid.
    case evaluatorIsParty(String, role: Party.Role)
    case certifiedBeforeMeasurement(milestone: String)
    case certifiedWithoutMeasurement(milestone: String)
    case notADigest
    /// The digest of an empty file, or one digit over and over.
    case digestOfNothing
    /// A second certification of the same results.
    case certifiedTwice(milestone: String)
    /// Money put up after the last milestone's payment, which nothing can repay.
    case investmentAfterLastPayment(String)
    /// A ledger that does not begin with what this contract settled.
    case settledPeriodChanged(entry: Int)
    /// A result that a line of the ledger settled with other figures, evidence or on another day; nil where nothing settles it now.
    case settledResultChanged(String, line: Int, settled: String, now: String?)
    case ledgerBroken(entry: Int)
    /// A settled result, by its place from 1, that does not follow from what is before it.
    case resultBroken(Int)
    /// A closing, by its place from 1, that does not follow from what is before it.
    case closingBroken(Int)
    /// A ledger whose last line is no closing.
    case notClosed(entries: Int)
    /// A transfer that this contract would add to a period that is closed.
    case periodClosed(until: String, date: String)
    case ledgerDatedLater(entry: Int)
    /// A settled result, by its line, that is later than what a settlement reaches.
    case resultDatedLater(line: Int)
  }

  public let subject: Subject
  public let rule: Rule

  public init(_ subject: Subject, _ rule: Rule) {
    self.subject = subject
    self.rule = rule
  }

  public var description: String {
    switch rule {
    case .unusableName(let name):
      "\(ContractError.shown(name)) cannot be a name: letters, digits, _ and - only, up to 64, no - first, and no person's number"
    case .twice(let name): "\(ContractError.shown(name)) is given twice"
    case .unknown(let name, let wanted, let nearest):
      "no \(wanted) \(ContractError.shown(name))"
        + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?")
    case .wrongRole(let name, let role, let wanted):
      "'\(name)' is \(role.rawValue), \(wanted.rawValue) is wanted here"
    case .missing(let what): "the contract has no \(what)"
    case .amountOutOfRange(let amount):
      "\(amount) pesos: an amount goes from 0 to \(Pesos.largest)"
    case .sharesDoNotAddUp(let what, let sum): "the shares of \(what) add up to \(sum), not to 1"
    case .shareOutOfRange(let share): "\(share) is no share: it goes from 0 to 1"
    case .targetNotBetter(let baseline, let target):
      "the target \(target) is no better than the baseline \(baseline); look at the direction"
    case .valueOutOfRange(let value): "\(value) lies outside the outcome's scale"
    case .moreReachedThanPersons(let reached, let persons):
      "\(reached) persons reached of \(persons) measured; count those reached among the persons"
    case .standardErrorNegative(let error):
      "the standard error is \(error): it cannot be below zero; leave it out where the value is no estimate"
    case .paymentBeforeMeasurement: "the payment is dated before the measurement"
    case .unbounded: "nothing bounds what this tariff can pay; give it a cap"
    case .capBelowFloor(let cap, let floor): "the cap \(cap) is below the floor \(floor)"
    case .thresholdBeyondTarget(let from, let target):
      "the threshold \(from) is better than the target \(target), at which all is paid; put it at the target or before it"
    case .thresholdBelowBaseline(let from, let baseline):
      "the threshold \(from) is worse than the baseline \(baseline), from where nothing is paid; look at the direction"
    case .stepsDoNotRise: "a better step must come later and pay no less than the step before it"
    case .pointNotPositive(let point): "a point of \(point): it must be above zero"
    case .tariffsExceedBudget(let most, let budget):
      "the tariffs can pay \(most) pesos, more than the budget of \(budget)"
    case .waterfallWithoutInvestors: "a tier for investors, but nobody invests"
    case .investorsWithoutWaterfall: "there are investments, but no waterfall gives them back; add one"
    case .tierAfterSurplus: "this tier never gets anything: the surplus before it takes all"
    case .noSurplusTier: "the waterfall must end with a surplus, so that no peso is left over"
    case .noPersons: "a tariff per person needs the measurement's persons or those reached"
    case .certifiedByParty(let name, let role):
      "'\(name)' is \(role.rawValue) of the contract and cannot certify its results; an evaluator must"
    case .evaluatorIsParty(let name, let role):
      "this evaluator has the name of '\(name)', \(role.rawValue) of the contract; nobody certifies results in which he has a part"
    case .certifiedBeforeMeasurement(let milestone):
      "the certification is dated before the measurement of milestone '\(milestone)'"
    case .certifiedWithoutMeasurement(let milestone):
      "nothing that this certification covers was measured at milestone '\(milestone)'"
    case .notADigest: "the evidence must be a SHA-256 digest, 64 hexadecimal digits"
    case .digestOfNothing:
      "the evidence is the digest of an empty file or no digest at all; give that of the report"
    case .certifiedTwice(let milestone):
      "the same results of milestone '\(milestone)' are certified twice; keep one certification"
    case .investmentAfterLastPayment(let day):
      "the investment is dated after \(day), the last day of payment, and nothing can repay it"
    case .settledPeriodChanged(let entry):
      "the ledger's entry \(entry) is settled and this contract would change it; correct the contract, settled periods stay"
    case .settledResultChanged(let result, let line, let settled, let now):
      "the ledger's line \(line) settles \(result) with \(settled)"
        + (now.map { ", here it has \($0)" } ?? ", here nothing settles it")
        + "; correct the contract, settled results stay"
    case .resultBroken(let place):
      "the ledger's settled result \(place) does not follow from what is before it; the file was changed"
    case .ledgerBroken(let entry):
      "the ledger's entry \(entry) does not follow from the one before it; the file was changed"
    case .closingBroken(let place):
      "the ledger's closing \(place) does not follow from what is before it; the file was changed"
    case .notClosed(let entries):
      "the ledger has \(entries) entries and no closing after the last; its end was cut off, take the whole file"
    case .periodClosed(let until, let date):
      "the ledger is settled up to \(until) and this contract would add a transfer of \(date) to that period; "
        + "what came later is certified and paid later"
    case .ledgerDatedLater(let entry):
      "the ledger has entry \(entry), which is later than what this settlement reaches; settle to a later day"
    case .resultDatedLater(let line):
      "the ledger's line \(line) settles a result later than what this settlement reaches; settle to a later day"
    }
  }
}

extension ContractError {
  /// A name in quotes; one with six digits or more may be a person's number, and is not repeated.
  private static func shown(_ name: String) -> String {
    name.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } >= 6 ? "this name" : "'\(name)'"
  }
}
