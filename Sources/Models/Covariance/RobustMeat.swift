internal import Kernels
internal import LinearAlgebra

// Σ eᵢ²·f(hᵢ)·xᵢxᵢᵀ with δ the exponent of 1/(1 − h), h̄ = k/N the mean leverage:
//   HC0, HC1  δ = 0                          White (1980), Econometrica 48(4)
//   HC2       δ = 1                          MacKinnon & White (1985), J. Econometrics 29(3)
//   HC3       δ = 2
//   HC4       δ = min(4, h/h̄)                Cribari-Neto (2004), CSDA 45(2)
//   HC4m      δ = min(1, h/h̄) + min(1.5, h/h̄)  Cribari-Neto & da Silva (2011), AStA 95(2)
//   HC5       δ = ½·min(h/h̄, max(4, 0.7·h_max/h̄))  Cribari-Neto, Souza & Vasconcellos (2007), Comm. Stat. 36(10)
// A row of leverage one is fitted exactly whatever its error: its residual is rounding noise, and dividing it by
// 1 − h another. It adds nothing and is counted.

extension CovarianceContext {
  /// 1 − h below this is a leverage of one: h has the rounding of a quadratic form, some hundred units in the last place.
  static let leverageTolerance = 1e-10

  func robustMeat(_ kind: CovarianceKind) throws(RegressionError) -> (meat: Matrix, leverageOneRows: Int) {
    var squares = residuals.map { $0 * $0 }
    if let weights {
      let frequency = weights.kind == .frequency
      for row in squares.indices {
        squares[row] *= frequency ? weights.values[row] : weights.values[row] * weights.values[row]
      }
    }
    if let cellSquares {
      for row in squares.indices { squares[row] += cellSquares[row] }
    }
    guard kind != .hc0, kind != .hc1 else {
      return (scoreDesign().meat(scores: squares.map { $0.squareRoot() }), 0)
    }
    let leverages = try leverages()
    let mean = Double(count.parameters) / Double(count.observations)
    let largest = leverages.max() ?? 0
    var ones = 0
    for row in squares.indices {
      let rest = 1 - leverages[row]
      if rest < CovarianceContext.leverageTolerance {
        squares[row] = 0
        ones += 1
        continue
      }
      let ratio = leverages[row] / mean
      let multiplier =
        switch kind {
        case .hc2: 1 / rest
        case .hc3: 1 / (rest * rest)
        case .hc4: RealPower.power(rest, -min(4, ratio))
        case .hc4m: RealPower.power(rest, -(min(1, ratio) + min(1.5, ratio)))
        default: RealPower.power(rest, -min(ratio, max(4, 0.7 * largest / mean)) / 2)
        }
      squares[row] *= multiplier
    }
    return (scoreDesign().meat(scores: squares.map { $0.squareRoot() }), ones)
  }
}
