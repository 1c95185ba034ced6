internal import LinearAlgebra

extension RegressionError {
  /// What the body gives, its errors as those of a regression.
  static func algebra<Value>(_ body: () throws(LinearAlgebraError) -> Value) throws(RegressionError) -> Value
  {
    do { return try body() } catch { throw .algebra(error) }
  }
}
