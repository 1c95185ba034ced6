/// The parts that 32-bit identifiers are divided into, so that each is joined on its own and in cache: 512 of equal width for
/// those below 2²⁷, and one for every 2²⁷ of the rest.
enum IdentifierParts {
  static let denseShift: UInt32 = 18
  static let dense = 1 << (27 - Int(denseShift))
  static let count = dense + 32

  /// The bits that tell apart the identifiers of a dense part, and of any other.
  static let denseMask: UInt32 = (1 << denseShift) - 1
  static let sparseMask: UInt32 = (1 << 27) - 1

  @inline(__always)
  static func part(of identifier: UInt32) -> Int {
    let place = Int(identifier >> denseShift)
    return place < dense ? place : dense + Int(identifier >> 27)
  }
}
