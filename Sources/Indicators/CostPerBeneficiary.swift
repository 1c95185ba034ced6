public import Kernels

/// What a beneficiary of each state costs: transfers of the state plus its part of the administration, which is shared
/// by numbers of beneficiaries.
public struct CostPerBeneficiary: Sendable, Equatable {
  /// Spending of each state, administration included.
  public let spending: [RealPesos]
  /// Spending of each state per beneficiary; nil where it has none.
  public let average: [Exact?]

  /// `transfers` and `beneficiaries`: one entry a state.
  public init(transfers: [RealPesos], beneficiaries: [Int], administration: RealPesos) {
    precondition(
      transfers.count == beneficiaries.count, "\(transfers.count) states, \(beneficiaries.count) counts")
    let total = beneficiaries.reduce(0, +)
    spending = zip(transfers, beneficiaries).map { transfer, count in
      total == 0
        ? transfer
        : transfer
          + RealPesos(
            amount: administration.amount * Exact(count, over: total), baseYear: administration.baseYear)
    }
    average = zip(spending, beneficiaries).map { $1 == 0 ? nil : $0.amount / Exact($1) }
  }
}

/// Execution of a budget: accrued spending over a budget, and the share of administration in what was spent.
public enum BudgetExecution {
  /// accrued / budget; nil for a budget of zero.
  public static func ratio(accrued: RealPesos, budget: RealPesos) -> Exact? {
    precondition(
      accrued.baseYear == budget.baseYear, "pesos of \(accrued.baseYear) over pesos of \(budget.baseYear)")
    return accrued.amount / budget.amount
  }

  /// administration / (administration + production).
  public static func administrativeShare(administration: RealPesos, production: RealPesos) -> Exact? {
    administration.amount / (administration + production).amount
  }
}
