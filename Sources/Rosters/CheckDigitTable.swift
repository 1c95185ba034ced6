import Kernels

/// The modulo-11 check digit straight from written digits: a sum of weights, looked up. For loops over many rows; for one
/// number there is `RUT.checkDigit(of:)`, by which this is tested.
struct CheckDigitTable {
  /// Most digits of a number.
  static let longest = 10

  private let weightStore = Scratch<UInt8>(CheckDigitTable.longest, zero: 0)
  private let digitStore = Scratch<UInt8>(CheckDigitTable.largestSum + 1, zero: 0)

  /// Ten nines under the largest weights.
  private static let largestSum = 10 * 9 * 7

  /// Weights of the digits from the left of a number of `longest` digits: 2 for the last, then 3, …, 7, 2, ….
  var weights: UnsafeMutablePointer<UInt8> { weightStore.base }

  /// Check digit (10 for K) for a weighted sum.
  var digits: UnsafeMutablePointer<UInt8> { digitStore.base }

  init() {
    for place in 0..<CheckDigitTable.longest {
      weightStore.base[CheckDigitTable.longest - 1 - place] = UInt8(place % 6 + 2)
    }
    for sum in 0...CheckDigitTable.largestSum { digitStore.base[sum] = UInt8((11 - sum % 11) % 11) }
  }
}
