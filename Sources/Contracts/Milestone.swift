public import Columns
public import Kernels

/// A date at which results are measured, and the date from which they are paid.
public struct Milestone: Sendable, Equatable {
  public let id: String
  public let title: String
  public let measured: CalendarDate
  /// Not before `measured`.
  public let payment: CalendarDate

  public init(id: String, title: String, measured: CalendarDate, payment: CalendarDate) {
    self.id = id
    self.title = title
    self.measured = measured
    self.payment = payment
  }
}

/// What was measured of an outcome at a milestone, in a provider's participants.
public struct Measurement: Sendable, Equatable {
  public let milestone: String
  public let outcome: String
  public let provider: String
  /// In the outcome's unit.
  public let value: Exact
  /// Persons measured.
  public let persons: Int?
  /// Persons in whom the result was reached, where they were counted.
  public let reached: Int?
  /// Of `value`, where it is an estimate.
  public let standardError: Exact?

  public init(
    milestone: String, outcome: String, provider: String, value: Exact, persons: Int? = nil,
    reached: Int? = nil, standardError: Exact? = nil
  ) {
    self.milestone = milestone
    self.outcome = outcome
    self.provider = provider
    self.value = value
    self.persons = persons
    self.reached = reached
    self.standardError = standardError
  }

  /// Persons in whom the result was reached: as counted, else persons × improvement.
  func personsReached(_ improvement: Exact) -> Exact {
    reached.map { Exact($0) } ?? persons.map { Exact($0) * improvement } ?? .zero
  }

  /// What a ledger says of it: the figures that were certified, what they were measured against, by whom, when and on what evidence.
  func statement(certifiedBy certification: Certification, of outcome: Outcome?) -> String {
    var words = ["value=\(value)"]
    if let persons { words.append("persons=\(persons)") }
    if let reached { words.append("reached=\(reached)") }
    words.append("by=\(certification.evaluator)")
    words.append("evidence=\(certification.evidence.lowercased())")
    words.append("certified=\(certification.date.text)")
    if let outcome { words += ["baseline=\(outcome.baseline)", "target=\(outcome.target)"] }
    return words.joined(separator: " ")
  }

  /// The same measurement with another value and count of persons.
  func with(value: Exact, reached: Int?) -> Measurement {
    Measurement(
      milestone: milestone, outcome: outcome, provider: provider, value: value, persons: persons,
      reached: reached, standardError: standardError)
  }
}

/// The independent evaluator's word that results are as measured. Nothing is paid without it.
public struct Certification: Sendable, Equatable {
  public let milestone: String
  /// Nil for every outcome of the milestone.
  public let outcome: String?
  /// Nil for every provider.
  public let provider: String?
  public let evaluator: String
  public let date: CalendarDate
  /// SHA-256 of the evidence, 64 hexadecimal digits.
  public let evidence: String

  public init(
    milestone: String, outcome: String? = nil, provider: String? = nil, evaluator: String, date: CalendarDate,
    evidence: String
  ) {
    self.milestone = milestone
    self.outcome = outcome
    self.provider = provider
    self.evaluator = evaluator
    self.date = date
    self.evidence = evidence
  }

  /// SHA-256 of no bytes at all: that of an empty file.
  static let digestOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  func covers(_ tariff: Tariff) -> Bool {
    milestone == tariff.milestone && (outcome ?? tariff.outcome) == tariff.outcome
      && (provider ?? tariff.provider) == tariff.provider
  }
}
