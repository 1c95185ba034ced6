/// Sums over blocks of rows in eight fixed lanes, so that no thread or machine changes their bits.
enum BlockSums {
  /// Rows of a block: what a pass keeps in the first cache.
  static let block = 2048

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<Double>, _ index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Double>.self)
  }

  @inline(__always)
  private static func total(_ lanes: SIMD8<Double>) -> Double {
    ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
  }

  static func sum(_ a: UnsafePointer<Double>, _ count: Int) -> Double {
    var lanes = SIMD8<Double>(repeating: 0)
    var index = 0
    while index + 8 <= count {
      lanes += load(a, index)
      index += 8
    }
    var result = total(lanes)
    while index < count {
      result += a[index]
      index += 1
    }
    return result
  }

  static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var lanes = SIMD8<Double>(repeating: 0)
    var index = 0
    while index + 8 <= count {
      lanes += load(a, index) * load(b, index)
      index += 8
    }
    var result = total(lanes)
    while index < count {
      result += a[index] * b[index]
      index += 1
    }
    return result
  }

  /// out = a · b, element by element.
  static func multiply(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    for index in 0..<count { out[index] = a[index] * b[index] }
  }

  /// out += factor · a.
  static func add(
    _ factor: Double, _ a: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    for index in 0..<count { out[index] += factor * a[index] }
  }
}
