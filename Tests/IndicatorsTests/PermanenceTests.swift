import Indicators
import Panels
import Testing

/// Oracle: counted by hand in `CubeFixture.three`.
@Suite("Permanence")
struct PermanenceTests {
  @Test func times() {
    let permanence = Permanence(CubeFixture.three)
    #expect(permanence.times.map(\.times) == [1, 2, 3])
    #expect(permanence.times.map(\.share) == [Share(4, of: 14), Share(5, of: 14), Share(5, of: 14)])
    #expect(permanence.times.reduce(0) { $0 + $1.share.numerator } == CubeFixture.three.people)
  }

  @Test(arguments: [(2014, 0, 12, 12), (2014, 1, 8, 12), (2014, 2, 5, 12), (2015, 1, 6, 10), (2016, 0, 7, 7)])
  func fromBase(base: Int, following: Int, stayed: Int, all: Int) {
    #expect(
      Permanence.from(base: base, following: following, in: CubeFixture.three) == Share(stayed, of: all))
  }

  @Test(arguments: [(2013, 0), (2015, 2), (2014, -1)])
  func outside(base: Int, following: Int) {
    #expect(Permanence.from(base: base, following: following, in: CubeFixture.three) == nil)
  }

  @Test(arguments: [(1, 4, 4), (2, 4, 5), (3, 5, 5)])
  func consecutive(times: Int, together: Int, all: Int) {
    #expect(Permanence.consecutive(times: times, in: CubeFixture.three) == Share(together, of: all))
  }

  @Test func nobody() {
    let permanence = Permanence(CubeFixture.cube([:]))
    #expect(permanence.times.map(\.share.value) == [nil, nil, nil])
    #expect(permanence.times.map(\.share.exact) == [nil, nil, nil])
  }
}
