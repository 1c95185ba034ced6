internal import Kernels

// Walks over the rows in the order of the base's groups. Each run of groups adds into a table of its own; tables are added in
// their order, so that the bits do not depend on the threads.

/// What a walk found of each column.
struct PassSums<V: Lanes>: Sendable {
  /// Σ w·y² of what was read.
  var given = V.zero
  /// Σ w·(y − ȳ)² of what was left.
  var left = V.zero
}

/// What never changes in a walk, known to the compiler so that nothing is asked of every row.
private protocol WalkShape {
  /// Blocks beside the base.
  static var width: Int? { get }
  static var mayHaveOrder: Bool { get }
  static var mayHaveWeights: Bool { get }
}

private enum OneOther: WalkShape {
  static var width: Int? { 1 }
  static var mayHaveOrder: Bool { false }
  static var mayHaveWeights: Bool { false }
}

private enum OneOtherWeighted: WalkShape {
  static var width: Int? { 1 }
  static var mayHaveOrder: Bool { false }
  static var mayHaveWeights: Bool { true }
}

private enum OneOtherOrdered: WalkShape {
  static var width: Int? { 1 }
  static var mayHaveOrder: Bool { true }
  static var mayHaveWeights: Bool { false }
}

private enum TwoOthers: WalkShape {
  static var width: Int? { 2 }
  static var mayHaveOrder: Bool { false }
  static var mayHaveWeights: Bool { false }
}

private enum TwoOthersWeighted: WalkShape {
  static var width: Int? { 2 }
  static var mayHaveOrder: Bool { false }
  static var mayHaveWeights: Bool { true }
}

private enum AnyShape: WalkShape {
  static var width: Int? { nil }
  static var mayHaveOrder: Bool { true }
  static var mayHaveWeights: Bool { true }
}

extension EffectSpace {
  /// Subtracts the rest's effects `coefficients` (nil for none) from the columns, then the base's, and sets `gradient` to
  /// Z₂ᵀW of what is left.
  ///
  /// `targets`: where what is left is written, or nil. `baseCoefficients`: the base's coefficients are added to it, or nil.
  func pass<V: Lanes>(
    _ columns: ReadablePointer<UnsafePointer<Double>>,
    to targets: ReadablePointer<UnsafeMutablePointer<Double>>?,
    coefficients: UnsafeMutablePointer<V>?, baseCoefficients: UnsafeMutablePointer<V>?,
    gradient: UnsafeMutablePointer<V>
  ) -> PassSums<V> {
    let parts = partsOfTables
    let runs = rowStore.runs(parts)
    let tables = Scratch<V>(parts * dimension, zero: .zero)
    let table = SharedPointer(tables.base)
    let coefficients = coefficients.map { ReadablePointer($0) }
    let baseTarget = baseCoefficients.map { SharedPointer($0) }
    let sums = Parallel.map(parts, threads: threads) { part -> PassSums<V> in
      let groups = runs[part]..<runs[part + 1]
      let own = table.pointer + part * dimension
      if let bases {
        return generalPass(
          columns.pointer, targets?.pointer, coefficients?.pointer, baseTarget?.pointer, own, groups, bases)
      }
      return plainPass(
        columns.pointer, targets?.pointer, coefficients?.pointer, baseTarget?.pointer, own, groups)
    }
    combine(tables.base, parts: parts, into: gradient)
    var total = PassSums<V>()
    for sum in sums {
      total.given += sum.given
      total.left += sum.left
    }
    return total
  }

  /// Tables of sums that threads fill: a function of the sizes alone.
  var partsOfTables: Int { EffectSpace.parts(rows: rows, dimension: dimension) }

  static func parts(rows: Int, dimension: Int) -> Int { max(2, min(16, rows / max(1, 8 * dimension))) }

  /// Tables added in their order.
  func combine<V: Lanes>(_ tables: UnsafeMutablePointer<V>, parts: Int, into target: UnsafeMutablePointer<V>)
  {
    let (size, tables, target) = (dimension, ReadablePointer(tables), SharedPointer(target))
    RowStore.forRanges(size, threads: size > 200_000 ? threads : 1) { range in
      for index in range {
        var sum = tables.pointer[index]
        for part in 1..<parts { sum += tables.pointer[part &* size &+ index] }
        target.pointer[index] = sum
      }
    }
  }

  /// The walk with what never changes in it as constants.
  private func plainPass<V: Lanes>(
    _ columns: UnsafePointer<UnsafePointer<Double>>,
    _ targets: UnsafePointer<UnsafeMutablePointer<Double>>?, _ coefficients: UnsafePointer<V>?,
    _ baseTarget: UnsafeMutablePointer<V>?, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>
  ) -> PassSums<V> {
    func walk<S: WalkShape>(_ shape: S.Type) -> PassSums<V> {
      self.walk(shape, columns, targets, coefficients, baseTarget, table, groups)
    }
    switch (rowStore.width, rowStore.order != nil, rowStore.weights != nil) {
    case (1, false, false): return walk(OneOther.self)
    case (1, false, true): return walk(OneOtherWeighted.self)
    case (1, true, false): return walk(OneOtherOrdered.self)
    case (2, false, false): return walk(TwoOthers.self)
    case (2, false, true): return walk(TwoOthersWeighted.self)
    default: return walk(AnyShape.self)
    }
  }

