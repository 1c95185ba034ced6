internal import Kernels

/// Sums and updates over vectors of lanes: blocks of fixed size, added in their order.
struct LaneVectors: Sendable {
  let count: Int
  let threads: Int
  static let block = 16384

  init(_ count: Int, threads: Int) {
    self.count = count
    self.threads = count > 8 * LaneVectors.block ? threads : 1
  }

  /// Σ over all elements of what `body` gives for a block.
  @inline(__always)
  func sum<V: Lanes>(_ body: @Sendable (Range<Int>) -> V) -> V {
    let pieces = (count + LaneVectors.block - 1) / LaneVectors.block
    var total = V.zero
    if threads == 1 {
      for piece in 0..<pieces {
        total += body(piece * LaneVectors.block..<min(count, (piece + 1) * LaneVectors.block))
      }
      return total
    }
    let sums = Parallel.map(pieces, threads: threads) { piece in
      body(piece * LaneVectors.block..<min(count, (piece + 1) * LaneVectors.block))
    }
    for sum in sums { total += sum }
    return total
  }

  @inline(__always)
  func dot<V: Lanes>(_ a: UnsafeMutablePointer<V>, _ b: UnsafeMutablePointer<V>) -> V {
    let (a, b) = (ReadablePointer(a), ReadablePointer(b))
    return sum { range in
      var sum = V.zero
      for index in range { sum += a.pointer[index] * b.pointer[index] }
      return sum
    }
  }

  /// Σ r²/d.
  @inline(__always)
  func scaledNorm<V: Lanes>(_ residual: UnsafeMutablePointer<V>, _ inverse: UnsafePointer<Double>) -> V {
    let (residual, inverse) = (ReadablePointer(residual), ReadablePointer(inverse))
    return sum { range in
      var sum = V.zero
      for index in range {
        let value = residual.pointer[index]
        sum += value * value * inverse.pointer[index]
      }
      return sum
    }
  }

  /// x += αp, r −= αq; Σ r²/d.
  @inline(__always)
  func step<V: Lanes>(
    _ alpha: V, _ solution: UnsafeMutablePointer<V>, _ direction: UnsafeMutablePointer<V>,
    _ residual: UnsafeMutablePointer<V>, _ image: UnsafeMutablePointer<V>, _ inverse: UnsafePointer<Double>
  ) -> V {
    let (solution, direction) = (SharedPointer(solution), ReadablePointer(direction))
    let (residual, image, inverse) = (
      SharedPointer(residual), ReadablePointer(image), ReadablePointer(inverse)
    )
    return sum { range in
      var sum = V.zero
      for index in range {
        solution.pointer[index] += alpha * direction.pointer[index]
        let value = residual.pointer[index] - alpha * image.pointer[index]
        residual.pointer[index] = value
        sum += value * value * inverse.pointer[index]
      }
      return sum
    }
  }

  /// p = z + βp.
  @inline(__always)
  func redirect<V: Lanes>(
    _ beta: V, _ direction: UnsafeMutablePointer<V>, _ image: UnsafeMutablePointer<V>
  ) {
    let (direction, image) = (SharedPointer(direction), ReadablePointer(image))
    let _: V = sum { range in
      for index in range {
        direction.pointer[index] = image.pointer[index] + beta * direction.pointer[index]
      }
      return .zero
    }
  }
}
