import Columns
import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

@Suite("Joins with other registers")
struct RegistryJoinTests {
  /// A register's schema: identifier in `run`, two texts and a number.
  private static func schema(
    _ kind: IdentifierKind? = nil, duplicates: DuplicateRule = .stop, amount: String? = nil
  ) -> RosterSchema {
    var schema = PanelFixture.schema()
    schema.identifierKind = kind
    schema.state = .present
    schema.amount = amount
    schema.duplicates = duplicates
    schema.fields = [.init("quien", type: .text), .init("tipo", type: .text), .init("curso", type: .integer)]
    return schema
  }

  private static func texts(_ column: Column) -> [String] {
    (0..<column.count).map { row in
      guard column.validity[row] else { return "" }
      switch column.values {
      case .category(let codes, let levels): return levels[Int(codes[row])]
      case .integer(let values): return String(values[row])
      default: return "?"
      }
    }
  }

  // MARK: By hand

  /// Panel: 1 in both years, 2 in 2014, 3 in 2015. Register of 2014: 1, 3, 8, 9; of 2016: 2.
  private static func byHand(_ body: (Panel, Registry) throws -> Void) throws {
    try TemporaryFolder.with { folder in
      let own = PanelFixture.schema()
      let panel = try Panel(
        rosters: [
          PanelFixture.roster(2014, ["run;tramo;monto\n2;1;5\n1;1;7\n"], own, in: folder),
          PanelFixture.roster(2015, ["run;tramo;monto\n3;2;6\n1;2;8\n"], own, in: folder),
        ], schema: own)
      let schema = schema(duplicates: .first)
      let registry = try Registry(
        "escuela",
        yearly: [
          PanelFixture.roster(2016, ["run;quien;tipo;curso\n2;b;P;9\n"], schema, in: folder),
          PanelFixture.roster(
            2014,
            ["run;quien;tipo;curso\n9;z;M;4\n3;c;M;7\n1;a;P;\nx;y;M;1\n1;a;P;\n9;z;P;4\n8;w;P;2\n8;w\n"],
            schema,
            in: folder),
        ], schema: schema)
      try body(panel, registry)
    }
  }

