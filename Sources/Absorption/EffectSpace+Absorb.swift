internal import Kernels

extension EffectSpace {
  /// Rounds of solving and measuring on the rows.
  static let rounds = 4
  /// Products up to which S is factored without trying anything else.
  static let instantWork = 4e6
  /// The largest S that is factored at all.
  static let largestDense = 1024

  /// The columns without their projection on the effects.
  ///
  /// What is left of each is orthogonal to every effect to the options' tolerance, measured on the result; where that was not
  /// reached `converged` is false and `residual` says what was.
  ///
  /// O(n · blocks) a walk over the rows, two or three of them, and O(cells) an iteration.
  public func absorb(_ columns: [[Double]], options: AbsorptionOptions = AbsorptionOptions())
    -> AbsorbedColumns
  {
    absorb(columns, options: options, tolerances: [], byLength: [], findsCoefficients: true)
  }

  /// The same for columns of which some were absorbed before, under other weights: `byLength` says of which the tolerance is
  /// relative to the column's length, as what the effects have of it may already be small; none of any where it is empty.
  /// `tolerances`: of each column, where it is not empty, in place of the options'. `findsCoefficients`: whether the effects'
  /// coefficients are wanted.
  package func absorb(
    _ columns: [[Double]], options: AbsorptionOptions, tolerances: [Double] = [], byLength: [Bool],
    findsCoefficients: Bool
  ) -> AbsorbedColumns {
    precondition(tolerances.isEmpty || tolerances.count == columns.count)
    precondition(byLength.isEmpty || byLength.count == columns.count)
    for column in columns {
      precondition(column.count == rows, "a column of \(column.count) rows, not \(rows)")
    }
    var parts: [AbsorbedColumns] = []
    var start = 0
    while start < columns.count {
      let left = columns.count - start
      let size = left > 4 ? min(8, left) : left
      let batch = Array(columns[start..<start + size])
      let goals = (start..<start + size).map { position in
        ColumnGoal(
          tolerance: tolerances.isEmpty ? options.tolerance : tolerances[position],
          isByLength: !byLength.isEmpty && byLength[position])
      }
      switch size {
      case 1...2:
        parts.append(Projection<SIMD2<Double>>(self, options, goals, findsCoefficients).absorb(batch))
      case 3...4:
        parts.append(Projection<SIMD4<Double>>(self, options, goals, findsCoefficients).absorb(batch))
      default:
        parts.append(Projection<SIMD8<Double>>(self, options, goals, findsCoefficients).absorb(batch))
      }
      start += size
    }
    return AbsorbedColumns(
      columns: parts.flatMap(\.columns), coefficients: parts.flatMap(\.coefficients),
      progress: parts.flatMap(\.progress), iterations: parts.map(\.iterations).max() ?? 0,
      method: parts.last?.method ?? options.method)
  }
}

/// How near a column is to come to what effects leave of it.
struct ColumnGoal {
  let tolerance: Double
  /// Whether the tolerance is relative to the column's length.
  let isByLength: Bool
}
