/// One eigenvalue of a real matrix; complex ones come in conjugate pairs.
public struct Eigenvalue: Sendable, Equatable {
  public let real: Double
  public let imaginary: Double

  package init(real: Double, imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  public var modulus: Double { (real * real + imaginary * imaginary).squareRoot() }
}
