import CTallPasses
import Kernels
import Testing

/// Oracles: the portable form for the bits of the others, double-doubles and plain loops for the values.
@Suite("passes")
struct PassesTests {
  static let levels = [CTP_PORTABLE, CTP_AVX2, CTP_AVX512, CTP_AUTO].map { Int32($0) }
    .filter { ctp_supports($0) == 1 }

  /// Some columns of a block with values of very different sizes, each with a low part.
  final class Block {
    let rows: Int
    let columns: Int
    let values: UnsafeMutablePointer<Double>
    let lowValues: UnsafeMutablePointer<Double>
    var highs: [UnsafePointer<Double>?] = []
    var lows: [UnsafePointer<Double>?] = []

    init(rows: Int, columns: Int, seed: UInt64 = 3) {
      self.rows = rows
      self.columns = columns
      var generator = PCG64(seed: seed, stream: 0)
      values = .allocate(capacity: rows * columns + 1)
      lowValues = .allocate(capacity: rows * columns + 1)
      for index in 0..<rows * columns {
        let size = Double(sign: .plus, exponent: Int.random(in: -20...20, using: &generator), significand: 1)
        values[index] = size * Double.random(in: -1...1, using: &generator)
        lowValues[index] = 0x1p-55 * values[index] * Double.random(in: -1...1, using: &generator)
      }
      for column in 0..<columns {
        highs.append(UnsafePointer(values + column * rows))
        lows.append(column % 2 == 0 ? UnsafePointer(lowValues + column * rows) : nil)
      }
    }

    deinit {
      values.deallocate()
      lowValues.deallocate()
    }

    func value(_ row: Int, _ column: Int) -> DoubleDouble {
      DoubleDouble(high: highs[column]![row], low: lows[column]?[row] ?? 0)
    }
  }

  static let sizes = [(0, 1), (1, 1), (7, 2), (8, 5), (9, 4), (31, 9), (255, 3), (256, 13)]

  /// All that the passes write for a block, one after the other.
  static func results(_ block: Block, level: Int32) -> [Double] {
    let (rows, count) = (block.rows, block.columns)
    var all: [Double] = []
    for withLows in [false, true] {
      var sums = [Double](repeating: 0, count: 16 * count)
      var sizes = [Double](repeating: 0, count: count)
      ctp_sizes(block.highs, count, rows, &sizes, level)
      for _ in 0..<2 {
        ctp_products(
          block.highs[0], withLows ? block.lows[0] : nil, sizes[0], block.highs,
          withLows ? block.lows : nil, sizes, count, rows, &sums, level)
      }
      all += sizes + sums
      var out = [Double](repeating: 7, count: rows + 1)
      var low = out
      let factors = (0..<count).map { 1 / Double($0 + 3) }
      ctp_combine(
        withLows ? block.highs[0] : nil, withLows ? block.lows[0] : nil, block.highs,
        withLows ? block.lows : nil, count, rows, factors, withLows ? factors.map { 0x1p-60 * $0 } : nil,
        &out, &low, level)
      all += out + low
      ctp_scale(
        block.highs[count - 1], block.highs[0], withLows ? block.lows[0] : nil, rows, &out, &low, level)
      all += out + low
    }
    var rounded = [Double](repeating: 7, count: rows + 1)
    ctp_scale(block.highs[count - 1], block.highs[0], nil, rows, &rounded, nil, level)
    all += rounded
    var sums = [Double](repeating: 0, count: 4 * count * (count + 1))
    ctp_meat(block.highs[count - 1], block.highs, count, rows, &sums, level)
    var out = [Double](repeating: 7, count: rows + 1)
    let matrix = (0..<count * count).map { 1 / Double(1 + $0 / count + $0 % count) }
    ctp_forms(block.highs, count, rows, matrix, &out, level)
    return all + sums + out
  }

  @Test("every instruction set gives the same bits, and none writes past its rows", arguments: sizes)
  func sameBits(rows: Int, columns: Int) {
    let block = Block(rows: rows, columns: columns)
    let expected = Self.results(block, level: Int32(CTP_PORTABLE)).map(\.bitPattern)
    for level in Self.levels {
      #expect(Self.results(block, level: level).map(\.bitPattern) == expected, "level \(level)")
    }
    var out = [Double](repeating: 7, count: rows + 1)
    var low = out
    ctp_scale(block.highs[0], block.highs[0], nil, rows, &out, &low, 0)
    #expect(out[rows] == 7 && low[rows] == 7)
  }

  @Test("bits stay the same for values at the ends of the range", arguments: levels)
  func extremes(level: Int32) {
    let values = [0x1p-1074, 0x1p1000, -0x1p-540, 0.0, -0.0, 0x1.fp1023, 3, 0x1.8p-1022, 0x1p-600]
    func sums(_ level: Int32) -> [UInt64] {
      values.withUnsafeBufferPointer { buffer in
        var sums = [Double](repeating: 0, count: 16)
        var column: UnsafePointer<Double>? = buffer.baseAddress
        var size = 0.0
        ctp_sizes(&column, 1, values.count, &size, level)
        ctp_products(buffer.baseAddress, nil, size, &column, nil, &size, 1, values.count, &sums, level)
        // Infinity less infinity has no sign that anybody promises.
        return (sums + [size]).map { $0.isNaN ? 0 : $0.bitPattern }
      }
    }
    #expect(sums(level) == sums(Int32(CTP_PORTABLE)))
  }