  @Test("accounts, people and columns of a small register")
  func small() throws {
    try Self.byHand { panel, registry in
      #expect(registry.years == [2014, 2016] && !registry.isTimeless)
      let join = try RegistryJoin(panel, registry, threads: 2)
      #expect(
        join.accounts == [
          RegistryAccount(
            year: 2014, read: 8,
            setAside: [
              .invalidIdentifier: 1, .duplicateIdentical: 1, .duplicateConflicting: 1, .malformedRow: 1,
            ],
            matched: 1, onlyInPanel: 1, inOtherYears: 1, inNoYear: 2),
          RegistryAccount(
            year: 2016, read: 1, setAside: [:], matched: 0, onlyInPanel: 0, inOtherYears: 1, inNoYear: 0),
        ])
      #expect(join.accounts.map(\.used) == [4, 1] && join.accounts.map(\.onlyInRegistry) == [3, 1])
      #expect(join.conflicts.map(\.line) == [2] && join.conflicts.map(\.otherLine) == [7])
      // The panel's people are 1, 2, 3; rows of the register in use are 0: 9, 1: 3, 2: 1, 5: 8.
      typealias Pair = RegistryJoin.Pair
      let one = Pair(person: 0, isInPanel: true, row: 2)
      let two = Pair(person: 1, isInPanel: true, row: nil)
      let three = Pair(person: 2, isInPanel: false, row: 1)
      let nine = Pair(person: nil, isInPanel: false, row: 0)
      let eight = Pair(person: nil, isInPanel: false, row: 5)
      let expected: [(RegistryJoin.Kind, [Pair])] = [
        (.inner, [one]), (.leftOuter, [one, two]), (.rightOuter, [one, three, nine, eight]),
        (.fullOuter, [one, two, three, nine, eight]), (.leftAnti, [two]), (.rightAnti, [three, nine, eight]),
      ]
      #expect(expected.count == RegistryJoin.Kind.allCases.count)
      for (kind, pairs) in expected {
        #expect(join.pairs(kind, year: 2014) == pairs, "\(kind)")
        #expect(join.count(kind, year: 2014) == pairs.count, "\(kind)")
      }
      let all = join.pairs(.fullOuter, year: 2014)
      #expect(Self.texts(join.column("tipo", of: all, year: 2014)) == ["P", "", "M", "M", "P"])
      #expect(Self.texts(join.column("curso", of: all, year: 2014)) == ["", "", "7", "4", "2"])
      #expect(Self.texts(panel.column("monto", of: all, year: 2014)) == ["7", "5", "", "", ""])
    }
  }

  @Test("fields of a register are dimensions, sums and strata of the panel")
  func attached() throws {
    try Self.byHand { panel, registry in
      let join = try RegistryJoin(panel, registry)
      let attached = panel.attaching(join, fields: ["tipo", "curso"])
      let type = attached.observedDimension(field: "escuela.tipo")
      #expect(type.members == ["M", "P"])
      let dimensions = try DimensionTable([join.dimension, type], panel: attached)
      let cube = try attached.records(
        by: ["anio", "escuela", "escuela.tipo"], sums: ["monto"], dimensions: dimensions, yearName: "anio",
        stateName: "tramo")
      // 2014: 1 is in the register (P), 2 is not; 2015 has no register.
      #expect(cube.cells.map(\.codes) == [[1, 1, 2], [1, 2, 0], [2, 0, 0]])
      #expect(cube.cells.map(\.records) == [1, 1, 2])
      #expect(cube.cells.map { $0.sums[0].total } == [7, 5, 14])
      #expect(dimensions.findings.isEmpty)
      let bands = CategoryDimension(
        "nivel", members: ["media"],
        rule: .bands(field: "curso", [Interval(from: Exact(8), to: Exact(12))]))
      let people = attached.trajectories(
        strata: [
          join.stratum("matriculado 2016", year: 2016), join.stratum(bands, year: 2016),
          PersonStratum("escuela.tipo", rule: .firstRecord(type)),
        ], dimensions: dimensions
      ).cube
      #expect(people.cells.map(\.strata) == [[1, 1, 0], [2, 0, 0], [2, 0, 2]])
      #expect(people.cells.map(\.states) == [[1, 0], [0, 2], [1, 2]])
      // The panel itself is as it was.
      #expect(attached.trajectories() == panel.trajectories() && attached.people == panel.people)
    }
  }

  @Test("a register that holds at all times is the same in every year")
  func timeless() throws {
    try TemporaryFolder.with { folder in
      let own = PanelFixture.schema()
      let panel = try Panel(
        rosters: [
          PanelFixture.roster(2014, ["run;tramo;monto\n1;1;5\n2;1;7\n"], own, in: folder),
          PanelFixture.roster(2015, ["run;tramo;monto\n1;1;5\n3;1;7\n"], own, in: folder),
        ], schema: own)
      let schema = Self.schema()
      let roster = try PanelFixture.roster(
        0, ["run;quien;tipo;curso\n1;a;P;1\n5;e;M;2\n"], schema, in: folder)
      let registry = try Registry("hogares", timeless: roster, schema: schema)
      let join = try RegistryJoin(panel, registry)
      #expect(
        join.accounts == [
          RegistryAccount(
            year: nil, read: 2, setAside: [:], matched: 1, onlyInPanel: 2, inOtherYears: 0, inNoYear: 1)
        ])
      #expect(join.count(.fullOuter, year: 1999) == 4 && join.pairs(.leftAnti, year: 2015).count == 2)
      let attached = panel.attaching(join, fields: ["tipo"])
      let cube = try attached.records(
        by: ["anio", "hogares"], dimensions: DimensionTable([join.dimension], panel: attached),
        yearName: "anio",
        stateName: "tramo")
      #expect(cube.cells.map(\.codes) == [[1, 1], [1, 2], [2, 1], [2, 2]])
    }
  }

  // MARK: Against plain code

  struct Case: Sendable, CustomTestStringConvertible {
    let kind: IdentifierKind
    let rule: DuplicateRule
    let seed: UInt64
    var testDescription: String { "\(kind), \(rule), seed \(seed)" }
  }

  static let cases: [Case] = IdentifierKind.allCases.flatMap { kind in
    [DuplicateRule.first, .last, .largest, .drop].enumerated().map { index, rule in
      Case(kind: kind, rule: rule, seed: UInt64(index + 1))
    }
  }

  private static func name(_ person: Int, _ kind: IdentifierKind) -> String {
    switch kind {
    case .rut: String(person % 7 == 0 ? 150_000_000 + person : 1_000 + person)
    case .number: String(UInt64(person) &* 0x9e37_79b9_7f4a_7c15)
    case .text: (person % 2 == 0 ? "k" : "K") + String(person / 2, radix: 36) + "-ñ"
    }
  }

  /// What a register says of a person.
  private struct Entry: Hashable {
    let type: String
    let grade: Int
  }

  /// Random rows of a register: some of nobody, some twice, some in conflict.
  private static func rows(_ people: Int, _ kind: IdentifierKind, _ generator: inout PCG64) -> (
    text: String, rows: [(person: Int, entry: Entry)], invalid: Int
  ) {
    var rows: [(person: Int, entry: Entry)] = []
    for person in 1...people where generator.nextUnit() < 0.5 {
      let entry = Entry(
        type: ["M", "P", "S"][generator.nextInteger(below: 3)], grade: generator.nextInteger(in: 1...12))
      rows.append((person, entry))
      if generator.nextInteger(below: 6) == 0 { rows.append((person, entry)) }
      if generator.nextInteger(below: 6) == 0 {
        rows.append((person, Entry(type: entry.type, grade: generator.nextInteger(in: 1...12))))
      }
    }
    generator.shuffle(&rows)
    var text = "run;quien;tipo;curso\n"
    var invalid = 0
    for (person, entry) in rows {
      text += "\(name(person, kind));\(name(person, kind)) es;\(entry.type);\(entry.grade)\n"
      if generator.nextInteger(below: 20) == 0 {
        text += ";nadie;M;1\n"
        invalid += 1
      }
    }
    return (text, rows, invalid)
  }

  /// The record of each person, and the rows that are not used.
  private static func resolve(_ rows: [(person: Int, entry: Entry)], _ rule: DuplicateRule) -> (
    used: [Int: Entry], identical: Int, conflicting: Int
  ) {
    var used: [Int: Entry] = [:]
    var identical = 0
    var conflicting = 0
    for (person, group) in Dictionary(grouping: rows, by: \.person) {
      var distinct: [Entry] = []
      for row in group where !distinct.contains(row.entry) { distinct.append(row.entry) }
      identical += group.count - distinct.count
      if distinct.count == 1 {
        used[person] = distinct[0]
        continue
      }
      conflicting += rule == .drop ? distinct.count : distinct.count - 1
      switch rule {
      case .first: used[person] = distinct[0]
      case .last: used[person] = distinct[distinct.count - 1]
      case .largest:
        let most = distinct.map(\.grade).max()
        used[person] = distinct.first { $0.grade == most }
      case .stop, .drop: break
      }
    }
    return (used, identical, conflicting)
  }

  @Test("random registers against dictionaries, for any number of threads", arguments: cases)
  func differential(_ given: Case) throws {
    var generator = PCG64(seed: given.seed, stream: 21)
    try TemporaryFolder.with { folder in
      var own = PanelFixture.schema(fields: [.init("quien", type: .text)])
      own.identifierKind = given.kind
      var members: [Int: Set<Int>] = [:]
      var rosters: [Roster] = []
      for year in 2014...2016 {
        let present = (1...300).filter { _ in generator.nextUnit() < 0.3 }
        members[year] = Set(present)
        let text = present.map { "\(Self.name($0, given.kind));1;1;\(Self.name($0, given.kind)) es\n" }
          .joined()
        rosters.append(
          try PanelFixture.roster(year, ["run;tramo;monto;quien\n" + text], own, in: folder, blockSize: 500))
      }
      let panel = try Panel(rosters: rosters, schema: own)
      let everybody = members.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
      let schema = Self.schema(
        given.kind, duplicates: given.rule, amount: given.rule == .largest ? "curso" : nil)
      var entries: [Int: [Int: Entry]] = [:]
      var accounts: [RegistryAccount] = []
      var yearly: [Roster] = []
      for year in [2013, 2014, 2016] {
        let (text, rows, invalid) = Self.rows(400, given.kind, &generator)
        let (used, identical, conflicting) = Self.resolve(rows, given.rule)
        entries[year] = used
        let here = members[year] ?? []
        var setAside: [SetAside: Int] = [.invalidIdentifier: invalid]
        setAside[.duplicateIdentical] = identical
        setAside[.duplicateConflicting] = conflicting
        accounts.append(
          RegistryAccount(
            year: year, read: rows.count + invalid, setAside: setAside,
            matched: used.keys.count { here.contains($0) },
            onlyInPanel: here.count { used[$0] == nil },
            inOtherYears: used.keys.count { !here.contains($0) && everybody.contains($0) },
            inNoYear: used.keys.count { !everybody.contains($0) }))
        yearly.append(try PanelFixture.roster(year, [text], schema, in: folder, blockSize: 700))
      }
      let registry = try Registry("escuela", yearly: yearly.reversed(), schema: schema)
      let joins = try (1...3).map { try RegistryJoin(panel, registry, threads: $0) }
      for join in joins {
        #expect(join.accounts == accounts)
        #expect(join.findings == joins[0].findings && join.conflicts == joins[0].conflicts)
        for account in join.accounts {
          #expect(account.used == account.matched + account.onlyInRegistry)
        }
      }
      for (year, used) in entries {
        let here = members[year] ?? []
        for kind in RegistryJoin.Kind.allCases {
          let expected = Set(
            Set(used.keys).union(here).filter { person in
              switch kind {
              case .inner: here.contains(person) && used[person] != nil
              case .leftOuter: here.contains(person)
              case .rightOuter: used[person] != nil
              case .fullOuter: true
              case .leftAnti: here.contains(person) && used[person] == nil
              case .rightAnti: !here.contains(person) && used[person] != nil
              }
            }.map { person in
              // Who it is by each side, and what the register says.
              [
                here.contains(person) ? "\(Self.name(person, given.kind)) es" : "",
                used[person] == nil ? "" : "\(Self.name(person, given.kind)) es",
                used[person]?.type ?? "", used[person].map { String($0.grade) } ?? "",
              ]
            })
          var first: [RegistryJoin.Pair]?
          for join in joins {
            let pairs = join.pairs(kind, year: year)
            #expect(pairs == first ?? pairs)
            first = pairs
            let left =
              panel.years.contains(year)
              ? Self.texts(panel.column("quien", of: pairs, year: year)) : pairs.map { _ in "" }
            let columns = ["quien", "tipo", "curso"].map {
              Self.texts(join.column($0, of: pairs, year: year))
            }
            let found = pairs.indices.map { index in [left[index]] + columns.map { $0[index] } }
            let isExpected = Set(found) == expected && found.count == expected.count
            #expect(isExpected, "\(kind) \(year)")
            #expect(join.count(kind, year: year) == pairs.count)
          }
        }
      }
      // Attached to the panel: counts by year, membership and type.
      let attached = panel.attaching(joins[1], fields: ["tipo", "curso"])
      let type = CategoryDimension(
        "tipo", members: ["M", "P", "S"], rule: .values(field: "escuela.tipo", ["M": 0, "P": 1, "S": 2]))
      let cube = try attached.records(
        by: ["anio", "escuela", "tipo"], sums: ["escuela.curso"],
        dimensions: DimensionTable([joins[1].dimension, type], panel: attached), yearName: "anio",
        stateName: "tramo")
      var expected: [[UInt16]: [Int]] = [:]
      for (index, year) in panel.years.enumerated() {
        for person in members[year] ?? [] {
          let entry = entries[year]?[person]
          let code: UInt16 = entries[year] == nil ? 0 : entry == nil ? 2 : 1
          let member = entry.flatMap { ["M", "P", "S"].firstIndex(of: $0.type) }.map { UInt16($0 + 1) } ?? 0
          let sum = expected[[UInt16(index + 1), code, member]] ?? [0, 0]
          expected[[UInt16(index + 1), code, member]] = [sum[0] + 1, sum[1] + (entry?.grade ?? 0)]
        }
      }
      let found = Dictionary(
        uniqueKeysWithValues: cube.cells.map { ($0.codes, [$0.records, Int($0.sums[0].total)]) })
      #expect(found == expected)
    }
  }

  @Test("registers that cannot be joined are refused")
  func refusals() throws {
    try Self.byHand { panel, registry in
      try TemporaryFolder.with { folder in
        let text = Self.schema(.text)
        let named = try PanelFixture.roster(2014, ["run;quien;tipo;curso\na;b;P;9\n"], text, in: folder)
        let other = try Registry("otro", yearly: [named], schema: text)
        #expect(throws: PanelError.registryKind(name: "otro", kind: "text", panelKind: "rut")) {
          try RegistryJoin(panel, other)
        }
        #expect(throws: PanelError.yearTwice(2014)) {
          try Registry("otro", yearly: [named, named], schema: text)
        }
        #expect(throws: PanelError.noYears) { try Registry("otro", yearly: [], schema: text) }
        let stop = Self.schema()
        let empty = try PanelFixture.roster(2014, ["run;quien;tipo;curso\nx;b;P;9\n"], stop, in: folder)
        #expect(throws: PanelError.noValidRow(year: 2014, read: 1)) {
          try Registry("otro", timeless: empty, schema: stop)
        }
        let twice = try PanelFixture.roster(
          2014, ["run;quien;tipo;curso\n1;b;P;9\n1;b;P;8\n"], stop, in: folder)
        let path = twice.files[0].path
        #expect(
          throws: PanelError.conflictingRecords(
            year: 2014, people: 1, file: path, line: 3, otherFile: path, otherLine: 2)
        ) { try RegistryJoin(panel, Registry("otro", yearly: [twice], schema: stop)) }
      }
    }
  }
}
