import Indicators
import Panels
import Testing

@Suite("Sequences of states")
struct SequenceIndicesTests {
  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-14 * max(1, abs(b)) }

  @Test("by hand: 0, 1, 1, 2 of three states")
  func byHand() {
    let indices = SequenceIndices([0, 1, 1, 2], alphabet: 3)
    #expect(indices.spells.map(\.years) == [1, 2, 1])
    #expect(indices.transitions == 2)
    // Shares 1/4, 1/2, 1/4: entropy 1.5 ln 2 of ln 3.
    #expect(near(indices.entropy, 1.5 * 0.693147180559945309 / 1.098612288668109691))
    // Eight subsequences of three states; durations 1, 2, 1: variance 2/9, at most 2 · (1/3)² = 2/9.
    #expect(near(indices.turbulence, 3))
    #expect(near(indices.complexity, (2.0 / 3 * indices.entropy).squareRoot()))
  }

  @Test("one state throughout: entropy and complexity 0, turbulence 1")
  func constant() {
    let indices = SequenceIndices([1, 1, 1, 1], alphabet: 3)
    #expect(indices.entropy == 0 && indices.complexity == 0 && indices.turbulence == 1)
    #expect(SequenceIndices([0], alphabet: 1).turbulence == 1)
  }

  @Test("distinct subsequences: all of them written out")
  func subsequences() {
    for (states, alphabet) in [([0, 1, 0, 2, 1, 0], 3), ([0, 1, 0, 1], 2), ([2, 1, 0], 3)] as [([UInt8], Int)]
    {
      var all: Set<[UInt8]> = []
      for mask in 0..<(1 << states.count) {
        all.insert(states.indices.filter { mask >> $0 & 1 == 1 }.map { states[$0] })
      }
      // Every duration is 1, so that both variances are 0 and the turbulence is log₂ φ.
      let found = SequenceIndices(states, alphabet: alphabet).turbulence
      #expect(abs(found - log2(Double(all.count))) < 1e-12, "\(states)")
    }
  }

  private func log2(_ x: Double) -> Double {
    var (low, high) = (0.0, 64.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      // 2^middle by halving: the test's own way.
      var value = 1.0
      var rest = middle
      while rest >= 1 { (value, rest) = (value * 2, rest - 1) }
      var root = 2.0
      for _ in 0..<60 {
        root = root.squareRoot()
        rest *= 2
        if rest >= 1 { (value, rest) = (value * root, rest - 1) }
      }
      if value < x { low = middle } else { high = middle }
    }
    return low
  }

  static func cube(_ cells: [([UInt8], Int)]) -> TrajectoryCube {
    TrajectoryCube(
      years: cells[0].0.indices.map { 2014 + $0 }, stateLabels: ["1", "2"],
      cells: cells.map { .init(states: $0.0, people: $0.1) })
  }

  @Test("means are of people, not of sequences")
  func summary() throws {
    let cube = Self.cube([([1, 1, 1], 3), ([0, 1, 0], 1)])
    let summary = try #require(SequenceSummary(cube))
    let other = SequenceIndices([0, 1, 0], alphabet: 3)
    #expect(near(summary.entropy, other.entropy / 4))
    #expect(near(summary.turbulence, (3 + other.turbulence) / 4))
    #expect(near(summary.transitions, 0.5))
    let yearly = SequenceSummary.transversalEntropy(cube)
    #expect(near(yearly[1], 0) && yearly[0] > 0)
    #expect(SequenceSummary(TrajectoryCube(years: [2014], stateLabels: ["1"], cells: [])) == nil)
  }
}
