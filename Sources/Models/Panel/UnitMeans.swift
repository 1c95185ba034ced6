internal import LinearAlgebra

// What panel estimators do to columns: x̄_i, x_it − θ_i·x̄_i. Sums of a unit are taken in the order of the rows.

/// The means by unit of the columns of a design and its outcome.
struct UnitMeans: Sendable {
  let panel: PanelRows
  /// A column's mean for each unit.
  let columns: [[Double]]
  let outcome: [Double]
  private let given: [TallColumn]
  private let values: [Double]

  /// O(n·k).
  init(_ panel: PanelRows, columns given: [TallColumn], outcome values: [Double]) {
    precondition(panel.rows == values.count, "a panel of \(panel.rows) rows for \(values.count) values")
    self.panel = panel
    self.given = given
    self.values = values
    let counts = panel.counts.map(Double.init)
    let sums = TallMatrix(rows: panel.rows, columns: given + [.real(values)]).groupSums(
      [Double](repeating: 1, count: panel.rows), groups: panel.unit.codes, count: panel.unit.count)
    var means: [[Double]] = []
    for (position, column) in given.enumerated() {
      if case .constant(let value) = column {
        means.append([Double](repeating: value, count: counts.count))
      } else {
        means.append(zip(sums.column(position), counts).map { $0 / $1 })
      }
    }
    columns = means
    outcome = zip(sums.column(given.count), counts).map { $0 / $1 }
  }

  /// x_it − θ_i·x̄_i. Where all shares are one this is the within transformation.
  func less(_ shares: [Double], column: Int) -> TallColumn {
    if case .constant(let value) = given[column], let share = shares.first,
      shares.allSatisfy({ $0 == share })
    {
      return .constant((1 - share) * value)
    }
    return .real(less(shares, values: given[column].values(count: panel.rows), means: columns[column]))
  }

  /// y_it − θ_i·ȳ_i.
  func outcome(less shares: [Double]) -> [Double] { less(shares, values: values, means: outcome) }

  private func less(_ shares: [Double], values: [Double], means: [Double]) -> [Double] {
    let moved = zip(shares, means).map { $0 * $1 }
    let codes = panel.unit.codes
    return values.indices.map { values[$0] - moved[Int(codes[$0])] }
  }

  /// The means of some columns, a row a unit.
  func matrix(_ picked: [Int]) -> TallMatrix {
    TallMatrix(
      rows: panel.unit.count,
      columns: picked.map { column in
        if case .constant = given[column] { given[column] } else { .real(columns[column]) }
      })
  }
}
