import Contracts
import Kernels

extension ContractReader {
  /// Where what breaks a rule is written: the value itself where it can be told, else the part that it is of.
  func place(of error: ContractError) -> SpecNode? {
    let fields = values[error.subject] ?? [:]
    let value: SpecNode? =
      switch error.rule {
      case .unusableName(let name), .twice(let name), .unknown(let name, _, _), .wrongRole(let name, _, _),
        .certifiedByParty(let name, _):
        written(in: fields) { $0 == name }
      case .shareOutOfRange(let number), .valueOutOfRange(let number):
        written(in: fields) { Exact(decimal: $0) == number }
      case .sharesDoNotAddUp: fields["to"]
      case .targetNotBetter: fields["target"]
      case .paymentBeforeMeasurement: fields["payment"]
      case .certifiedBeforeMeasurement, .investmentAfterLastPayment: fields["date"]
      case .moreReachedThanPersons: fields["reached"]
      case .standardErrorNegative: fields["standard_error"]
      case .settledResultChanged(_, _, _, let now?) where ContractReader.tellsDay(now): fields["date"]
      case .settledResultChanged, .settledPeriodChanged:
        fields["value"] ?? fields["cases"] ?? fields["evidence"] ?? fields["baseline"]
      case .periodClosed: fields["date"]
      case .notADigest, .digestOfNothing: fields["evidence"]
      case .capBelowFloor: fields["cap"]
      case .pointNotPositive: fields["point"]
      case .thresholdBeyondTarget, .thresholdBelowBaseline: fields["from"]
      case .stepsDoNotRise: fields["steps"]
      case .unbounded: fields["rule"]
      case .evaluatorIsParty: fields["name"]
      case .tariffsExceedBudget: fields["budget"]
      case .missing, .amountOutOfRange, .waterfallWithoutInvestors, .investorsWithoutWaterfall,
        .tierAfterSurplus, .noSurplusTier, .noPersons, .certifiedWithoutMeasurement, .certifiedTwice,
        .ledgerBroken, .resultBroken, .closingBroken, .notClosed, .ledgerDatedLater, .resultDatedLater:
        nil
      }
    return value ?? nodes[error.subject]
  }

  /// Whether a statement of a ledger has a day among its words.
  private static func tellsDay(_ statement: String) -> Bool {
    statement.split(separator: " ").contains { $0.hasPrefix("date=") || $0.hasPrefix("certified=") }
  }

  /// The first value in order of writing whose text is meant.
  private func written(in fields: [String: SpecNode], _ isMeant: (String) -> Bool) -> SpecNode? {
    fields.values.filter { node in (try? node.text("a value")).map(isMeant) ?? false }
      .min { a, b in (a.line, a.column) < (b.line, b.column) }
  }
}

extension SpecNode {
  fileprivate var line: Int { position?.line ?? 0 }
  fileprivate var column: Int { position?.column ?? 0 }
}
