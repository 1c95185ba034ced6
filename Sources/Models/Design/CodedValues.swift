/// A category a row: dense codes in the order of their values, numbers by size, text by bytes, FALSE before TRUE.
struct CodedValues: Sendable {
  enum Levels: Sendable {
    case texts([String])
    case numbers([Double])
    case truth([Double])
    /// Levels that have no name of their own.
    case unnamed(Int)
  }

  let codes: [UInt32]
  let levels: Levels

  var count: Int {
    switch levels {
    case .texts(let texts): texts.count
    case .numbers(let numbers), .truth(let numbers): numbers.count
    case .unnamed(let count): count
    }
  }

  /// The name of a level: text as it is, numbers by their shortest decimal.
  func name(_ level: Int) -> String {
    switch levels {
    case .texts(let texts): texts[level]
    case .numbers(let numbers): FormulaText.number(numbers[level])
    case .truth(let numbers): numbers[level] == 0 ? "FALSE" : "TRUE"
    case .unnamed: String(level + 1)
    }
  }

  /// Numbers without NaN, those that occur in rising order. O(n), or O(n + g log g) where they are not whole numbers of a
  /// narrow range, for g different ones.
  init(_ values: [Double], areLogical: Bool = false) {
    var low = Double.infinity
    var high = -Double.infinity
    var areWhole = true
    for value in values {
      low = min(low, value)
      high = max(high, value)
      if value != value.rounded(.towardZero) { areWhole = false }
    }
    var distinct: [Double] = []
    var codes = [UInt32](repeating: 0, count: values.count)
    if areWhole, high - low < Double(4 * values.count + 1024) {
      var table = [UInt32](repeating: 0, count: values.isEmpty ? 0 : Int(high - low) + 1)
      for value in values { table[Int(value - low)] = 1 }
      for slot in table.indices where table[slot] == 1 {
        table[slot] = UInt32(distinct.count)
        distinct.append(low + Double(slot))
      }
      for (row, value) in values.enumerated() { codes[row] = table[Int(value - low)] }
    } else {
      var index: [Double: UInt32] = [:]
      for value in values { index[value] = 0 }
      distinct = index.keys.sorted()
      for (code, value) in distinct.enumerated() { index[value] = UInt32(code) }
      for (row, value) in values.enumerated() { codes[row] = index[value, default: 0] }
    }
    self.codes = codes
    levels = areLogical ? .truth(distinct) : .numbers(distinct)
  }

  /// Codes into a list of texts, of which only those with a row are kept.
  init(_ given: [UInt32], texts: [String]) {
    var present = [Bool](repeating: false, count: texts.count)
    for code in given { present[Int(code)] = true }
    let order = texts.indices.filter { present[$0] }
      .sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
    var ranks = [UInt32](repeating: 0, count: texts.count)
    for (rank, code) in order.enumerated() { ranks[code] = UInt32(rank) }
    codes = given.map { ranks[Int($0)] }
    levels = .texts(order.map { texts[$0] })
  }

  /// The pairs that occur, the first one's order before the second one's.
  init(_ first: CodedValues, crossedWith second: CodedValues) {
    let width = UInt64(second.count)
    var index: [UInt64: UInt32] = [:]
    for (a, b) in zip(first.codes, second.codes) { index[UInt64(a) * width + UInt64(b)] = 0 }
    for (code, key) in index.keys.sorted().enumerated() { index[key] = UInt32(code) }
    codes = zip(first.codes, second.codes).map { a, b in index[UInt64(a) * width + UInt64(b), default: 0] }
    levels = .unnamed(index.count)
  }
}
