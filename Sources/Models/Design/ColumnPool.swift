internal import Kernels
internal import LinearAlgebra

/// A column of a design as a product of numbers and indicators that are kept once, however many columns they are in.
struct ColumnProduct {
  var name: String
  /// Factors with the level at which the column is not zero.
  var cells: [(factor: Int, level: UInt32)] = []
  var numbers: [Int] = []

  func times(_ other: ColumnProduct) -> ColumnProduct {
    ColumnProduct(
      name: "\(name):\(other.name)", cells: cells + other.cells, numbers: numbers + other.numbers)
  }
}

/// The numbers and factors of the used rows, and the columns made of them.
struct ColumnPool {
  private var numbers: [NumberValues] = []
  private(set) var factors: [CodedValues] = []
  private var products: [[Int]: NumberValues] = [:]
  private var crossed: [[Int]: [UInt32]] = [:]
  private var present: [[Int]: Set<UInt32>] = [:]
  /// Of the factors that were added.
  private(set) var levels = KnownLevels()
  private let known: KnownLevels?
  private let count: Int

  /// `known`: levels that factors are coded against, in a table of `count` rows.
  init(known: KnownLevels? = nil, count: Int = 0) {
    self.known = known
    self.count = count
  }

  /// A factor's categories in the used rows.
  mutating func coded(_ factor: FactorSource, _ rows: [Int]?) -> CodedValues {
    guard let known, let order = known.levels[factor.label] else {
      let coded = factor.coded(rows)
      levels.add(factor.label, coded)
      return coded
    }
    let codes = known.codes(factor.label, factor.value, count: count)
    return CodedValues((rows ?? Array(0..<count)).map { codes[$0] ?? 0 }, levels: order)
  }

  mutating func add(_ values: NumberValues) -> Int {
    numbers.append(values)
    return numbers.count - 1
  }

  mutating func add(_ factor: CodedValues) -> Int {
    factors.append(factor)
    return factors.count - 1
  }

  /// The column in the storage that suits it. Throws where a product leaves the range of doubles.
  mutating func column(_ product: ColumnProduct) throws(DesignError) -> TallColumn {
    let value = try product.numbers.isEmpty ? nil : self.product(product.numbers, product.name)
    guard !product.cells.isEmpty else { return value?.column ?? .constant(1) }
    let (codes, level) = cell(product.cells)
    guard let value else { return .indicator(codes: codes, level: level) }
    guard let low = value.low else {
      return .scaledIndicator(codes: codes, level: level, values: value.high)
    }
    func masked(_ values: [Double]) -> [Double] {
      codes.indices.map { codes[$0] == level ? values[$0] : 0 }
    }
    return .extended(high: masked(value.high), low: masked(low))
  }

  /// Whether a row lies in the cell of a product of indicators.
  mutating func occurs(_ product: ColumnProduct) -> Bool {
    if known != nil { return true }
    let (codes, level) = cell(product.cells)
    let key = product.cells.map(\.factor)
    if present[key] == nil { present[key] = Set(codes) }
    return present[key]?.contains(level) ?? false
  }

  private mutating func product(_ members: [Int], _ name: String) throws(DesignError) -> NumberValues {
    if members.count == 1 { return numbers[members[0]] }
    if let known = products[members] { return known }
    var result = numbers[members[0]]
    for member in members.dropFirst() { result = result.times(numbers[member]) }
    guard result.high.allSatisfy(\.isFinite) else { throw .overflow(name) }
    products[members] = result
    return result
  }

  /// One code for the cells of several factors; codes beyond 32 bits would need four billion columns.
  private mutating func cell(_ cells: [(factor: Int, level: UInt32)]) -> (codes: [UInt32], level: UInt32) {
    var level = cells[0].level
    for cell in cells.dropFirst() { level = level &* UInt32(factors[cell.factor].count) &+ cell.level }
    let key = cells.map(\.factor)
    if let known = crossed[key] { return (known, level) }
    var codes = factors[cells[0].factor].codes
    for cell in cells.dropFirst() {
      let width = UInt32(factors[cell.factor].count)
      let others = factors[cell.factor].codes
      for row in codes.indices { codes[row] = codes[row] &* width &+ others[row] }
    }
    crossed[key] = codes
    return (codes, level)
  }
}
