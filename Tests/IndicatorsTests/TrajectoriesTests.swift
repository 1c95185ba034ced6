import Indicators
import Testing

/// Oracle: counted by hand in `CubeFixture.three`.
@Suite("Trajectories")
struct TrajectoriesTests {
  @Test func twice() {
    let trajectories = Trajectories(times: 2, in: CubeFixture.three)
    #expect(trajectories.ordered.map(\.name) == ["1-1", "1-2", "2-1", "2-2"])
    #expect(trajectories.ordered.map(\.share) == [2, 1, 1, 1].map { Share($0, of: 5) })
    #expect(trajectories.consolidated.map(\.times) == [[2, 0], [1, 1], [0, 2]])
    #expect(trajectories.consolidated.map(\.share) == [2, 2, 1].map { Share($0, of: 5) })
  }

  @Test func thrice() {
    let trajectories = Trajectories(times: 3, in: CubeFixture.three)
    #expect(trajectories.ordered.map(\.name) == ["1-1-1", "1-2-2", "2-1-2"])
    #expect(trajectories.ordered.map(\.share) == [2, 2, 1].map { Share($0, of: 5) })
    #expect(trajectories.consolidated.map(\.times) == [[3, 0], [1, 2]])
    #expect(trajectories.consolidated.map(\.share) == [2, 3].map { Share($0, of: 5) })
  }

  @Test func never() {
    #expect(Trajectories(times: 4, in: CubeFixture.three).ordered.isEmpty)
  }
}
