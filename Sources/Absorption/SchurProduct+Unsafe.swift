internal import Kernels

extension EffectSpace {
  /// S·v for each lane: Z₂ᵀW(t − t̄) with t = Z₂v, one walk over the cells.
  func multiply<V: Lanes>(
    _ vector: UnsafeMutablePointer<V>, into result: UnsafeMutablePointer<V>, scratch: Scratch<V>
  ) {
    let parts = partsOfTables
    let runs = isPlain ? cells.runs(parts) : rowStore.runs(parts)
    scratch.reserve(parts * dimension)
    scratch.clear(parts * dimension)
    let (vector, tables) = (ReadablePointer(vector), SharedPointer(scratch.base))
    Parallel.forEach(parts, threads: threads) { part in
      let table = tables.pointer + part * dimension
      let groups = runs[part]..<runs[part + 1]
      if let bases {
        generalProduct(vector.pointer, table, groups, bases)
      } else {
        switch (cells.width, cells.weights) {
        case (1, nil): singleProduct(vector.pointer, table, groups)
        case (2, nil): doubleProduct(vector.pointer, table, groups)
        case (1, let weights?): singleProduct(vector.pointer, table, groups, weights)
        case (2, let weights?): doubleProduct(vector.pointer, table, groups, weights)
        default: plainProduct(vector.pointer, table, groups)
        }
      }
    }
    combine(scratch.base, parts: parts, into: result)
  }

  private func singleProduct<V: Lanes>(
    _ vector: UnsafePointer<V>, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>
  ) {
    let (starts, codes, inverses) = (cells.starts, cells.codes, rowStore.inverses)
    for group in groups {
      let (low, high) = (starts[group], starts[group &+ 1])
      var sum = V.zero
      for cell in low..<high { sum += vector[Int(codes[cell])] }
      let mean = sum * inverses[group]
      for cell in low..<high {
        let code = Int(codes[cell])
        table[code] += vector[code] - mean
      }
    }
  }

  private func doubleProduct<V: Lanes>(
    _ vector: UnsafePointer<V>, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>
  ) {
    let (starts, codes, inverses) = (cells.starts, cells.codes, rowStore.inverses)
    for group in groups {
      let (low, high) = (starts[group], starts[group &+ 1])
      var sum = V.zero
      for cell in low..<high {
        sum += vector[Int(codes[2 &* cell])] + vector[Int(codes[2 &* cell &+ 1])]
      }
      let mean = sum * inverses[group]
      for cell in low..<high {
        let (first, second) = (Int(codes[2 &* cell]), Int(codes[2 &* cell &+ 1]))
        let value = vector[first] + vector[second] - mean
        table[first] += value
        table[second] += value
      }
    }
  }

  private func singleProduct<V: Lanes>(
    _ vector: UnsafePointer<V>, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>,
    _ weights: UnsafePointer<Double>
  ) {
    let (starts, codes, inverses) = (cells.starts, cells.codes, rowStore.inverses)
    for group in groups {
      let (low, high) = (starts[group], starts[group &+ 1])
      var sum = V.zero
      for cell in low..<high { sum += vector[Int(codes[cell])] * weights[cell] }
      let mean = sum * inverses[group]
      for cell in low..<high {
        let code = Int(codes[cell])
        table[code] += (vector[code] - mean) * weights[cell]
      }
    }
  }

  private func doubleProduct<V: Lanes>(
    _ vector: UnsafePointer<V>, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>,
    _ weights: UnsafePointer<Double>
  ) {
    let (starts, codes, inverses) = (cells.starts, cells.codes, rowStore.inverses)
    for group in groups {
      let (low, high) = (starts[group], starts[group &+ 1])
      var sum = V.zero
      for cell in low..<high {
        sum += (vector[Int(codes[2 &* cell])] + vector[Int(codes[2 &* cell &+ 1])]) * weights[cell]
      }
      let mean = sum * inverses[group]
      for cell in low..<high {
        let (first, second) = (Int(codes[2 &* cell]), Int(codes[2 &* cell &+ 1]))
        let value = (vector[first] + vector[second] - mean) * weights[cell]
        table[first] += value
        table[second] += value
      }
    }
  }

  private func plainProduct<V: Lanes>(
    _ vector: UnsafePointer<V>, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>
  ) {
    let (starts, codes, inverses) = (cells.starts, cells.codes, rowStore.inverses)
    let (width, weights) = (cells.width, cells.weights)
    for group in groups {
      let (low, high) = (starts[group], starts[group &+ 1])
      var sum = V.zero
      for cell in low..<high {
        var value = V.zero
        for block in 0..<width { value += vector[Int(codes[cell &* width &+ block])] }
        sum += (weights.map { $0[cell] } ?? 1) * value
      }
      let mean = sum * inverses[group]
      for cell in low..<high {
        var value = -mean
        for block in 0..<width { value += vector[Int(codes[cell &* width &+ block])] }
        value *= weights.map { $0[cell] } ?? 1
        for block in 0..<width { table[Int(codes[cell &* width &+ block])] += value }
      }
    }
  }

  private func generalProduct<V: Lanes>(
    _ vector: UnsafePointer<V>, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>, _ bases: [SlopeBasis]
  ) {
    let store = rowStore
    let width = store.width
    let own = bases[base]
    let others = rest.map { bases[$0] }
    let q = own.functions
    let stash = Scratch<V>(store.largestGroup, zero: .zero)
    let found = Scratch<V>(q, zero: .zero)
    for group in groups {
      let (low, high) = (store.starts[group], store.starts[group + 1])
      for j in 0..<q { found.base[j] = .zero }
      for place in low..<high {
        let row = store.row(place)
        var value = V.zero
        for block in 0..<width {
          let start = Int(store.codes[place * width + block])
          let functions = others[block].functions
          for j in 0..<functions { value += others[block].values[row * functions + j] * vector[start + j] }
        }
        stash.base[place - low] = value
        let weighted = store.weight(row) * value
        for j in 0..<q { found.base[j] += own.values[row * q + j] * weighted }
      }
      for place in low..<high {
        let row = store.row(place)
        var value = stash.base[place - low]
        for j in 0..<q { value -= own.values[row * q + j] * found.base[j] }
        value *= store.weight(row)
        for block in 0..<width {
          let start = Int(store.codes[place * width + block])
          let functions = others[block].functions
          for j in 0..<functions { table[start + j] += others[block].values[row * functions + j] * value }
        }
      }
    }
  }
}
