import Kernels
import Testing

/// Oracle: the same by a plain loop.
@Suite("elements at positions")
struct GatheringTests {
  @Test("elements at positions are those of a plain loop, in the order given", arguments: [0, 1, 5, 200_000])
  func gathered(count: Int) {
    let doubles = (0..<count).map { Double($0) / 3 }
    let codes = (0..<count).map { UInt32($0 * 7 % 1000) }
    let numbers = (0..<count).map { $0 * $0 % 1013 }
    // Every third from the end, some twice.
    let positions = stride(from: count - 1, through: 0, by: -3).flatMap { $0 % 2 == 0 ? [$0, $0] : [$0] }
    #expect(doubles.gathered(positions) == positions.map { doubles[$0] })
    #expect(codes.gathered(positions) == positions.map { codes[$0] })
    #expect(numbers.gathered(positions) == positions.map { numbers[$0] })
    #expect(doubles.gathered([]) == [])
  }

  @Test("numbers of which a condition holds are those of a plain filter", arguments: [0, 1, 65_536, 200_001])
  func below(count: Int) {
    let found = [Int].below(count) { range, isWanted in
      for (place, number) in range.enumerated() { isWanted[place] = number % 3 == 1 }
    }
    #expect(found == (0..<count).filter { $0 % 3 == 1 })
    #expect([Int].below(count) { _, _ in } == [])
  }
}