  @Test("sums of products are those of double-doubles", arguments: sizes)
  func products(rows: Int, columns: Int) {
    let block = Block(rows: rows, columns: columns)
    var sums = [Double](repeating: 0, count: 16 * columns)
    var sizes = [Double](repeating: 0, count: columns)
    ctp_sizes(block.highs, columns, rows, &sizes, 0)
    ctp_products(
      block.highs[0], block.lows[0], sizes[0], block.highs, block.lows, sizes, columns, rows, &sums, 0)
    for column in 0..<columns {
      var expected = DoubleDouble.zero
      for row in 0..<rows {
        expected += block.value(row, 0) * block.value(row, column)
        #expect(abs(block.highs[column]![row]) < sizes[column])
      }
      var found = DoubleDouble.zero
      for lane in 0..<8 { found += DoubleDouble(sums[16 * column + lane]) + sums[16 * column + 8 + lane] }
      #expect(abs((found - expected).value) <= 0x1p-93 * sizes[0] * sizes[column])
    }
  }

  @Test("combinations and scaled columns are those of double-doubles", arguments: sizes)
  func combinations(rows: Int, columns: Int) {
    let block = Block(rows: rows, columns: columns)
    var out = [Double](repeating: 0, count: rows + 1)
    var low = out
    let factors = (0..<columns).map { 1 / Double($0 + 3) }
    let rest = factors.map { 0x1p-60 * $0 }
    ctp_combine(
      block.highs[0], block.lows[0], block.highs, block.lows, columns, rows, factors, rest, &out, &low, 0)
    for row in 0..<rows {
      var expected = block.value(row, 0)
      var size = abs(expected.high)
      for column in 0..<columns {
        let term = block.value(row, column) * DoubleDouble(high: factors[column], low: rest[column])
        expected += term
        size += abs(term.high)
      }
      #expect(
        abs((DoubleDouble(high: out[row], low: low[row]) - expected).value) <= Double(columns) * 0x1p-99
          * size)
    }
    ctp_scale(block.highs[columns - 1], block.highs[0], block.lows[0], rows, &out, &low, 0)
    for row in 0..<rows {
      let expected = block.value(row, 0) * block.highs[columns - 1]![row]
      #expect(abs((DoubleDouble(high: out[row], low: low[row]) - expected).value) <= 0x1p-102 * abs(out[row]))
    }
  }

  @Test("sums of products times a factor are those of a loop", arguments: sizes)
  func meat(rows: Int, columns: Int) {
    let block = Block(rows: rows, columns: columns)
    var lanes = [Double](repeating: 0, count: 4 * columns * (columns + 1))
    ctp_meat(block.highs[columns - 1], block.highs, columns, rows, &lanes, 0)
    var place = 0
    for i in 0..<columns {
      for j in 0...i {
        var expected = DoubleDouble.zero
        var size = 0.0
        for row in 0..<rows {
          let factor = block.highs[columns - 1]![row]
          let term = DoubleDouble(block.highs[i]![row]) * block.highs[j]![row] * factor
          expected += term
          size += abs(term.high)
        }
        let sum = lanes[8 * place..<8 * place + 8].reduce(0, +)
        #expect(abs(sum - expected.value) <= Double(rows + 2) * 0x1p-53 * size)
        place += 1
      }
    }
  }

  @Test("forms and sums by group are those of loops", arguments: sizes)
  func plain(rows: Int, columns: Int) {
    let block = Block(rows: rows, columns: columns)
    var matrix = [Double](repeating: 0, count: columns * columns)
    for j in 0..<columns {
      for i in 0..<columns {
        matrix[i + j * columns] = Double(1 + min(i, j) * 7 % 5) - 0.5 * Double(max(i, j))
      }
    }
    var out = [Double](repeating: 0, count: rows + 1)
    ctp_forms(block.highs, columns, rows, matrix, &out, 0)
    let codes = (0..<rows + 1).map { UInt32($0 * 5 % 3) }
    var groups = [Double](repeating: 0, count: 3 * columns)
    ctp_scatter(block.highs, columns, rows, block.highs[0], codes, &groups)
    var expectedGroups = [Double](repeating: 0, count: 3 * columns)
    for row in 0..<rows {
      var form = 0.0
      var size = 0.0
      for j in 0..<columns {
        let product = block.highs[0]![row] * block.highs[j]![row]
        expectedGroups[Int(codes[row]) * columns + j] += product
        for i in 0..<columns {
          let term = matrix[i + j * columns] * block.highs[i]![row] * block.highs[j]![row]
          form += term
          size += abs(term)
        }
      }
      // An error of a rounding for each term.
      #expect(abs(out[row] - form) <= Double(2 * columns * columns) * 0x1p-53 * size)
    }
    #expect(groups == expectedGroups)
  }
}
