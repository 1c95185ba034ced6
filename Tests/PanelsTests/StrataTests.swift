import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

/// Oracle: people and records gathered one by one in dictionaries.
@Suite("Any mix of strata, any number of years")
struct StrataTests {
  struct Record {
    let id: Int
    let state: Int
    let amount: Int
    /// Empty is missing.
    let strata: [String]
  }

  /// Random records of `years`, one a person and year; `members` of each stratum.
  private static func records(seed: UInt64, people: Int, years: Int, states: Int, members: [Int])
    -> [[Record]]
  {
    var generator = PCG64(seed: seed, stream: 5)
    return (0..<years).map { _ in
      (0..<people).filter { _ in generator.nextUnit() < 0.5 }.map { person in
        Record(
          id: 1_000 + person * 7, state: generator.nextInteger(in: 1...states),
          amount: generator.nextInteger(below: 50) == 0 ? 900_000_000_000 : generator.nextInteger(below: 900),
          strata: members.map { count in
            let member = generator.nextInteger(below: count + 1)
            return member == 0 ? "" : "m\(member)"
          })
      }
    }
  }

  struct Cell: Equatable {
    var people = 0
    var amounts: [Int128]
    var squares: Int128 = 0
  }

  /// States and the strata of the first record → people, amounts, squares.
  private static func cells(_ years: [[Record]]) -> [[String]: Cell] {
    var people: [Int: [Record?]] = [:]
    for (year, records) in years.enumerated() {
      for record in records {
        people[record.id, default: Array(repeating: nil, count: years.count)][year] = record
      }
    }
    var cells: [[String]: Cell] = [:]
    for records in people.values {
      let first = records.compactMap { $0 }[0]
      let key = records.map { $0.map { String($0.state) } ?? "" } + first.strata
      var cell = cells[key] ?? Cell(amounts: Array(repeating: 0, count: years.count))
      cell.people += 1
      for (year, record) in records.enumerated() {
        let amount = Int128(record?.amount ?? 0)
        cell.amounts[year] += amount
        cell.squares += amount * amount
      }
      cells[key] = cell
    }
    return cells
  }

  private static func cells(_ cube: TrajectoryCube) -> [[String]: Cell] {
    var cells: [[String]: Cell] = [:]
    for cell in cube.cells {
      let states = cell.states.map { $0 == 0 ? "" : cube.stateLabels[Int($0) - 1] }
      let strata = zip(cell.strata, cube.strata).map { $0 == 0 ? "" : $1.members[Int($0) - 1] }
      cells[states + strata] = Cell(people: cell.people, amounts: cell.amounts, squares: cell.squares)
    }
    return cells
  }

  private static func write(
    _ years: [[Record]], strata: Int, kind: IdentifierKind, in folder: TemporaryFolder
  ) throws -> [StreamedPanel.Source] {
    try years.enumerated().map { year, records in
      var text = "run;tramo;monto" + (0..<strata).map { ";s\($0)" }.joined() + "\n"
      for record in records {
        let id = kind == .text ? "x\(record.id)" : String(record.id)
        text += "\(id);\(record.state);\(record.amount)" + record.strata.map { ";" + $0 }.joined() + "\n"
      }
      return .init(year: 1950 + year, paths: [try folder.write(text, to: "\(year).csv")])
    }
  }

  private static func schema(strata: Int, kind: IdentifierKind) -> RosterSchema {
    var schema = PanelFixture.schema(fields: (0..<strata).map { FieldDefinition("s\($0)", type: .text) })
    schema.identifierKind = kind
    return schema
  }

