import Foundation
import Indicators
import Kernels
import Panels
import TestFixtures
import Testing

/// Oracle: notebooks-data/sequences/oracle.py, which works from the definitions of the papers by writing out all subsequences and
/// trying all medoids.
@Suite("Sequences against an independent computation")
struct SequenceOracleTests {
  private static func rows(_ name: String) throws -> [[String]] {
    try String(contentsOfFile: Project.path("notebooks-data/sequences/\(name).csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
  }

  private static func states(_ text: String) -> [UInt8] { text.utf8.map { $0 - UInt8(ascii: "0") } }

  private static func cube() throws -> TrajectoryCube {
    let rows = try rows("sequences")
    return TrajectoryCube(
      years: (0..<9).map { 2001 + $0 }, stateLabels: ["1", "2", "3"],
      cells: try rows.map { .init(states: states($0[0]), people: try #require(Int($0[1]))) })
  }

  /// Double arithmetic of some ten operations on numbers up to ten.
  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-13 * max(1, abs(b)) }

  @Test("entropy, turbulence and complexity of each sequence, and their means over people")
  func indices() throws {
    let rows = try Self.rows("sequences")
    #expect(rows.count == 24)
    var sums = [0.0, 0.0, 0.0]
    var people = 0.0
    for row in rows {
      let indices = SequenceIndices(Self.states(row[0]), alphabet: 4)
      let expected = try row[2...].map { try #require(Double($0)) }
      let found = [indices.entropy, indices.turbulence, indices.complexity]
      for place in 0..<3 { #expect(near(found[place], expected[place]), "\(row[0])") }
      let weight = try #require(Double(row[1]))
      for place in 0..<3 { sums[place] += weight * expected[place] }
      people += weight
    }
    let summary = try #require(SequenceSummary(Self.cube()))
    #expect(near(summary.entropy, sums[0] / people))
    #expect(near(summary.turbulence, sums[1] / people))
    #expect(near(summary.complexity, sums[2] / people))
  }

  @Test("optimal matching with constant costs and with those of transitions")
  func distances() throws {
    let cube = try Self.cube()
    let constant = SequenceDistance(alphabet: 4)
    let observed = SequenceDistance(transitionsOf: cube)
    let rows = try Self.rows("distances")
    #expect(rows.count == 24 * 23 / 2)
    for row in rows {
      let a = cube.cells[try #require(Int(row[0]))].states
      let b = cube.cells[try #require(Int(row[1]))].states
      #expect(constant.optimalMatching(a, b) == Double(row[2]))
      #expect(near(observed.optimalMatching(a, b), try #require(Double(row[3]))))
    }
  }

  @Test("types: the medoids of least cost among all choices, their people and silhouette")
  func types() throws {
    let cube = try Self.cube()
    let distance = SequenceDistance(transitionsOf: cube)
    let typology = SequenceTypology(cube, groups: 3, distance: distance)
    let rows = try Self.rows("types")
    let expected = Dictionary(uniqueKeysWithValues: rows.map { (Self.states($0[0]), Int($0[1])) })
    for group in typology.groups { #expect(expected[group.medoid] == group.people, "\(group.medoid)") }
    #expect(near(typology.cost, try #require(Double(rows[0][2]))))
    #expect(near(typology.silhouette ?? 0, try #require(Double(rows[0][3]))))
  }

  /// The law of a local optimum: PAM stops where no exchange of one medoid for another sequence brings people nearer.
  @Test("types: no exchange of one medoid lowers the cost", arguments: [2, 3, 4, 6])
  func localOptimum(groups: Int) throws {
    let cube = try Self.cube()
    let distance = SequenceDistance(transitionsOf: cube)
    let typology = SequenceTypology(cube, groups: groups, distance: distance)
    let medoids = typology.groups.map(\.medoid)
    func cost(_ medoids: [[UInt8]]) -> Double {
      cube.cells.reduce(0) { sum, cell in
        sum + Double(cell.people) * (medoids.map { distance.optimalMatching(cell.states, $0) }.min() ?? 0)
      }
    }
    #expect(near(cost(medoids), typology.cost))
    var tried = 0
    for place in medoids.indices {
      for cell in cube.cells where !medoids.contains(cell.states) {
        var other = medoids
        other[place] = cell.states
        // Equal costs may differ by the rounding of the sums.
        #expect(cost(other) >= typology.cost * (1 - 1e-9))
        tried += 1
      }
    }
    #expect(tried == groups * (24 - groups))
  }

  @Test(
    "types among the most frequent: all is the whole search; fewer never cost less, and everybody has a type")
  func frequent() throws {
    let cube = try Self.cube()
    let distance = SequenceDistance(transitionsOf: cube)
    let whole = SequenceTypology(cube, groups: 3, distance: distance)
    let all = SequenceTypology(cube, groups: 3, distance: distance, among: 24)
    #expect(
      all.assignment == whole.assignment && all.cost == whole.cost && all.silhouette == whole.silhouette)
    for limit in [3, 6, 12] {
      let some = SequenceTypology(cube, groups: 3, distance: distance, among: limit)
      #expect(some.cost >= whole.cost - 1e-9)
      #expect(some.groups.reduce(0) { $0 + $1.people } == cube.people)
      #expect(some.groups.map(\.people) == some.groups.map(\.people).sorted(by: >))
      var cost = 0.0
      for (cell, group) in zip(cube.cells, some.assignment) {
        let far = some.groups.map { distance.optimalMatching(cell.states, $0.medoid) }
        #expect(far[group] == far.min())
        cost += Double(cell.people) * far[group]
      }
      #expect(near(cost, some.cost))
    }
  }
}

/// Oracle: worked by hand.
@Suite("How long first stays last")
struct SpellSurvivalTests {
  @Test("lives that end and lives that are cut off")
  func byHand() {
    let cube = SequenceIndicesTests.cube([
      ([1, 1, 0, 0], 5), ([1, 0, 2, 0], 3), ([1, 2, 1, 1], 2), ([0, 0, 0, 1], 7), ([2, 0, 0, 1], 4),
      ([0, 1, 1, 0], 6),
    ])
    let survival = SpellSurvival(ProgrammeSpells(cube))
    #expect(survival.steps.map(\.atRisk) == [27, 13, 2, 2])
    #expect(survival.steps.map(\.ended) == [7, 11, 0, 0])
    #expect(survival.steps.map(\.open) == [7, 0, 0, 2])
    // 20/27, then 2/13 of them.
    #expect(survival.steps.map { $0.surviving?.description } == ["20/27", "40/351", "40/351", "40/351"])
    #expect(survival.median == 2)
  }

  @Test("nobody; nobody leaves")
  func degenerate() {
    let none = SpellSurvival(
      ProgrammeSpells(TrajectoryCube(years: [2014, 2015], stateLabels: ["1"], cells: [])))
    #expect(none.steps.count == 2 && none.steps.allSatisfy { $0.surviving == nil && $0.atRisk == 0 })
    let stays = SpellSurvival(ProgrammeSpells(SequenceIndicesTests.cube([([1, 1], 4)])))
    #expect(stays.steps.map { $0.surviving?.description } == ["1", "1"] && stays.median == nil)
  }
}
