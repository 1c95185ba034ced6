import Kernels
import Synchronization
import Testing

@Suite("Parallel")
struct ParallelTests {
  // Oracle: the same work in a plain loop.
  @Test("results in order of the pieces", arguments: 1...8, [0, 1, 2, 7, 100])
  func map(_ threads: Int, _ pieces: Int) {
    let work: @Sendable (Int) -> UInt64 = { piece in
      var generator = PCG64(seed: UInt64(piece), stream: 5)
      return (0..<(piece % 9 * 100)).reduce(0) { sum, _ in sum &+ generator.next() }
    }
    #expect(Parallel.map(pieces, threads: threads, work) == (0..<pieces).map(work))
  }

  @Test("each piece once", arguments: 1...8)
  func once(_ threads: Int) {
    let calls = Mutex([Int](repeating: 0, count: 53))
    Parallel.forEach(53, threads: threads) { piece in calls.withLock { $0[piece] += 1 } }
    #expect(calls.withLock { $0 } == Array(repeating: 1, count: 53))
  }

  @Test("optional results keep their place")
  func optionals() {
    let results: [Int?] = Parallel.map(6, threads: 3) { $0 % 2 == 0 ? $0 : nil }
    #expect(results == [0, nil, 2, nil, 4, nil])
  }

  @Test("there is a core")
  func cores() { #expect(Parallel.cores >= 1) }
}
