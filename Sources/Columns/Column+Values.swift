import Kernels

extension Column {
  /// Numbers; a NaN is a missing value, an infinity is a value. The array is kept, not copied.
  public init(_ numbers: [Double]) {
    var validity = Bitmap(count: numbers.count, repeating: true)
    for row in numbers.indices where numbers[row].isNaN { validity[row] = false }
    self.init(values: .real(numbers), validity: validity)
  }

  /// Texts; nil is a missing value. Levels come in order of first appearance.
  public init(_ texts: [String?]) {
    var codes = [UInt32](repeating: 0, count: texts.count)
    var validity = Bitmap(count: texts.count)
    var levels: [String] = []
    var index: [String: UInt32] = [:]
    for (row, text) in texts.enumerated() {
      guard let text else { continue }
      validity[row] = true
      if let known = index[text] {
        codes[row] = known
      } else {
        codes[row] = UInt32(levels.count)
        index[text] = codes[row]
        levels.append(text)
      }
    }
    self.init(values: .category(codes: codes, levels: levels), validity: validity)
  }
}

extension Column: ExpressibleByArrayLiteral {
  /// A column of numbers written out: `[1, 2, 3]`.
  public init(arrayLiteral elements: Double...) { self.init(elements) }
}
