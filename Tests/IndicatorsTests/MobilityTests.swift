import Indicators
import LinearAlgebra
import Panels
import Testing

/// Oracle: counted by hand in `CubeFixture.three`.
@Suite("Mobility")
struct MobilityTests {
  @Test func moves() {
    let moves = Mobility(CubeFixture.three).moves
    #expect(
      moves.map { "\($0.year) \($0.from)→\($0.to)" } == [
        "2015 1→1", "2015 1→2", "2015 2→1", "2015 2→2", "2016 1→1", "2016 1→2", "2016 2→1", "2016 2→2",
      ])
    let people = [4, 3, 1, 0, 2, 1, 0, 3]
    #expect(moves.map(\.people) == people)
    #expect(moves.map(\.ofStayers) == zip(people, [7, 7, 1, 1, 3, 3, 3, 3]).map { Share($0, of: $1) })
    #expect(moves.map(\.ofAll) == zip(people, [10, 10, 2, 2, 5, 5, 5, 5]).map { Share($0, of: $1) })
  }

  @Test func changed() {
    #expect(Mobility.changed(in: CubeFixture.three, to: 2015) == Share(4, of: 8))
    #expect(Mobility.changed(in: CubeFixture.three, to: 2016) == Share(1, of: 6))
    #expect(Mobility.changed(in: CubeFixture.three, to: 2014) == nil)
  }

  @Test("years that do not follow each other have no mobility")
  func gap() {
    let cube = CubeFixture.cube([[1, 1, 2]: 4], years: [2014, 2016, 2017])
    #expect(Mobility(cube).moves.map(\.year) == [2017, 2017, 2017, 2017])
    #expect(TransitionMatrix(cube, to: 2016) == nil)
    #expect(TransitionMatrix(cube, to: 2017)?.counts == [[0, 4], [0, 0]])
  }

  @Test("a state with nobody has no row of probabilities")
  func empty() {
    let matrix = TransitionMatrix(labels: ["1", "2"], counts: [[3, 1], [0, 0]])
    #expect(matrix.origins == [4, 0])
    #expect(matrix.total == 4)
    #expect(matrix.probabilities == nil)
    let full = TransitionMatrix(labels: ["1", "2"], counts: [[3, 1], [2, 6]]).probabilities
    #expect(full?[0, 0] == 0.75)
    #expect(full?[0, 1] == 0.25)
    #expect(full?[1, 0] == 0.25)
    #expect(full?[1, 1] == 0.75)
  }
}
