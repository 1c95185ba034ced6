internal import Kernels

extension EffectSpace {
  /// w·zᵀ(ZᵀWZ)⁺z for each row's functions z: what the effects alone have of its fitted value. With frequency weights divide
  /// by them for that of one of the equal rows.
  ///
  /// With the base's functions u orthonormal and z̃ what they leave of the others, it is w·(uᵀu + z̃ᵀS⁺z̃): closed for one
  /// block, and from S⁺ for more. Nil where S has more than 1024 rows. O(n) or O(p³ + Σ_g n_g·p) for p coefficients.
  public func leverages() -> [Double]? {
    guard dimension <= EffectSpace.largestDense else { return nil }
    let p = dimension
    let inverse = p > 0 ? denseSchur().inverse() : []
    let parts = 16
    let runs = isPlain ? cells.runs(parts) : rowStore.runs(parts)
    let starts = ReadablePointer(isPlain ? cells.starts : rowStore.starts)
    let pieces = Parallel.map(parts, threads: threads) { part -> [Double] in
      var found: [Double] = []
      var profile = GroupProfile(size: p, functions: baseFunctions)
      for group in runs[part]..<runs[part + 1] {
        groupLeverages(
          group, starts.pointer[group]..<starts.pointer[group + 1], inverse, &profile, &found)
      }
      return found
    }
    return spread(pieces.flatMap { $0 })
  }

  /// zᵀ(ZᵀWZ)⁺z of each cell or row of a group.
  private func groupLeverages(
    _ group: Int, _ places: Range<Int>, _ inverse: [Double], _ profile: inout GroupProfile,
    _ found: inout [Double]
  ) {
    let (p, q) = (dimension, baseFunctions)
    guard p > 0 else {
      for place in places {
        found.append((0..<q).reduce(0) { $0 + baseEntry(place, group, $1) * baseEntry(place, group, $1) })
      }
      return
    }
    for place in places {
      let weight = placeWeight(place)
      for function in 0..<q {
        let value = weight * baseEntry(place, group, function)
        entries(place) { profile.add($0, function, value * $1) }
      }
    }
    // G·c and cᵀG·c for the profiles c of the base's functions.
    let images = (0..<q).map { function in
      (0..<p).map { row in
        profile.touched.reduce(0.0) { $0 + inverse[row * p + $1] * profile[$1, function] }
      }
    }
    let products = (0..<q).map { a in
      (0..<q).map { b in profile.touched.reduce(0.0) { $0 + profile[$1, a] * images[b][$1] } }
    }
    var own: [(Int, Double)] = []
    for place in places {
      let base = (0..<q).map { baseEntry(place, group, $0) }
      own.removeAll(keepingCapacity: true)
      entries(place) { own.append(($0, $1)) }
      var value = 0.0
      for (i, x) in own {
        for (j, y) in own { value += x * inverse[i * p + j] * y }
        for a in 0..<q { value -= 2 * x * images[a][i] * base[a] }
      }
      for a in 0..<q {
        value += base[a] * base[a]
        for b in 0..<q { value += base[a] * products[a][b] * base[b] }
      }
      found.append(value)
    }
    profile.clear()
  }

  /// Values of the cells to the rows, times their weights.
  private func spread(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rows)
    if !isPlain || cells.count == rows {
      for place in 0..<rows {
        let row = rowStore.row(place)
        result[row] = values[place] * rowStore.weight(row)
      }
      return result
    }
    // Cells of a group are in the order of their codes.
    for group in 0..<rowStore.groups {
      let range = cells.starts[group]..<cells.starts[group + 1]
      for place in rowStore.starts[group]..<rowStore.starts[group + 1] {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
          let middle = (low + high) / 2
          if cells.precedes(middle, rowStore, place) { low = middle + 1 } else { high = middle }
        }
        let row = rowStore.row(place)
        result[row] = values[low] * rowStore.weight(row)
      }
    }
    return result
  }
}

extension CellStore {
  /// Whether a cell's codes come before those of a row.
  func precedes(_ cell: Int, _ store: RowStore, _ place: Int) -> Bool {
    for block in 0..<width {
      let (a, b) = (codes[cell * width + block], store.codes[place * width + block])
      if a != b { return a < b }
    }
    return false
  }
}
