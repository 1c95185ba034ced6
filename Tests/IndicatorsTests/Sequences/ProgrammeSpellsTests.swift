import Indicators
import Panels
import Testing

/// Oracle: worked by hand.
@Suite("Spells in the programme")
struct ProgrammeSpellsTests {
  private let cube = SequenceIndicesTests.cube([
    ([1, 1, 0, 0], 5), ([1, 0, 2, 0], 3), ([1, 2, 1, 1], 2), ([0, 0, 0, 1], 7), ([2, 0, 0, 1], 4),
    ([0, 1, 1, 0], 6),
  ])

  @Test("first spells, interruptions, returns")
  func spells() {
    let spells = ProgrammeSpells(cube)
    #expect(spells.firstSpell.map(\.ended) == [7, 11, 0, 0])
    #expect(spells.firstSpell.map(\.open) == [7, 0, 0, 2])
    #expect(spells.gaps.map(\.gaps) == [3, 4])
    #expect(spells.returned == Share(7, of: 18))
  }

  @Test("each year: stayed, left, entered, came back; the balance of presence closes")
  func churn() {
    let churn = Churn.years(of: cube)
    #expect(churn.map(\.stayed) == [7, 8, 2])
    #expect(churn.map(\.left) == [7, 5, 9])
    #expect(churn.map(\.entered) == [6, 0, 7])
    #expect(churn.map(\.returned) == [0, 3, 4])
    for (now, entry) in churn.enumerated() {
      let before = cube.people { $0.states[now] != 0 }
      let after = cube.people { $0.states[now + 1] != 0 }
      #expect(entry.stayed + entry.left == before)
      #expect(entry.stayed + entry.entered + entry.returned == after)
    }
  }

  @Test("entry cohorts: who of those that entered in a year are present in each later one")
  func cohorts() {
    let cohorts = EntryCohorts(cube).cohorts
    #expect(cohorts.map(\.entry) == [2014, 2015, 2016, 2017])
    #expect(cohorts[0].present.map(\.share) == [14, 7, 5, 6].map { Share($0, of: 14) })
    #expect(cohorts[1].present.map(\.share) == [6, 6, 0].map { Share($0, of: 6) })
    #expect(cohorts[2].present.map(\.share) == [0, 0].map { Share($0, of: 0) })
    #expect(cohorts[3].present.map(\.share) == [Share(7, of: 7)])
  }
}
