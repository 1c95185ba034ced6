import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: whom each cell counts, said by hand for kinds of people that are known, and plain elimination (`CountSystem`).
@Suite("No hidden cell of an evaluation follows from the others")
struct DisclosedSystemTests {
  /// A cell of a table as a sum over kinds of people.
  private struct Counted {
    let table: String
    let row: String
    let column: String
    let times: [Int]
  }

  /// Checks all cells: those of fewer than ten are hidden, those that are shown are right, and no hidden one follows. How many are shown.
  private static func check(_ tables: [ReportTable], _ cells: [Counted], sizes: [Int]) throws -> Int {
    var system = CountSystem()
    var hidden: [Counted] = []
    var shown = 0
    for cell in cells {
      let table = try #require(tables.first { $0.id == cell.table }, "no table \(cell.table)")
      let name = "\(cell.table) \(cell.row) \(cell.column)"
      let row = try #require(
        table.rows.first { $0.label == cell.row }, "no \(name): \(table.rows.map(\.label))")
      let place = try #require(table.columns.firstIndex(of: cell.column), "no \(name)")
      let value = zip(cell.times, sizes).reduce(0) { $0 + $1.0 * $1.1 }
      if case .exact(let found)? = row.cells[place]?.value {
        #expect(found == Exact(value), "\(name)")
        #expect(value == 0 || value >= 10, "\(name) = \(value)")
        system.add(cell.times)
        shown += 1
      } else {
        #expect(row.cells[place]?.isSuppressed == true && value > 0, "\(name)")
        hidden.append(cell)
      }
    }
    #expect(!hidden.isEmpty)
    for cell in hidden {
      #expect(!system.gives(cell.times), "\(cell.table) \(cell.row) \(cell.column) follows")
    }
    return shown
  }

  // MARK: Dimensions of one field

  /// Communes A 100, B 80, C 3, D 57; C and a part of A are 25 years old.
  private static let communes: [(commune: String, age: Int, people: Int)] = [
    ("A", 20, 94), ("A", 25, 6), ("B", 20, 80), ("C", 25, 3), ("D", 40, 57),
  ]

  @Test("zones, other groups, values and bands of the same field, in all tables together")
  func fields() throws {
    var roster = "run;tramo;comuna;edad\n"
    var number = 0
    for kind in Self.communes {
      for _ in 0..<kind.people {
        number += 1
        roster += "\(number);1;\(kind.commune);\(kind.age)\n"
      }
    }
    let axes: [(name: String, members: [String: (String, Int) -> Bool])] = [
      (
        "comuna",
        [
          "A": { c, _ in c == "A" }, "B": { c, _ in c == "B" }, "C": { c, _ in c == "C" },
          "D": { c, _ in c == "D" },
        ]
      ),
      ("zona", ["norte": { c, _ in "AB".contains(c) }, "sur": { c, _ in "CD".contains(c) }]),
      ("otra", ["uno": { c, _ in "AC".contains(c) }, "dos": { c, _ in "BD".contains(c) }]),
      ("macro", ["este": { c, _ in "ABD".contains(c) }]),
      ("corta", ["a": { _, age in age <= 24 }, "b": { _, age in age > 24 }]),
      ("larga", ["c": { _, age in age <= 29 }, "d": { _, age in age > 29 }]),
    ]
    let spec = """
      rosters:
        files: {2021: r.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {1: "1"}}
      fields: {tramo: text, comuna: text, edad: integer}
      dimensions:
        comuna: {field: comuna, values: {A: A, B: B, C: C, D: D}}
        zona: {of: comuna, groups: {norte: [A, B], sur: [C, D]}}
        otra: {of: comuna, groups: {uno: [A, C], dos: [B, D]}}
        macro: {field: comuna, values: {este: [A, B, D]}}
        corta: {field: edad, bands: {a: "[0, 24]", b: "(24, 99]"}}
        larga: {field: edad, bands: {c: "[0, 29]", d: "(29, 99]"}}
      chapters: {uno: Uno}
      tables:
      \(axes.map { "  t-\($0.name): {rows: [{for: {\($0.name): [all, total]}, columns: {n: \"count(anio=2021, \($0.name))\"}}]}\n" }.joined())
      """
    let tables = try EvaluationFixture.run(spec, rosters: ["r.csv": roster]).tables
    let cells = axes.flatMap { axis in
      axis.members.map { member, isIn in
        Counted(
          table: "t-\(axis.name)", row: member, column: "n",
          times: Self.communes.map { isIn($0.commune, $0.age) ? 1 : 0 })
      } + [Counted(table: "t-\(axis.name)", row: "total", column: "n", times: Self.communes.map { _ in 1 })]
    }
    let shown = try Self.check(tables, cells, sizes: Self.communes.map(\.people))
    #expect(shown >= 6)
  }

  // MARK: Sequences

  /// 240 people; three leave and thirty enter in 2022; two of the three return in 2023.
  private static let patterns: [(pattern: [Int], people: Int)] = [
    ([1, 0, 1], 2), ([1, 0, 0], 1), ([1, 1, 1], 197), ([1, 1, 0], 40), ([0, 1, 1], 28), ([0, 1, 0], 2),
    ([0, 0, 1], 60),
  ]

  private static func text(_ pattern: [Int]) -> String { pattern.map(String.init).joined() }

  private static func counted(_ table: String, _ row: String, _ column: String, _ times: ([Int]) -> Int)
    -> Counted
  {
    Counted(table: table, row: row, column: column, times: patterns.map { times($0.pattern) })
  }

  private static func movements() -> [Counted] {
    (1...2).flatMap { now -> [Counted] in
      let year = "\(2021 + now)"
      func row(_ column: String, _ test: @escaping ([Int]) -> Bool) -> Counted {
        counted("secuencias-rotacion", year, column) { test($0) ? 1 : 0 }
      }
      return [
        row("antes") { $0[now - 1] == 1 }, row("siguen") { $0[now - 1] == 1 && $0[now] == 1 },
        row("salen") { $0[now - 1] == 1 && $0[now] == 0 },
        row("entran") { $0[...(now - 1)].allSatisfy { $0 == 0 } && $0[now] == 1 },
        row("vuelven") { $0[now - 1] == 0 && $0[now] == 1 && $0[..<now].contains(1) },
        row("ahora") { $0[now] == 1 },
      ]
    }
  }

  private static func cohorts() -> [Counted] {
    (0...2).flatMap { first in
      (first...2).flatMap { year -> [Counted] in
        let row = "\(2021 + first)/\(2021 + year)/\(year - first)"
        return [
          counted("secuencias-cohortes", row, "ingresan") { $0.firstIndex(of: 1) == first ? 1 : 0 },
          counted("secuencias-cohortes", row, "presentes") { $0.firstIndex(of: 1) == first ? $0[year] : 0 },
        ]
      }
    }
  }

  private static func spells() -> [Counted] {
    func length(_ pattern: [Int]) -> Int { pattern.drop { $0 == 0 }.prefix { $0 == 1 }.count }
    func ends(_ pattern: [Int]) -> Bool { (pattern.firstIndex(of: 1) ?? 0) + length(pattern) < 3 }
    return (1...3).flatMap { years -> [Counted] in
      [
        counted("secuencias-rachas", "\(years)", "en_riesgo") { length($0) >= years ? 1 : 0 },
        counted("secuencias-rachas", "\(years)", "terminan") { length($0) == years && ends($0) ? 1 : 0 },
        counted("secuencias-rachas", "\(years)", "siguen_al_final") {
          length($0) == years && !ends($0) ? 1 : 0
        },
      ]
    } + [
      counted("secuencias-interrupciones", "interrupcion/1", "numero") { $0 == [1, 0, 1] ? 1 : 0 },
      counted("secuencias-interrupciones", "salen/", "numero") { ends($0) ? 1 : 0 },
      counted("secuencias-interrupciones", "vuelven/", "numero") { $0 == [1, 0, 1] ? 1 : 0 },
    ]
  }

  private static func own() -> [Counted] {
    (0...2).map { year in counted("registros", "\(2021 + year)", "n") { $0[year] } }
      + [counted("registros", "total", "n") { $0.reduce(0, +) }]
      + (1...2).map { year in counted("siguen", "\(2021 + year)", "n") { $0[year - 1] * $0[year] } }
      + (1...3).map { times in counted("veces", "\(times)", "n") { $0.reduce(0, +) == times ? 1 : 0 } }
      + [
        counted("base", "2021", "dos") { $0[0] * $0[1] },
        counted("base", "2021", "tres") { $0[0] * $0[1] * $0[2] },
        counted("base", "2021", "todas") { _ in 1 },
      ]
      + patterns.map { own in
        counted("secuencias-frecuentes", text(own.pattern), "personas") { $0 == own.pattern ? 1 : 0 }
      }
  }

  @Test("records of years, moves, presence in years, movements, cohorts, spells and interruptions")
  func sequences() throws {
    var rosters = ["run;tramo\n", "run;tramo\n", "run;tramo\n"]
    var number = 0
    for (pattern, people) in Self.patterns {
      for _ in 0..<people {
        number += 1
        for year in 0...2 where pattern[year] == 1 { rosters[year] += "\(number);1\n" }
      }
    }
    let spec = """
      rosters:
        files: {2021: a.csv, 2022: b.csv, 2023: c.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {1: "1"}}
      fields: {tramo: text}
      chapters: {uno: Uno}
      sequences: {tables: [rachas, interrupciones, rotacion, cohortes, frecuentes]}
      tables:
        registros: {rows: [{for: {anio: [years, total]}, columns: {n: "count(anio)"}}]}
        siguen: {rows: [{for: {anio: 2022..2023}, columns: {n: "moved(anio)", p: "100 * moved(anio) / count(anio=anio - 1)"}}]}
        veces: {rows: [{for: {veces: 1..3}, columns: {n: "people(times=veces)"}}]}
        base: {rows: [{for: {base: 2021}, columns: {dos: "people(present=2021..2022)", tres: "people(present=2021..2023)", todas: "people()"}}]}

      """
    let tables = try EvaluationFixture.run(
      spec, rosters: ["a.csv": rosters[0], "b.csv": rosters[1], "c.csv": rosters[2]]
    ).tables
    let cells = Self.movements() + Self.cohorts() + Self.spells() + Self.own()
    let shown = try Self.check(tables, cells, sizes: Self.patterns.map(\.people))
    #expect(shown >= 8)
    // A share is shown only where both of its sides are.
    let table = try #require(tables.first { $0.id == "siguen" })
    for row in table.rows where row.cells[1]?.isSuppressed == false {
      #expect(row.cells[0]?.isSuppressed == false)
    }
  }

  // MARK: Eligibility

  @Test("people of two tramos beside what all cost: 8 near, 227 far, 90 and 180 pesos")
  func tramos() throws {
    let roster =
      "run;km\n" + (1...8).map { "\($0);1\n" }.joined() + (9...235).map { "\($0);5\n" }.joined()
      + (301...340).map { "\($0);50\n" }.joined()
    let spec = """
      chapters: {uno: Uno}
      eligibility:
        people: personas
        registers: {personas: {files: {2021: p.csv}, identifier: {number: run}, fields: {km: integer}}}
        rules:
          - {id: lejos, bands: {field: km, tramos: {cerca: "[0, 2]", lejos: "(2, 20]"}}}
        amounts: {given: {2021: {cerca: 90, lejos: 180}}}

      """
    let tables = try EvaluationFixture.run(spec, rosters: ["p.csv": roster]).tables
    let sizes = [8, 227, 40]
    func cell(_ table: String, _ row: String, _ column: String, _ times: [Int]) -> Counted {
      Counted(table: table, row: row, column: column, times: times)
    }
    let shown = try Self.check(
      tables,
      [
        cell("elegibilidad-tramos", "2021/cerca", "personas", [1, 0, 0]),
        cell("elegibilidad-tramos", "2021/lejos", "personas", [0, 1, 0]),
        cell("elegibilidad-tramos", "2021/total", "personas", [1, 1, 0]),
        cell("elegibilidad-tramos", "2021/cerca", "gasto", [90, 0, 0]),
        cell("elegibilidad-tramos", "2021/lejos", "gasto", [0, 180, 0]),
        cell("elegibilidad-tramos", "2021/total", "gasto", [90, 180, 0]),
        cell("elegibilidad-reglas", "2021/lejos", "evaluadas", [1, 1, 1]),
        cell("elegibilidad-reglas", "2021/lejos", "cumplen", [1, 1, 0]),
        cell("elegibilidad-reglas", "2021/lejos", "no_cumplen", [0, 0, 1]),
      ], sizes: sizes)
    // All are shown, what they cost is not.
    #expect(shown == 4)
  }

  @Test("a few people that no row counts are not the rest of a total whose other parts are all shown")
  func smallRest() throws {
    for (few, isSmall) in [(5, true), (12, false)] {
      var text = "run;tramo\n"
      for number in 1...(365 + few) {
        text += "\(number);\(number <= 300 ? "A" : number <= 365 ? "B" : "C")\n"
      }
      let spec = """
        rosters:
          files: {2021: r.csv}
          identifier: {number: run}
          state: {name: tramo, field: tramo, values: {A: A, B: B, C: C}}
        fields: {tramo: text}
        chapters: {uno: Uno}
        tables:
          t: {rows: [{for: {tramo: [A, B, total]}, columns: {n: "count(anio=2021, tramo)"}}]}

        """
      let result = try EvaluationFixture.run(spec, rosters: ["r.csv": text])
      let table = try #require(result.tables.first { $0.id == "t" })
      #expect(table.rows.contains { $0.cells[0]?.isSuppressed == true } == isSmall)
    }
  }
}
