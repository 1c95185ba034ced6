internal import Kernels

extension EffectSpace {
  /// Products that S as a dense matrix takes: Σ over the base's groups of the squared number of cells.
  var denseWork: Double {
    var sum = 0.0
    let starts = isPlain ? cells.starts : rowStore.starts
    for group in 0..<rowStore.groups {
      let size = Double(starts[group + 1] - starts[group]) * Double(cells.width)
      sum += min(size, Double(dimension)) * min(size, Double(dimension))
    }
    return sum
  }

  /// S over the coefficients from `start` on, row by row, its lower triangle.
  func denseProduct(from start: Int) -> [Double] {
    let size = dimension - start
    let parts = max(1, min(16, denseRows / max(1, size)))
    let runs = isPlain ? cells.runs(parts) : rowStore.runs(parts)
    let pieces = Parallel.map(parts, threads: threads) { part in
      densePart(runs[part]..<runs[part + 1], from: start)
    }
    var sum = pieces[0]
    for piece in pieces.dropFirst() {
      for index in sum.indices { sum[index] += piece[index] }
    }
    return sum
  }

  private var denseRows: Int { isPlain ? cells.count : rows }

  /// The functions of the rest that a cell or row has: positions and values.
  func entries(_ place: Int, _ body: (Int, Double) -> Void) {
    guard let bases else {
      for block in 0..<cells.width { body(Int(cells.codes[place * cells.width + block]), 1) }
      return
    }
    let row = rowStore.row(place)
    for block in 0..<rowStore.width {
      let basis = bases[rest[block]]
      let start = Int(rowStore.codes[place * rowStore.width + block])
      for j in 0..<basis.functions { body(start + j, basis.values[row * basis.functions + j]) }
    }
  }

  /// The base's functions of a cell or row.
  func baseEntry(_ place: Int, _ group: Int, _ function: Int) -> Double {
    guard let bases else { return rowStore.inverses[group].squareRoot() }
    return bases[base].values[rowStore.row(place) * bases[base].functions + function]
  }

  func placeWeight(_ place: Int) -> Double {
    isPlain ? cells.weights?[place] ?? 1 : rowStore.weight(rowStore.row(place))
  }

  private func densePart(_ groups: Range<Int>, from start: Int) -> [Double] {
    let size = dimension - start
    var matrix = [Double](repeating: 0, count: size * size)
    var profile = GroupProfile(size: size, functions: baseFunctions)
    let starts = isPlain ? cells.starts : rowStore.starts
    var own: [(Int, Double)] = []
    for group in groups {
      for place in starts[group]..<starts[group + 1] {
        let weight = placeWeight(place)
        own.removeAll(keepingCapacity: true)
        entries(place) { if $0 >= start { own.append(($0 - start, $1)) } }
        for (i, x) in own {
          for (j, y) in own where j <= i { matrix[i * size + j] += weight * x * y }
        }
        for function in 0..<baseFunctions {
          let value = baseEntry(place, group, function)
          for (i, x) in own { profile.add(i, function, weight * value * x) }
        }
      }
      for function in 0..<baseFunctions {
        for i in profile.touched {
          let x = profile[i, function]
          for j in profile.touched where j <= i { matrix[i * size + j] -= x * profile[j, function] }
        }
      }
      profile.clear()
    }
    return matrix
  }
}

/// Σ w·u·z over a group, for each of the base's functions u: a dense vector of which few places are in use.
struct GroupProfile {
  private let size: Int
  private let functions: Int
  private var values: [Double]
  private var isTouched: [Bool]
  /// Positions in use.
  private(set) var touched: [Int] = []

  init(size: Int, functions: Int) {
    self.size = size
    self.functions = functions
    values = Array(repeating: 0, count: size * functions)
    isTouched = Array(repeating: false, count: size)
  }

  mutating func add(_ position: Int, _ function: Int, _ value: Double) {
    if !isTouched[position] {
      isTouched[position] = true
      touched.append(position)
    }
    values[function * size + position] += value
  }

  subscript(_ position: Int, _ function: Int) -> Double { values[function * size + position] }

  mutating func clear() {
    for position in touched {
      isTouched[position] = false
      for function in 0..<functions { values[function * size + position] = 0 }
    }
    touched.removeAll(keepingCapacity: true)
  }
}
