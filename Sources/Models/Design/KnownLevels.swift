internal import Columns
internal import Kernels

/// The levels of a design's factors, by what stands before the level in the names of their columns: what rows of another table are
/// coded against.
struct KnownLevels: Sendable {
  private(set) var levels: [String: CodedValues.Levels] = [:]

  mutating func add(_ label: String, _ coded: CodedValues) { levels[label] = coded.levels }

  /// The code of each row of a factor's values among its known levels; nil where the row has none of them, or no value.
  func codes(_ label: String, _ value: ExpressionValue, count: Int) -> [UInt32?] {
    guard let known = levels[label] else { return Array(repeating: nil, count: count) }
    let names: [String]
    switch known {
    case .texts(let texts): names = texts
    case .numbers(let numbers): names = numbers.map(FormulaText.number)
    case .truth(let numbers): names = numbers.map { $0 == 0 ? "FALSE" : "TRUE" }
    case .unnamed: return Array(repeating: nil, count: count)
    }
    let index = Dictionary(zip(names, 0..<UInt32(names.count)), uniquingKeysWith: { first, _ in first })
    switch value {
    case .texts(let codes, let texts, let validity):
      let own = texts.map { index[$0] }
      return (0..<count).map { validity[$0] ? own[Int(codes[$0])] : nil }
    case .numbers(let numbers):
      // Numbers by their value where levels are numbers, else by how they are written.
      if case .texts = known { return numbers.high.map { $0.isFinite ? index[FormulaText.number($0)] : nil } }
      let byValue: [Double: UInt32]
      switch known {
      case .numbers(let values), .truth(let values):
        byValue = Dictionary(zip(values, 0..<UInt32(values.count)), uniquingKeysWith: { first, _ in first })
      default: byValue = [:]
      }
      return numbers.high.map { byValue[$0] }
    case .constant, .literal: return Array(repeating: nil, count: count)
    }
  }
}

extension CodedValues {
  /// Rows that all have one of the known levels, in the known order.
  init(_ codes: [UInt32], levels: Levels) {
    self.codes = codes
    self.levels = levels
  }
}
