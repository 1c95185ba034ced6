import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

@Suite("Cubes")
struct CubeTests {
  private func cubes(_ panel: Panel, threads: Int = 2) throws -> (people: TrajectoryCube, records: RecordCube)
  {
    let dimensions = try DimensionTable([NaivePanel.sex], panel: panel)
    return (
      panel.trajectories(
        strata: [
          .init("sexo", rule: .firstRecord(NaivePanel.sex)), .init("sube", rule: .path(field: "nota", .more)),
        ], dimensions: dimensions, amount: "monto", threads: threads
      ).cube,
      try panel.records(
        by: ["anio", "tramo", "sexo"], sums: ["monto", "nota"], dimensions: dimensions, yearName: "anio",
        stateName: "tramo", threads: threads)
    )
  }

  @Test(
    "cells of persons add up to the cubes of trajectories and of records",
    arguments: [DuplicateRule.first, .drop])
  func persons(rule: DuplicateRule) throws {
    let naive = NaivePanel(seed: 11, people: 900, years: 3, states: 2, duplicates: true)
    let panel = try PanelFixture.panel(
      naive.files(parts: 2), PanelFixture.schema(fields: NaivePanel.fields, duplicates: rule))
    let (people, records) = try cubes(panel)
    let dimensions = try DimensionTable([NaivePanel.sex], panel: panel)
    let strata = [
      PersonStratum("sexo", rule: .firstRecord(NaivePanel.sex)),
      PersonStratum("sube", rule: .path(field: "nota", .more)),
    ]
    let cells = try panel.personCells(strata: strata, by: ["sexo"], dimensions: dimensions, threads: 2)
    #expect(cells.cells.count > 20 && cells.strata == people.strata && cells.axes.map(\.name) == ["sexo"])
    let summed = TrajectoryCube(
      years: cells.years, stateLabels: cells.stateLabels, strata: cells.strata,
      cells: cells.cells.map { .init(states: $0.states, strata: $0.strata, people: $0.people) })
    #expect(summed.cells.map(\.states) == people.cells.map(\.states))
    #expect(summed.cells.map(\.people) == people.cells.map(\.people))
    var counted: [[UInt16]: Int] = [:]
    for cell in cells.cells {
      for year in cells.years.indices where cell.states[year] != 0 {
        counted[[UInt16(year + 1), UInt16(cell.states[year]), cell.codes[year]], default: 0] += cell.people
      }
    }
    var expected: [[UInt16]: Int] = [:]
    for cell in records.cells { expected[cell.codes, default: 0] += cell.records }
    #expect(counted == expected)
    let again = try panel.personCells(strata: strata, by: ["sexo"], dimensions: dimensions, threads: 1)
    #expect(again.cells == cells.cells)
    #expect(throws: PanelError.unknownDimension("comuna")) {
      try panel.personCells(by: ["comuna"], dimensions: dimensions)
    }
  }

  struct Case: Sendable {
    let seed: UInt64
    let rule: DuplicateRule
    let years: Int
    let states: Int
  }

  /// The last two have more sequences of states than are addressed directly: 11⁶ and 4¹⁰ times strata.
  @Test(
    "random panels against a plain implementation",
    arguments: [
      Case(seed: 1, rule: .first, years: 3, states: 3), Case(seed: 2, rule: .last, years: 4, states: 2),
      Case(seed: 3, rule: .largest, years: 2, states: 5), Case(seed: 4, rule: .drop, years: 3, states: 2),
      Case(seed: 5, rule: .first, years: 6, states: 10), Case(seed: 6, rule: .drop, years: 10, states: 3),
    ])
  func differential(_ given: Case) throws {
    let naive = NaivePanel(
      seed: given.seed, people: 1_500, years: given.years, states: given.states, duplicates: true)
    let panel = try PanelFixture.panel(
      naive.files(parts: 2), PanelFixture.schema(fields: NaivePanel.fields, duplicates: given.rule),
      blockSize: 4_096)
    #expect(panel.stateLabels == (1...given.states).map(String.init))
    let (people, records) = try cubes(panel)
    var found: [[Int]: NaivePanel.Cell] = [:]
    for cell in people.cells {
      found[cell.states.map(Int.init) + cell.strata.map(Int.init)] = .init(
        people: cell.people, amounts: cell.amounts.map(Int.init), squares: Int(cell.squares))
    }
    #expect(found == naive.trajectories(given.rule))
    #expect(records.decimal == [false, true])
    var counted: [[Int]: [Int]] = [:]
    for cell in records.cells {
      counted[cell.codes.map(Int.init)] = [
        cell.records, Int(cell.sums[0].total), cell.sums[1].count, Int(cell.sums[1].total / 100_000_000),
      ]
    }
    #expect(counted == naive.records(given.rule))
    // Read = used + set aside, and people = the sum over their patterns.
    for year in panel.years.indices {
      let account = panel.account(year: year)
      #expect(account.read == naive.years[year].count)
      #expect(account.used == people.people { $0.states[year] != 0 })
    }
    #expect(people.people == panel.people)
  }

  /// More than one piece of 65,536 people, so that pieces are put together.
  static let large = NaivePanel(seed: 7, people: 120_000, years: 2, states: 2, duplicates: false)

  @Test("the same cubes from any number of threads, order of rows and number of files")
  func invariance() throws {
    let schema = PanelFixture.schema(fields: NaivePanel.fields)
    let panel = try PanelFixture.panel(Self.large.files(), schema)
    let reference = try cubes(panel, threads: 1)
    #expect(reference.people.people > 1 << 16)
    for threads in 2...4 {
      let again = try cubes(panel, threads: threads)
      #expect(again.people == reference.people)
      #expect(again.records == reference.records)
    }
    let others: [(seed: UInt64?, parts: Int, threads: Int, block: Int)] = [
      (11, 1, 1, 1 << 20), (nil, 3, 4, 1 << 14), (12, 2, 3, 1 << 16),
    ]
    for other in others {
      let dealt = try cubes(
        PanelFixture.panel(
          Self.large.files(shuffle: other.seed, parts: other.parts), schema, threads: other.threads,
          blockSize: other.block))
      #expect(dealt.people == reference.people)
      #expect(dealt.records == reference.records)
    }
  }

  @Test("records by a dimension of many members, beyond direct addressing")
  func manyMembers() throws {
    let members = (0..<40_000).map { "c\($0)" }
    let commune = CategoryDimension(
      "comuna", members: members,
      rule: .values(
        field: "comuna", Dictionary(uniqueKeysWithValues: members.indices.map { (String($0), $0) })))
    let rows = (0..<2_000).map { "\($0 + 1);\($0 % 2 + 1);\($0);\($0 * 19)\n" }.joined()
    let panel = try PanelFixture.panel(
      [(2014, ["run;tramo;monto;comuna\n" + rows])],
      PanelFixture.schema(fields: [.init("comuna", type: .integer)]))
    let cube = try panel.records(
      by: ["comuna", "tramo"], sums: ["monto"], dimensions: DimensionTable([commune], panel: panel),
      yearName: "anio", stateName: "tramo")
    #expect(cube.cells.count == 2_000)
    for (index, cell) in cube.cells.enumerated() {
      #expect(cell.codes == [UInt16(index * 19 + 1), UInt16(index % 2 + 1)])
      #expect(cell.records == 1)
      #expect(cell.sums[0].count == 1)
      #expect(cell.sums[0].total == Int128(index))
      #expect(cell.sums[0].squares.exact == Exact(index * index))
    }
  }

  @Test("cells of equal sequence are added, empty ones left out")
  func merging() {
    let cube = TrajectoryCube(
      years: [1, 2], stateLabels: ["1"],
      cells: [
        .init(states: [1, 1], people: 2, amounts: [3, 4], squares: 25), .init(states: [1, 0], people: 0),
        .init(states: [0, 1], people: 1), .init(states: [1, 1], people: 3, amounts: [1, 2], squares: 5),
      ])
    #expect(
      cube.cells == [
        .init(states: [0, 1], people: 1), .init(states: [1, 1], people: 5, amounts: [4, 6], squares: 30),
      ])
    #expect(cube.people == 6)
    #expect(cube.cells.map(\.times) == [1, 2])
  }
}