  @Test("ten columns of strata, streamed and in memory", arguments: [IdentifierKind.rut, .text])
  func columns(kind: IdentifierKind) throws {
    let members = [2, 1, 3, 2, 5, 1, 2, 4, 2, 3]
    let names = members.indices.map { "s\($0)" }
    let years = Self.records(seed: 4, people: 700, years: 3, states: 2, members: members)
    let expected = Self.cells(years)
    let schema = Self.schema(strata: members.count, kind: kind)
    try TemporaryFolder.with { folder in
      let sources = try Self.write(years, strata: members.count, kind: kind, in: folder)
      let whole = try StreamedPanel(sources, schema: schema, by: names, threads: 1)
      let isExpected = Self.cells(whole.cube) == expected
      #expect(isExpected)
      for (threads, blockSize) in [(2, 64), (3, 1_000)] {
        let other = try StreamedPanel(
          sources, schema: schema, by: names, threads: threads, blockSize: blockSize, memory: 1)
        let isSame = other.cube == whole.cube
        #expect(isSame, "threads \(threads)")
      }
      let rosters = try sources.map { try RosterReader(schema: schema).read(year: $0.year, paths: $0.paths) }
      let panel = try Panel(rosters: rosters, schema: schema)
      let dimensions = names.map { panel.observedDimension(field: $0) }
      let inMemory = panel.trajectories(
        strata: dimensions.map { PersonStratum($0.name, rule: .firstRecord($0)) },
        dimensions: try DimensionTable(dimensions, panel: panel), amount: "monto", threads: 2
      ).cube
      let isSameInMemory = inMemory == whole.cube
      #expect(isSameInMemory)
    }
  }

  @Test("more combinations than sixteen bits tell apart", arguments: [IdentifierKind.rut, .text])
  func combinations(kind: IdentifierKind) throws {
    let years = Self.records(seed: 8, people: 120_000, years: 2, states: 2, members: [700, 900])
    let expected = Self.cells(years)
    #expect(Set(expected.keys.map { Array($0.suffix(2)) }).count > 1 << 16)
    let schema = Self.schema(strata: 2, kind: kind)
    try TemporaryFolder.with { folder in
      let sources = try Self.write(years, strata: 2, kind: kind, in: folder)
      let whole = try StreamedPanel(sources, schema: schema, by: ["s0", "s1"], threads: 2)
      let isExpected = Self.cells(whole.cube) == expected
      #expect(isExpected)
      let other = try StreamedPanel(
        sources, schema: schema, by: ["s0", "s1"], threads: 1, blockSize: 5_000, memory: 1)
      let isSame = other.cube == whole.cube
      #expect(isSame)
    }
  }

  @Test("conflicting records among many combinations give the stratum of the one that is used")
  func conflicts() throws {
    // Each person twice in the first year, under strata of their own: more than sixteen bits of them.
    let people = 40_000
    try TemporaryFolder.with { folder in
      var schema = Self.schema(strata: 2, kind: .rut)
      schema.duplicates = .last
      var text = "run;tramo;monto;s0;s1\n"
      for person in 0..<people { text += "\(1_000 + person);1;1;a\(person % 200);b\(person / 200)\n" }
      for person in 0..<people { text += "\(1_000 + person);2;2;c\(person % 200);d\(person / 200)\n" }
      let path = try folder.write(text, to: "a.csv")
      let panel = try StreamedPanel(
        [.init(year: 2014, paths: [path])], schema: schema, by: ["s0", "s1"], threads: 2, blockSize: 10_000)
      #expect(panel.accounts[0].setAside == [.duplicateConflicting: people])
      let cells = Self.cells(panel.cube)
      #expect(cells.count == people)
      let isExpected = (0..<people).allSatisfy { person in
        cells[["2", "c\(person % 200)", "d\(person / 200)"]] == Cell(people: 1, amounts: [2], squares: 4)
      }
      #expect(isExpected)
    }
  }

  @Test("sixty-four years of any number of states", arguments: [2, 3, 4, 40, 254])
  func longest(states: Int) throws {
    let years = Self.records(seed: UInt64(states), people: 400, years: 64, states: states, members: [2])
    let expected = Self.cells(years)
    try TemporaryFolder.with { folder in
      let schema = Self.schema(strata: 1, kind: .rut)
      let sources = try Self.write(years, strata: 1, kind: .rut, in: folder)
      let whole = try StreamedPanel(sources, schema: schema, by: ["s0"], threads: 2)
      let isExpected = Self.cells(whole.cube) == expected
      #expect(isExpected)
      let again = try StreamedPanel(sources, schema: schema, by: ["s0"], threads: 3, blockSize: 100).cube
      let isSame = again == whole.cube
      #expect(isSame)
      let rosters = try sources.map { try RosterReader(schema: schema).read(year: $0.year, paths: $0.paths) }
      let panel = try Panel(rosters: rosters, schema: schema)
      let isSameInMemory = panel.trajectories(amount: "monto") == whole.cube.pooled
      #expect(isSameInMemory)
      // Without strata: narrow records where sequences of these states fit their join.
      let pooled = try StreamedPanel(sources, schema: schema, threads: 2).cube
      let isSamePooled = pooled == whole.cube.pooled
      #expect(isSamePooled)
      let more = sources + [StreamedPanel.Source(year: 2100, paths: sources[0].paths)]
      #expect(throws: PanelError.tooManyYears(65)) { try StreamedPanel(more, schema: schema) }
    }
  }

