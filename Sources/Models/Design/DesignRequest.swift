internal import Kernels
internal import Rosters

/// What a design is to be built from: a formula, and which columns weigh, shift, select and group the rows.
public struct DesignRequest: Sendable {
  public var formula: Formula
  /// The outcome's column where the formula has none.
  public var outcome: String?
  public var weights: String?
  public var weightKind: ObservationWeights.Kind
  /// A column added to the linear predictor with coefficient one, besides `offset()` in the formula.
  public var offset: String?
  /// Rows to use; lags still see all rows.
  public var filter: RowFilter?
  public var panelID: String?
  public var panelTime: String?
  /// Columns that must have a value in each used row: clusters.
  public var also: [String]
  /// The reference of columns that stand as factors in the formula, by column.
  public var references: [String: String]

  public init(
    _ formula: Formula, outcome: String? = nil, weights: String? = nil,
    weightKind: ObservationWeights.Kind = .analytic, offset: String? = nil, filter: RowFilter? = nil,
    panelID: String? = nil, panelTime: String? = nil, also: [String] = [], references: [String: String] = [:]
  ) {
    self.formula = formula
    self.outcome = outcome
    self.weights = weights
    self.weightKind = weightKind
    self.offset = offset
    self.filter = filter
    self.panelID = panelID
    self.panelTime = panelTime
    self.also = also
    self.references = references
  }

  /// Levels that factors have, where rows are read for a model that is there already: then no outcome and no weights are.
  var known: KnownLevels?

  /// The request for rows of another table that a model of this one is applied to.
  func predicting(_ known: KnownLevels) -> DesignRequest {
    var request = self
    request.known = known
    (request.outcome, request.weights, request.filter, request.also) = (nil, nil, nil, [])
    if !formula.exogenous.hasLag { (request.panelID, request.panelTime) = (nil, nil) }
    return request
  }

  /// The columns that a table must have for it, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    if known != nil {
      let named = [offset, panelID, panelTime].compactMap { $0 }
      return (formula.exogenous.columns.map(\.name) + named).filter { seen.insert($0).inserted }
    }
    let formulas = formula.columns.map(\.name) + (filter?.columns.map(\.name) ?? [])
    let named = [outcome, weights, offset, panelID, panelTime].compactMap { $0 }
    return (formulas + named + also).filter { seen.insert($0).inserted }
  }

  /// Throws for the first column of the request that is not among the names, with the nearest of them and its place in
  /// the formula, and for an outcome among its own regressors.
  public func check(names: [String]) throws(DesignError) {
    if self.known == nil {
      do throws(FormulaError) {
        try formula.checkOutcome()
        if let outcome { try formula.checkOutcome(column: outcome) }
      } catch { throw .formula(error) }
    }
    let known = Set(names)
    // A file without a header has values there.
    let shown = names.filter { !IdentifierLikeness.holdsBody($0) && !IdentifierLikeness.isCertain($0) }
    var places: [String: FormulaPosition] = [:]
    for (name, position) in formula.columns { places[name] = position }
    for name in columns where !known.contains(name) {
      throw .unknownColumn(name, nearest: Suggestion.nearest(to: name, among: shown), places[name])
    }
  }
}
