import SyntheticRosters
import Testing

@Suite("Feistel permutation")
struct FeistelPermutationTests {
  @Test("is a permutation", arguments: [1, 2, 3, 4, 5, 16, 17, 100, 1_000, 4_097, 65_537])
  func permutes(size: Int) {
    for key: UInt64 in [0, 1, .max] {
      let permutation = FeistelPermutation(size: size, key: key)
      #expect((0..<size).map { permutation($0) }.sorted() == Array(0..<size))
    }
  }

  @Test("keys give different orders, and an order looks random")
  func mixes() {
    let size = 10_000
    let first = FeistelPermutation(size: size, key: 1)
    let second = FeistelPermutation(size: size, key: 2)
    let order = (0..<size).map { first($0) }
    // Equal places and ascents of random orders: about 1 and half of all.
    #expect((0..<size).count { second($0) == order[$0] } < 10)
    let ascents = zip(order, order.dropFirst()).count { $0 < $1 }
    #expect(abs(ascents - size / 2) < 180)  // six deviations, √(n/12) each
  }
}
