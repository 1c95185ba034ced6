/// Which rows of a table an estimate used, and why the others were left out.
public struct EstimationSample: Sendable, Equatable {
  /// Why rows were left out. A row counts under the first reason that it meets, in the order of the cases; missing
  /// columns in the order of the formula: outcome, regressors, fixed effects, instruments, offset, weights, others.
  public enum Reason: Sendable, Hashable, CustomStringConvertible {
    /// The filter is false or has no answer.
    case filter
    /// A column has no value.
    case missing(String)
    /// A term is no finite number although its columns have values: `log(0)`, a quotient by zero, an infinity.
    case notFinite(String)
    /// A level that the factor of a model does not have.
    case unknownLevel(String)
    /// A lag, lead or difference of which the unit has no such row.
    case noNeighbour(String)
    /// The weight is zero.
    case zeroWeight
    /// The row was alone in a level of a fixed effect.
    case singleton
    /// A level of a fixed effect, or several together, tell the row's outcome for certain.
    case separated

    public var description: String {
      switch self {
      case .filter: "filter"
      case .missing(let column): "missing \(column)"
      case .notFinite(let term): "\(term) not finite"
      case .unknownLevel(let factor): "unknown level of \(factor)"
      case .noNeighbour(let term): "no row for \(term)"
      case .zeroWeight: "weight zero"
      case .singleton: "singleton"
      case .separated: "separated"
      }
    }
  }

  public struct Dropped: Sendable, Equatable, CustomStringConvertible {
    public let reason: Reason
    public let rows: Int

    public init(reason: Reason, rows: Int) {
      self.reason = reason
      self.rows = rows
    }

    public var description: String { "\(rows) \(reason)" }
  }

  public let rowsRead: Int
  /// Positions of the used rows in the table, rising; nil where every row is used.
  public let positions: [Int]?
  public let dropped: [Dropped]

  public init(rowsRead: Int, positions: [Int]?, dropped: [Dropped]) {
    let used = positions?.count ?? rowsRead
    let lost = dropped.reduce(0) { $0 + $1.rows }
    precondition(used + lost == rowsRead, "\(used) rows used and \(lost) left out of \(rowsRead)")
    self.rowsRead = rowsRead
    self.positions = positions
    self.dropped = dropped
  }

  public var rowsUsed: Int { positions?.count ?? rowsRead }

  /// Rows left out because of the filter, of a value that is missing or not finite, of a zero weight, as singletons, and because
  /// effects tell their outcome.
  public var counts: (filter: Int, missing: Int, weights: Int, singletons: Int, separated: Int) {
    var counts = (filter: 0, missing: 0, weights: 0, singletons: 0, separated: 0)
    for drop in dropped {
      switch drop.reason {
      case .filter: counts.filter += drop.rows
      case .missing, .notFinite, .noNeighbour, .unknownLevel: counts.missing += drop.rows
      case .zeroWeight: counts.weights += drop.rows
      case .singleton: counts.singletons += drop.rows
      case .separated: counts.separated += drop.rows
      }
    }
    return counts
  }

  /// The position in the table of a used row.
  public func position(of row: Int) -> Int { positions?[row] ?? row }

  /// The sample of some of its rows (rising, counted among the used ones); the others were left out for a reason.
  public func keeping(_ rows: [Int], reason: Reason) -> EstimationSample {
    let lost = rowsUsed - rows.count
    guard lost > 0 else { return self }
    return keeping(rows, dropped: [Dropped(reason: reason, rows: lost)])
  }

  /// The same where the others were left out for several reasons, which account for all of them.
  public func keeping(_ rows: [Int], dropped others: [Dropped]) -> EstimationSample {
    EstimationSample(
      rowsRead: rowsRead, positions: rows.map(position(of:)),
      dropped: dropped + others.filter { $0.rows > 0 })
  }
}