  @Test("records counted by more dimensions than a word can number")
  func records() throws {
    // 22 dimensions of 9 members and missing: 10²² cells.
    let members = Array(repeating: 9, count: 22)
    let years = Self.records(seed: 6, people: 3_000, years: 2, states: 3, members: members)
    let schema = Self.schema(strata: members.count, kind: .rut)
    let names = members.indices.map { "s\($0)" }
    var expected: [[String]: [Int128]] = [:]
    for (year, records) in years.enumerated() {
      for record in records {
        let key = [String(1950 + year), String(record.state)] + record.strata
        let sum = expected[key] ?? [0, 0]
        expected[key] = [sum[0] + 1, sum[1] + Int128(record.amount)]
      }
    }
    try TemporaryFolder.with { folder in
      let sources = try Self.write(years, strata: members.count, kind: .rut, in: folder)
      let rosters = try sources.map { try RosterReader(schema: schema).read(year: $0.year, paths: $0.paths) }
      let panel = try Panel(rosters: rosters, schema: schema)
      let dimensions = try DimensionTable(names.map { panel.observedDimension(field: $0) }, panel: panel)
      var cubes: [RecordCube] = []
      for threads in 1...2 {
        cubes.append(
          try panel.records(
            by: ["anio", "tramo"] + names, sums: ["monto"], dimensions: dimensions, yearName: "anio",
            stateName: "tramo", threads: threads))
      }
      let isSame = cubes[0] == cubes[1]
      #expect(isSame)
      var found: [[String]: [Int128]] = [:]
      for cell in cubes[0].cells {
        let key = zip(cell.codes, cubes[0].axes).map { $0 == 0 ? "" : $1.members[Int($0) - 1] }
        found[key] = [Int128(cell.records), cell.sums[0].total]
      }
      let isExpected = found == expected
      #expect(isExpected && cubes[0].cells.count == expected.count)
      let isSorted = zip(cubes[0].cells, cubes[0].cells.dropFirst()).allSatisfy {
        $0.codes.lexicographicallyPrecedes($1.codes)
      }
      #expect(isSorted)
    }
  }

  @Test("sums of squares are exact beyond 128 bits")
  func squares() throws {
    var schema = PanelFixture.schema(fields: [.init("renta", type: .decimal)])
    schema.amount = nil
    let rows = (1...500).map { "\($0);1;1;9223372036.854775807\n" }.joined()
    let panel = try PanelFixture.panel([(2014, ["run;tramo;monto;renta\n" + rows])], schema)
    let cube = try panel.records(
      by: [], sums: ["renta"], dimensions: DimensionTable([], panel: panel), yearName: "anio",
      stateName: "tramo")
    let value = Exact(Int.max)
    #expect(cube.cells.map { $0.sums[0].squares.exact } == [value * value * Exact(500)])
    #expect(cube.cells.map { $0.sums[0].total } == [Int128(Int64.max) * 500])
  }

  @Test("what is too large for an amount is missing, streamed and in memory")
  func largeAmounts() throws {
    let texts = [
      "1000000000000000", "1000000000000001", "-1000000000000001", "9223372036854775807", "7", "mil",
    ]
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema()
      let rows = texts.enumerated().map { "\($0 + 1);1;\($1)\n" }.joined()
      let path = try folder.write("run;tramo;monto\n" + rows, to: "a.csv")
      let streamed = try StreamedPanel([.init(year: 2014, paths: [path])], schema: schema)
      let roster = try RosterReader(schema: schema).read(year: 2014, paths: [path])
      let cube = try Panel(rosters: [roster], schema: schema).trajectories(amount: "monto")
      let largest = Int128(1_000_000_000_000_000)
      #expect(
        cube.cells == [.init(states: [1], people: 6, amounts: [largest + 7], squares: largest * largest + 49)]
      )
      #expect(streamed.cube == cube)
      #expect(roster.findings == streamed.findings)
      #expect(roster.findings.map(\.count) == [4] && roster.findings.map(\.line) == [3])
    }
  }
}
