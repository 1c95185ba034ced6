import Indicators
import Kernels
import Panels
import Testing

@Suite("Distances and types of sequences")
struct SequenceTypologyTests {
  @Test("by hand: one substitution costs 2, a shift two insertions at most")
  func byHand() {
    let distance = SequenceDistance(alphabet: 3)
    #expect(distance.optimalMatching([1, 1, 2], [1, 1, 2]) == 0)
    #expect(distance.optimalMatching([1, 1, 2], [1, 2, 2]) == 2)
    // 0121 and 1210: delete the first, insert the last.
    #expect(distance.optimalMatching([0, 1, 2, 1], [1, 2, 1, 0]) == 2)
    #expect(distance.hamming([0, 1, 2, 1], [1, 2, 1, 0]) == 8)
    #expect(distance.optimalMatching([], [1, 2]) == 2)
    // A substitution dearer than a deletion and an insertion is never used.
    #expect(SequenceDistance(alphabet: 3, substitution: 5).optimalMatching([1], [2]) == 2)
  }

  @Test("costs from transitions: 2 − p(b|a) − p(a|b)")
  func transitionCosts() {
    // From 1: to 1 three times, to 2 once. From 2: to 2 twice, to 1 twice. Nobody is absent.
    let cube = SequenceIndicesTests.cube([([1, 1], 3), ([1, 2], 1), ([2, 2], 2), ([2, 1], 2)])
    let distance = SequenceDistance(transitionsOf: cube)
    #expect(abs(distance.hamming([1], [2]) - (2 - 0.25 - 0.5)) < 1e-15)
    #expect(distance.hamming([0], [1]) == 2)
  }

  @Test("a metric: symmetric, zero for equal ones, no longer than a way round")
  func metric() {
    var generator = PCG64(seed: 5, stream: 5)
    let distance = SequenceDistance(alphabet: 4, substitution: 1.5)
    func draw() -> [UInt8] { (0..<6).map { _ in UInt8(generator.nextInteger(in: 0...3)) } }
    for _ in 0..<200 {
      let (a, b, c) = (draw(), draw(), draw())
      let direct = distance.optimalMatching(a, b)
      #expect(direct == distance.optimalMatching(b, a))
      #expect(direct <= distance.optimalMatching(a, c) + distance.optimalMatching(c, b) + 1e-12)
      #expect(direct <= distance.hamming(a, b) + 1e-12)
      #expect(distance.optimalMatching(a, a) == 0)
    }
  }

  @Test("two clear types are found, with their people; the medoid is the most frequent of each")
  func types() throws {
    let cube = SequenceIndicesTests.cube([
      ([1, 1, 1, 1], 50), ([1, 1, 1, 2], 5), ([0, 0, 0, 2], 3), ([0, 0, 0, 0], 30), ([0, 0, 2, 2], 2),
    ])
    let typology = SequenceTypology(cube, groups: 2, distance: SequenceDistance(alphabet: 3))
    #expect(typology.groups.map(\.medoid) == [[1, 1, 1, 1], [0, 0, 0, 0]])
    #expect(typology.groups.map(\.people) == [55, 35])
    // 5 people at 2; 3 at 2 and 2 at 4.
    #expect(abs(typology.cost - (10 + 6 + 8)) < 1e-12)
    #expect(abs(typology.groups[0].spread - 10.0 / 55) < 1e-15)
    let quality = try #require(typology.silhouette)
    #expect(quality > 0.8 && quality <= 1)
  }

  @Test(
    "every sequence its own type costs nothing; one type has no silhouette; exhaustive search finds no less")
  func extremes() {
    var generator = PCG64(seed: 6, stream: 1)
    var cells: [([UInt8], Int)] = []
    var seen: Set<[UInt8]> = []
    while cells.count < 8 {
      let states = (0..<4).map { _ in UInt8(generator.nextInteger(in: 0...2)) }
      if seen.insert(states).inserted { cells.append((states, generator.nextInteger(in: 1...20))) }
    }
    let cube = SequenceIndicesTests.cube(cells)
    let distance = SequenceDistance(alphabet: 3)
    #expect(SequenceTypology(cube, groups: 8, distance: distance).cost == 0)
    #expect(SequenceTypology(cube, groups: 1, distance: distance).silhouette == nil)
    let found = SequenceTypology(cube, groups: 2, distance: distance).cost
    var best = Double.infinity
    for i in cube.cells.indices {
      for j in cube.cells.indices where j < i {
        best = min(
          best,
          cube.cells.reduce(0.0) {
            $0 + Double($1.people)
              * min(
                distance.optimalMatching($1.states, cube.cells[i].states),
                distance.optimalMatching($1.states, cube.cells[j].states))
          })
      }
    }
    #expect(abs(found - best) < 1e-9)
  }
}
