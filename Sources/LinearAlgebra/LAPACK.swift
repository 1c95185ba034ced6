internal import COpenBLAS

/// What every call into OpenBLAS shares.
enum LAPACK {
  /// OpenBLAS works on one thread: its results then do not depend on how many cores there are, and it does not fight
  /// this library's own threads.
  static let ready: Void = openblas_set_num_threads(1)

  /// LAPACK's characters, as C passes them.
  static func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: scalar)) }

  /// A size as LAPACK's 32-bit integer.
  static func size(_ value: Int, _ routine: StaticString) -> Int32 {
    precondition(value <= Int(Int32.max), "\(routine): a dimension of \(value) is past 32 bits")
    return Int32(value)
  }

  /// Throws for a negative `info`: an argument that the routine refused.
  static func check(_ info: Int32, _ routine: String) throws(LinearAlgebraError) {
    if info < 0 { throw .invalidArgument(routine: routine, argument: Int(-info)) }
  }
}
