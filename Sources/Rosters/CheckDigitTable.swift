import Kernels

/// The modulo-11 check digit straight from written digits: a sum of weights, looked up. For loops over many rows; for one
/// number there is `RUT.checkDigit(of:)`, by which this is tested.
struct CheckDigitTable {
  private let digitStore = Scratch<UInt8>(CheckDigitTable.largestSum + 1, zero: 0)

  /// Eight nines under the weights 2, 3, …, 7, 2, 3.
  private static let largestSum = 9 * (2 + 3 + 4 + 5 + 6 + 7 + 2 + 3)

  /// Check digit (10 for K) for a weighted sum of digits (`DigitWord.weightedSum`).
  var digits: UnsafeMutablePointer<UInt8> { digitStore.base }

  init() {
    for sum in 0...CheckDigitTable.largestSum { digitStore.base[sum] = UInt8((11 - sum % 11) % 11) }
  }
}
