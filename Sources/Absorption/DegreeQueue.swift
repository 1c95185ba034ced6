/// Vertices by their number of edges, fewest first; among equals the last one that came.
struct DegreeQueue {
  /// Edges of each vertex, each as often as it is there.
  var degrees: [Int32]
  /// The bucket that a vertex is in; −1 when it is gone.
  private var buckets: [Int32]
  private var heads: [Int32]
  private var next: [Int32]
  private var previous: [Int32]
  private var lowest = 0

  init(size: Int) {
    degrees = Array(repeating: 0, count: size)
    buckets = Array(repeating: -1, count: size)
    next = buckets
    previous = buckets
    heads = Array(repeating: -1, count: 2 * size + 2)
  }

  mutating func fill() {
    for vertex in degrees.indices.reversed() { insert(vertex) }
  }

  mutating func removeFirst() -> Int? {
    while lowest < heads.count, heads[lowest] < 0 { lowest += 1 }
    guard lowest < heads.count else { return nil }
    let vertex = Int(heads[lowest])
    remove(vertex)
    buckets[vertex] = -1
    return vertex
  }

  /// After the degree changed.
  mutating func moved(_ vertex: Int) {
    guard Int(buckets[vertex]) != min(Int(degrees[vertex]), heads.count - 1) else { return }
    remove(vertex)
    insert(vertex)
  }

  private mutating func insert(_ vertex: Int) {
    let bucket = min(Int(degrees[vertex]), heads.count - 1)
    buckets[vertex] = Int32(bucket)
    previous[vertex] = -1
    next[vertex] = heads[bucket]
    if heads[bucket] >= 0 { previous[Int(heads[bucket])] = Int32(vertex) }
    heads[bucket] = Int32(vertex)
    lowest = min(lowest, bucket)
  }

  private mutating func remove(_ vertex: Int) {
    if previous[vertex] >= 0 {
      next[Int(previous[vertex])] = next[vertex]
    } else {
      heads[Int(buckets[vertex])] = next[vertex]
    }
    if next[vertex] >= 0 { previous[Int(next[vertex])] = previous[vertex] }
  }
}
