package import LinearAlgebra

/// The residuals of a fit, a value a row, or where they come from: most of what is asked of a fit needs none of them.
package enum RowResiduals: Sendable {
  case values([Double])
  /// Worked out when first asked for, and then kept.
  case of(LeastSquaresSolution)

  package var all: [Double] {
    switch self {
    case .values(let values): values
    case .of(let solution): solution.residuals
    }
  }
}
