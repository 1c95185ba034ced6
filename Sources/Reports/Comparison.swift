import BigInt
public import Kernels

/// What was published of one cell beside what comes out now.
public struct ComparedCell: Sendable, Equatable {
  public enum Verdict: String, Sendable, CaseIterable {
    case equal
    case doubleRounding = "double_rounding"
    case withinRounding = "within_rounding"
    case different
    case notRecomputed = "not_recomputed"
  }

  public let table: String
  public let row: String
  public let column: String
  /// The published text.
  public let published: String
  /// The recomputed value rounded to the decimals of the comparison.
  public let recomputed: String
  public let exact: String
  public let verdict: Verdict
  /// Whether it is a whole number of what is shown without decimals: people, records, pesos.
  let isWhole: Bool

  /// The recomputed value as people read it: a whole one without the decimals that a publication may have put.
  public func recomputed(_ format: NumberFormat) -> String {
    guard isWhole, let point = recomputed.firstIndex(of: ".") else { return format.published(recomputed) }
    return format.published(String(recomputed[..<point]))
  }
}

/// Classifies a recomputed cell against the published one.
///
/// With k decimals: equal if the exact value rounded once (half away from zero) is the published one; double rounding if
/// only rounding to k + 1 first gives it (14.8464 → 14.85 → 14.9); within rounding if the cell is a sum or difference of
/// m > 1 rounded parts and differs from the once-rounded value by at most m · ½ · 10⁻ᵏ.
public enum Classification {
  public static func verdict(of value: Exact, parts: [Exact], published: Exact, decimals k: Int)
    -> ComparedCell.Verdict
  {
    let once = value.rounded(decimals: k)
    if once == published { return .equal }
    if value.rounded(decimals: k + 1).rounded(decimals: k) == published { return .doubleRounding }
    let rounded = parts.count(where: { !$0.isExact(atDecimals: k) })
    if rounded > 1 {
      let difference = once - published
      let size = difference < .zero ? -difference : difference
      let unit = Exact(1).shifted(decimals: k)
      if size <= Exact(rounded, over: 2) * unit { return .withinRounding }
    }
    return .different
  }

  /// The same of a floating-point number: a mean of logarithms, a standard error, an index.
  ///
  /// Near half a unit of the last decimal its own rounding decides the side, so that both neighbours are equal there.
  public static func verdict(of value: Exact, error: Exact, published: Exact, decimals k: Int)
    -> ComparedCell.Verdict
  {
    if (value - error).rounded(decimals: k) == published || (value + error).rounded(decimals: k) == published
    {
      return .equal
    }
    return verdict(of: value, parts: [], published: published, decimals: k)
  }

  /// What floating-point sums leave open, as a part of the number: 2⁻⁴⁰, that is 10⁻¹², the error of adding some ten thousand terms one
  /// by one (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2, n · 2⁻⁵³).
  static let openPart = Exact(1, over: 1 << 40)
}

extension ReportTable.Value {
  /// The number, and what its computation leaves open; nil where it is not finite.
  var compared: (value: Exact, error: Exact)? {
    switch self {
    case .exact(let value): (value, .zero)
    case .real(let real):
      Exact(binary: real).map { value in
        (value, (value < .zero ? -value : value) * Classification.openPart)
      }
    }
  }
}

extension Exact {
  /// The number that a finite floating-point number is; nil for others.
  init?(binary value: Double) {
    guard value.isFinite else { return nil }
    guard value != 0 else {
      self = .zero
      return
    }
    // value = digits · 2^(exponent − 52)
    let digits = BigInt(value.significand * 0x1p52)
    let power = Int(value.exponent) - 52
    let size = power < 0 ? Exact(digits, BigInt(1) << -power) : Exact(digits << power, 1)
    self = value < 0 ? -size : size
  }

  /// Self × 10^−decimals.
  func shifted(decimals: Int) -> Exact {
    var result = self
    for _ in 0..<decimals { result = result * Exact(1, over: 10) }
    return result
  }
}
