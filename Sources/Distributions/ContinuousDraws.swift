// Random variates of the continuous distributions; UniformDraw.swift says what is guaranteed.

public import Kernels

extension Normal {
  /// A variate: μ + σ Z.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    mean + standardDeviation * generator.nextStandardNormal()
  }
}

extension Gamma {
  /// A variate; of a shape far below one it may be too small for a double and is then 10⁻³⁰⁴ scales.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    if shape >= 1 { return scale * generator.nextStandardGamma(shape: shape) }
    return scale * PortableElementary.exp(generator.nextLogGamma(shape: shape))
  }
}

extension ChiSquared {
  /// A variate: twice a gamma variate of shape ν/2.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    Gamma(shape: 0.5 * degreesOfFreedom, scale: 2).draw(using: &generator)
  }
}

extension StudentT {
  /// A variate: Z/√(χ²_ν/ν).
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    let normal = generator.nextStandardNormal()
    if degreesOfFreedom > 1e30 { return normal }
    let shape = 0.5 * degreesOfFreedom
    return normal / (Gamma(shape: shape).draw(using: &generator) / shape).squareRoot()
  }
}

extension FisherF {
  /// A variate: the quotient of two χ² variates over their degrees of freedom.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    let above =
      numerator > 1e30 ? 1 : Gamma(shape: 0.5 * numerator).draw(using: &generator) / (0.5 * numerator)
    let below =
      denominator > 1e30 ? 1 : Gamma(shape: 0.5 * denominator).draw(using: &generator) / (0.5 * denominator)
    return above / below
  }
}

extension Beta {
  /// A variate: X/(X + Y) of gamma variates of shapes α and β, by their logarithms, since both may be tiny.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    let difference = generator.nextLogGamma(shape: beta) - generator.nextLogGamma(shape: alpha)
    return 1 / (1 + PortableElementary.exp(difference))
  }
}