  private func walk<V: Lanes, S: WalkShape>(
    _ shape: S.Type, _ columns: UnsafePointer<UnsafePointer<Double>>,
    _ targets: UnsafePointer<UnsafeMutablePointer<Double>>?, _ coefficients: UnsafePointer<V>?,
    _ baseTarget: UnsafeMutablePointer<V>?, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>
  ) -> PassSums<V> {
    var sums = PassSums<V>()
    let (starts, codes, inverses) = (rowStore.starts, rowStore.codes, rowStore.inverses)
    let order = S.mayHaveOrder ? rowStore.order : nil
    let weights = S.mayHaveWeights ? rowStore.weights : nil
    let width = S.width ?? rowStore.width
    let stash = Scratch<V>(rowStore.largestGroup, zero: .zero)
    let kept = stash.base
    for group in groups {
      let (low, high) = (starts[group], starts[group &+ 1])
      var sum = V.zero
      for place in low..<high {
        let row = if let order { Int(order[place]) } else { place }
        var value = V.load(columns, row)
        let weighted = if let weights { value * weights[row] } else { value }
        sums.given += weighted * value
        if let coefficients {
          for block in 0..<width { value -= coefficients[Int(codes[place &* width &+ block])] }
        }
        kept[place &- low] = value
        if let weights { sum += value * weights[row] } else { sum += value }
      }
      var mean = sum * inverses[group]
      // The mean's own rounding where it is a sum of many.
      if high &- low > 64 {
        var rest = V.zero
        for place in low..<high {
          let row = if let order { Int(order[place]) } else { place }
          let value = kept[place &- low] - mean
          if let weights { rest += value * weights[row] } else { rest += value }
        }
        mean += rest * inverses[group]
      }
      if let baseTarget { baseTarget[group] += mean }
      for place in low..<high {
        let row = if let order { Int(order[place]) } else { place }
        let value = kept[place &- low] - mean
        if let targets { value.store(targets, row) }
        let weighted = if let weights { value * weights[row] } else { value }
        sums.left += weighted * value
        for block in 0..<width { table[Int(codes[place &* width &+ block])] += weighted }
      }
    }
    return sums
  }

  private func generalPass<V: Lanes>(
    _ columns: UnsafePointer<UnsafePointer<Double>>,
    _ targets: UnsafePointer<UnsafeMutablePointer<Double>>?, _ coefficients: UnsafePointer<V>?,
    _ baseTarget: UnsafeMutablePointer<V>?, _ table: UnsafeMutablePointer<V>, _ groups: Range<Int>,
    _ bases: [SlopeBasis]
  ) -> PassSums<V> {
    var sums = PassSums<V>()
    let store = rowStore
    let width = store.width
    let own = bases[base]
    let others = rest.map { bases[$0] }
    let q = own.functions
    let stash = Scratch<V>(store.largestGroup, zero: .zero)
    let kept = stash.base
    let found = Scratch<V>(q, zero: .zero)
    for group in groups {
      let (low, high) = (store.starts[group], store.starts[group + 1])
      for place in low..<high {
        let row = store.row(place)
        var value = V.load(columns, row)
        sums.given += store.weight(row) * value * value
        if let coefficients {
          for block in 0..<width {
            let start = Int(store.codes[place * width + block])
            let functions = others[block].functions
            for j in 0..<functions {
              value -= others[block].values[row * functions + j] * coefficients[start + j]
            }
          }
        }
        kept[place - low] = value
      }
      // Twice: what the first time leaves is rounding.
      for _ in 0..<2 {
        for j in 0..<q { found.base[j] = .zero }
        for place in low..<high {
          let row = store.row(place)
          let weighted = store.weight(row) * kept[place - low]
          for j in 0..<q { found.base[j] += own.values[row * q + j] * weighted }
        }
        for place in low..<high {
          let row = store.row(place)
          for j in 0..<q { kept[place - low] -= own.values[row * q + j] * found.base[j] }
        }
        if let baseTarget { for j in 0..<q { baseTarget[group * q + j] += found.base[j] } }
      }
      for place in low..<high {
        let row = store.row(place)
        let value = kept[place - low]
        if let targets { value.store(targets, row) }
        let weighted = store.weight(row) * value
        sums.left += weighted * value
        for block in 0..<width {
          let start = Int(store.codes[place * width + block])
          let functions = others[block].functions
          for j in 0..<functions {
            table[start + j] += others[block].values[row * functions + j] * weighted
          }
        }
      }
    }
    return sums
  }
}
