// Uniform doubles in the open interval 0…1, for what takes logarithms of them.
//
// What all draws of this module guarantee: the same bits on every platform for the same generator. They use 64-bit words,
// the four operations and the square root, which IEEE 754 defines to the last bit, and PortableElementary's logarithm and
// exponential, which are made of those; the C library, whose last bits differ by platform, is not called. How many words a
// draw takes depends on the draw.

public import Kernels

extension RandomNumberGenerator {
  /// A uniform number in (0, 1), never an end: (k + ½)/2⁵² for k of 52 random bits, so that u and 1 − u are alike.
  @inlinable
  public mutating func nextOpenUnit() -> Double {
    (Double(next() &>> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal variate by Marsaglia's polar method; its pair's other half is not used, so that a draw leaves no
  /// state but the generator's.
  ///
  /// Source: Marsaglia & Bray (1964), "A Convenient Method for Generating Normal Variables", SIAM Review 6(3).
  @inlinable
  mutating func nextStandardNormal() -> Double {
    while true {
      let x = 2 * nextOpenUnit() - 1
      let y = 2 * nextOpenUnit() - 1
      let square = x * x + y * y
      if square < 1 && square > 0 {
        return x * (-2 * PortableElementary.log(square) / square).squareRoot()
      }
    }
  }

  /// A gamma variate of shape at least one and scale one.
  ///
  /// Source: Marsaglia & Tsang (2000), "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3).
  @inlinable
  mutating func nextStandardGamma(shape: Double) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = nextStandardNormal()
      let root = 1 + c * x
      if root <= 0 { continue }
      let v = root * root * root
      let uniform = nextOpenUnit()
      let square = x * x
      if uniform < 1 - 0.0331 * square * square { return d * v }
      if PortableElementary.log(uniform) < 0.5 * square + d * (1 - v + PortableElementary.log(v)) {
        return d * v
      }
    }
  }

  /// The logarithm of a gamma variate of scale one; below shape one by a variate of shape one more and a uniform power,
  /// whose product may be below the smallest double.
  @inlinable
  mutating func nextLogGamma(shape: Double) -> Double {
    if shape >= 1 { return PortableElementary.log(nextStandardGamma(shape: shape)) }
    let lifted = PortableElementary.log(nextStandardGamma(shape: shape + 1))
    return lifted + PortableElementary.log(nextOpenUnit()) / shape
  }
}
