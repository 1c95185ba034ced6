import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: five promotions worked by hand (`EligibilityFixture`).
@Suite("Eligibility as rules of a spec")
struct EligibilityTests {
  typealias Fixture = EligibilityFixture

  @Test("43 pupils: who passes each rule, and who is left after it")
  func rules() throws {
    let tables = try Fixture.run()
    let rules = tables["elegibilidad-reglas"]
    #expect(try Fixture.count(rules, "2015/edad", "cumplen") == 43)
    // 4001 is at 31 and no user; of 4003 and 4004 no percentile is known, but 4003 is a user.
    #expect(try Fixture.count(rules, "2015/vulnerable", "cumplen") == 41)
    #expect(try Fixture.count(rules, "2015/vulnerable", "no_cumplen") == 1)
    #expect(try Fixture.count(rules, "2015/vulnerable", "sin_dato") == 1)
    // 3 of ten, the 2 best of five, nobody of one, 6 of twenty, 1 of six with an average.
    #expect(try Fixture.count(rules, "2015/ranking", "cumplen") == 12)
    #expect(try Fixture.count(rules, "2015/ranking", "sin_dato") == 1)
    #expect(try Fixture.count(rules, "2015/ranking", "no_cumplen") == 30)
    let funnel = tables["elegibilidad-embudo"]
    #expect(try Fixture.count(funnel, "2015/ranking", "llegan") == 41)
    #expect(try Fixture.count(funnel, "2015/ranking", "quedan") == 10)
    #expect(try Fixture.value(funnel, "2015/ranking", "quedan_pct") == Exact(1000, over: 43))
    // Everybody has one profile of verdicts: 10 pass all, 4001 all but one, 5007 has no average.
    let profiles = try #require(tables["elegibilidad-perfiles"])
    #expect(try Fixture.count(profiles, "2015/1111", "personas") == 10)
    #expect(try Fixture.count(profiles, "2015/1101", "personas") == 1)
    #expect(try Fixture.count(profiles, "2015/11x1", "personas") == 1)
    #expect(try Fixture.count(profiles, "2015/111x", "personas") == 1)
    #expect(try Fixture.count(profiles, "2015/1110", "personas") == 30)
  }

  /// What is hidden of rules, funnel and profiles as unknowns, what is shown as equations: by hand, over all of a year.
  @Test("no hidden count follows from those shown in the three tables together", arguments: [3, 5, 10])
  func disclosure(threshold: Int) throws {
    let all = try Fixture.run()
    let shown = try Fixture.run(Fixture.spec.replacing("threshold: 0", with: "threshold: \(threshold)"))
    func cells(_ tables: [String: ReportTable], _ id: String) throws -> [String: Int?] {
      let table = try #require(tables[id])
      var found: [String: Int?] = [:]
      for row in table.rows {
        for (column, cell) in zip(table.columns, row.cells)
        where !column.hasSuffix("pct") && column != "porcentaje" {
          let value: Int? = if case .exact(let exact)? = cell?.value { exact.integer } else { nil }
          found["\(row.label)/\(column)"] = .some(value)
        }
      }
      return found
    }
    let rules = try #require(all["elegibilidad-reglas"]).rows.map { $0.keys[1] }
    let ids = rules.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let profiles = try #require(all["elegibilidad-perfiles"]).rows.map(\.keys)
    for year in ["2015", "2016"] {
      let own = profiles.filter { $0[0] == year }.map { $0[1] }
      // A cell as the profiles whose sum it is.
      func members(_ key: String) -> Set<String> {
        let parts = key.split(separator: "/").map(String.init)
        guard let place = ids.firstIndex(of: parts[1]) else { return [parts[1]] }
        let marks: [String: Character] = ["cumplen": "1", "quedan": "1", "no_cumplen": "0", "sin_dato": "x"]
        let isFunnel = parts[0] == "embudo"
        return Set(
          own.filter { profile in
            let all = Array(profile)
            return (!isFunnel || all[..<place].allSatisfy { $0 == "1" })
              && (marks[parts[2]].map { all[place] == $0 } ?? true)
          })
      }
      var known: [[Double]] = []
      var hidden: [(key: String, row: [Double])] = []
      for (id, name) in [
        ("elegibilidad-reglas", "reglas"), ("elegibilidad-embudo", "embudo"),
        ("elegibilidad-perfiles", "perfiles"),
      ] {
        let truth = try cells(all, id)
        for (key, value) in try cells(shown, id) where key.hasPrefix(year + "/") {
          let label = name + key.dropFirst(year.count)
          let set = members(label)
          let row = own.map { set.contains($0) ? 1.0 : 0 }
          #expect(value == nil || value == truth[key] ?? nil, "\(key)")
          if value == nil { hidden.append((label, row)) } else { known.append(row) }
        }
      }
      #expect(!hidden.isEmpty)
      let rank = Self.rank(known)
      for (key, row) in hidden { #expect(Self.rank(known + [row]) > rank, "\(year) \(key) follows") }
    }
  }

  /// Rank of rows of zeros and ones.
  private static func rank(_ given: [[Double]]) -> Int {
    var rows = given
    var rank = 0
    for column in 0..<(rows.first?.count ?? 0) {
      guard let pivot = rows[rank...].indices.max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        abs(rows[pivot][column]) > 1e-9
      else { continue }
      rows.swapAt(rank, pivot)
      for other in (rank + 1)..<max(rows.count, rank + 1) {
        let factor = rows[other][column] / rows[rank][column]
        for place in rows[other].indices { rows[other][place] -= factor * rows[rank][place] }
      }
      rank += 1
      if rank == rows.count { break }
    }
    return rank
  }

  @Test("7 in the first tramo and 3 in the second, with amounts by the index")
  func tramos() throws {
    let table = try Fixture.run()["elegibilidad-tramos"]
    // 1001, 1002, 2001, 2002, 4002, 4003, 5001; and 1003, 4005, 4006.
    #expect(try Fixture.count(table, "2015/1", "personas") == 7)
    #expect(try Fixture.count(table, "2015/2", "personas") == 3)
    #expect(try Fixture.count(table, "2015/total", "gasto") == 880)
    #expect(try Fixture.count(table, "2016/1", "monto") == 105)
    #expect(try Fixture.count(table, "2016/2", "monto") == 63)
  }

  @Test("the list paid: 9 of 10 delivered, one missed, two too many, one in another tramo and amount")
  func paid() throws {
    let tables = try Fixture.run()
    let row = tables["elegibilidad-pago"]
    for (column, value) in [
      ("con_derecho", 10), ("pagadas", 11), ("entregados", 9), ("exclusion", 1), ("inclusion", 2),
      ("otro_tramo", 1), ("otro_monto", 1), ("monto_pagado", 980), ("monto_con_derecho", 880),
    ] { #expect(try Fixture.count(row, "2015", column) == value, "\(column)") }
    #expect(try Fixture.value(row, "2015", "entregados_pct") == Exact(90))
    #expect(try Fixture.value(row, "2015", "otro_receptor") == nil)
    let errors = tables["elegibilidad-errores"]
    #expect(try Fixture.count(errors, "2015/exclusion/2", "personas") == 1)
    #expect(try Fixture.count(errors, "2015/inclusion/vulnerable", "personas") == 1)
    #expect(try Fixture.count(errors, "2015/inclusion/fuera_de_nomina", "personas") == 1)
  }

  @Test("tramos and amounts of the list paid that are none are counted in the audit, with file and line")
  func paidFindings() throws {
    var files = Fixture.files
    files["p2015.csv"] = "run;tramo;monto\n1001;1;100\n1002;9;-100\n2001;;60\n2002;alto;100\n"
    try TemporaryFolder.with { folder in
      for (name, text) in files { try folder.write(text, to: name) }
      let spec = try EvaluationSpec(path: try folder.write(Fixture.spec, to: "spec.yaml"))
      let found = try spec.run().audit.findings.filter {
        $0.file?.hasSuffix("p2015.csv") == true && $0.severity > .information
      }
      // An empty cell is no tramo, and no finding.
      #expect(
        found.map { "\($0.code.rawValue) \($0.column ?? "") \($0.line ?? 0) \($0.count)" } == [
          "unknown_category tramo 3 2", "negative_value monto 3 1",
        ])
      // The audit alone says the same of the same files.
      let alone = try spec.audit()
      #expect(alone.findings == (try spec.run().audit.findings))
      #expect(alone.files.map(\.path) == (try spec.run().audit.files.map(\.path)))
    }
  }

  @Test("payees by priority: mother, else father, else nobody known")
  func payees() throws {
    let table = try Fixture.run()["elegibilidad-receptores"]
    // 4002 has a father alone, 4003 nobody.
    #expect(try Fixture.count(table, "2015/madre", "personas") == 8)
    #expect(try Fixture.count(table, "2015/padre", "personas") == 1)
    #expect(try Fixture.count(table, "2015/sin_receptor", "personas") == 1)
  }

  @Test("each leaver has one reason, by the order of the rules")
  func reasons() throws {
    let tables = try Fixture.run()
    let table = tables["continuidad-motivos"]
    // All eleven who were paid leave: 1001 by performance, 1002 has no average, 4001 and 4005 by vulnerability; 9999 is absent;
    // 2001, 2002, 4002, 4003, 4006, 5001 are entitled and were not paid, and 1002 has no average: no reason.
    for (reason, people) in [
      ("edad", 0), ("vulnerabilidad", 2), ("rendimiento", 1), ("establecimiento", 0), ("ausente", 1),
      ("sin_motivo", 7), ("total", 11),
    ] { #expect(try Fixture.count(table, "2016/\(reason)", "personas") == people, "\(reason)") }
    let causes = tables["continuidad-rendimiento"]
    #expect(try Fixture.count(causes, "2016/own_fell", "personas") == 1)
    // From 1/10 to 9/9 of those with an average: 1/9 − 1/10 by size, own 8/9 and 9/10 better ones: hand.
    let sum = try ["own_fell", "others_rose", "size_changed"].reduce(Exact.zero) { sum, cause in
      sum + (try #require(try Fixture.value(causes, "2016/\(cause)", "puntos_medios")))
    }
    #expect(sum == Exact(90))
    #expect(
      try Fixture.value(causes, "2016/size_changed", "puntos_medios") == Exact(100, over: 9) - Exact(10))
  }

  @Test("reasons in another order and with other clauses, as the spec says")
  func otherReasons() throws {
    let own = """
      continuity:
          reasons:
            - {id: sin_pago, title: Con derecho y sin pago, entitled: true}
            - {id: nadie, absent: notas}
            - {id: sin_nota, unknown: ranking}
            - {id: pobre, previous: {window: {field: hogares.percentil, range: "[31, 31]"}}}
            - {id: rico, now: {window: {field: hogares.percentil, range: "[31, 100]"}}, fails: vulnerable}
      """
    let table = try Fixture.run(Fixture.spec.replacing("continuity: {}", with: own))["continuidad-motivos"]
    for (reason, people) in [
      ("sin_pago", 6), ("sin_nota", 1), ("nadie", 1), ("pobre", 1), ("rico", 1), ("sin_motivo", 1),
    ] { #expect(try Fixture.count(table, "2016/\(reason)", "personas") == people, "\(reason)") }
  }

  @Test("the parts of the change add up to it")
  func decomposition() throws {
    let table = try Fixture.run()["continuidad-descomposicion"]
    let parts = try ["poblacion", "vulnerabilidad", "rendimiento", "instrumento", "entrega"].map {
      try #require(try Fixture.value(table, "2016/\($0)", "personas"))
    }
    #expect(parts.reduce(.zero, +) == Exact(-10))
    #expect(try Fixture.count(table, "2016/total", "personas") == -10)
    #expect(parts[3] == .zero)
    // 10 entitled and 11 paid, then 7 entitled (1003, 2001, 2002, 4002, 4003, 4006, 5001, and 1004, 1005) and 1 paid.
    let entitled = try Fixture.count(try Fixture.run()["elegibilidad-pago"], "2016", "con_derecho") ?? 0
    #expect(parts[4] == Exact((1 - entitled) - 1))
  }

  @Test("a rule whose wording changes is the instrument's part")
  func instrument() throws {
    let change = Fixture.spec
      .replacing(
        "    - id: vulnerable\n",
        with: """
              - id: vulnerable
                years: ..2015
                factor: vulnerability
                window: {field: hogares.percentil, range: "[0, 100]"}
              - id: vulnerable
                years: 2016..

          """)
    let table = try Fixture.run(change)["continuidad-descomposicion"]
    let part = try #require(try Fixture.value(table, "2016/instrumento", "personas"))
    #expect(part < .zero)
    let parts = try ["poblacion", "vulnerabilidad", "rendimiento", "instrumento", "entrega"].map {
      try #require(try Fixture.value(table, "2016/\($0)", "personas"))
    }
    #expect(parts.reduce(.zero, +) == Exact(-10))
  }

  @Test("another programme: bands of income, amounts given, no ranking and no list paid")
  func bands() throws {
    let files = [
      "a.csv": "id,renta,edad\nA1,100,30\nB2,101,30\nC3,200,30\nD4,500,30\nE5,,30\nF6,50,17\nG7,0,40\n"
    ]
    let spec = """
      evaluation: {program: Subsidio, title: T}
      disclosure: {threshold: 0, reason: prueba}
      eligibility:
        people: personas
        registers:
          personas:
            files: {2020: a.csv}
            identifier: {number: id, kind: text}
            fields: {renta: integer, edad: integer}
        rules:
          - {id: edad, window: {field: edad, range: "[18, 60]"}}
          - {id: renta, bands: {field: renta, tramos: {alto: "[0, 100]", medio: "[101, 200]", bajo: "[201, 400]"}}}
        amounts: {given: {2020: {alto: 30, medio: 20, bajo: 10}}}
        registry: {field: renta, tramos: {pobre: "[0, 100]", otro: "[101, 1000]"}, score: {field: edad, bands: {menor: "[0, 29]", mayor: "[30, 99]"}}}
      """
    let tables = try Fixture.run(spec, files: files)
    let tramos = tables["elegibilidad-tramos"]
    #expect(try Fixture.count(tramos, "2020/alto", "personas") == 2)
    #expect(try Fixture.count(tramos, "2020/medio", "personas") == 2)
    #expect(try Fixture.count(tramos, "2020/bajo", "personas") == 0)
    #expect(try Fixture.count(tramos, "2020/total", "gasto") == 100)
    #expect(try Fixture.count(tables["elegibilidad-reglas"], "2020/renta", "sin_dato") == 1)
    #expect(try Fixture.count(tables["registro-tramos"], "2020/pobre", "personas") == 3)
    #expect(try Fixture.count(tables["registro-tramos"], "2020/sin_calificacion", "personas") == 1)
    #expect(try Fixture.count(tables["registro-tramo-menor"], "2020/menor", "personas") == 1)
    #expect(tables["elegibilidad-pago"] == nil && tables["continuidad-motivos"] == nil)
  }

  @Test("birthdays: 24 on the day, 25 the day after; 29 February comes on the 28th of other years")
  func ages() throws {
    func passing(_ births: [String], _ range: String, at: String) throws -> Int? {
      let rows = births.enumerated().map { "\(100 + $0.offset),\($0.element)\n" }.joined()
      let spec = """
        evaluation: {program: P, title: T}
        disclosure: {threshold: 0, reason: prueba}
        eligibility:
          people: p
          registers: {p: {files: {2015: p.csv}, identifier: {number: run, kind: text}, fields: {nace: date}}}
          rules: [{id: edad, age: {field: nace, year: -1, at: "\(at)", range: "\(range)"}}]
        """
      return try Fixture.count(
        try Fixture.run(spec, files: ["p.csv": "run,nace\n" + rows])["elegibilidad-reglas"], "2015/edad",
        "cumplen")
    }
    // On 31 July 2014.
    #expect(try passing(["1989-07-31", "1989-08-01", "1990-07-31"], "[0, 24]", at: "07-31") == 2)
    #expect(try passing(["1996-07-31", "1996-08-01"], "[18, 200]", at: "07-31") == 1)
    #expect(try passing(["2015-01-01"], "[0, 200]", at: "07-31") == 0)
    #expect(try passing(["1996-02-28", "1996-02-29", "1996-03-01"], "[18, 18]", at: "02-29") == 2)
    #expect(try passing(["1996-02-28"], "(18, 19]", at: "12-31") == 0)
  }

  @Test("the same tables for any number of threads")
  func threads() throws {
    let one = try Fixture.run(threads: 1)
    let many = try Fixture.run(threads: 5)
    #expect(one.keys.sorted() == many.keys.sorted())
    for (id, table) in one { #expect(TableCSV.text(table) == TableCSV.text(try #require(many[id])), "\(id)") }
  }

  @Test("small cells are hidden, and nothing tells who is in them")
  func disclosure() throws {
    let tables = try Fixture.run(
      Fixture.spec.replacing("disclosure: {threshold: 0, reason: prueba}\n", with: ""))
    let table = try #require(tables["elegibilidad-pago"])
    let exclusion = try #require(table.columns.firstIndex(of: "exclusion"))
    #expect(table.rows[0].cells[exclusion]?.isSuppressed == true)
    for table in tables.values {
      let text = TableCSV.text(table)
      for run in ["1001", "4005", "9999"] { #expect(!text.contains(run), "\(table.id)") }
    }
  }

  @Test(
    "records twice: identical ones are one, conflicting ones stop or go by the rule, and rows are accounted for"
  )
  func duplicates() throws {
    var files = Fixture.files
    files["r2015.csv"]? += "1001;1;5;7,0;2004-07-15;REG\n"
    let tables = try Fixture.run(files: files)
    #expect(try Fixture.count(tables["elegibilidad-reglas"], "2015/edad", "cumplen") == 43)
    files["r2015.csv"]? += "1001;1;5;6,0;2004-07-15;REG\n"
    let error = try #require(throws: (any Error).self) { try Fixture.run(files: files) }
    #expect("\(error)".contains("second, different record"))
    // A register has no amount to choose the largest by.
    #expect(
      "\(error)".hasSuffix(
        "(2015; 1 person in all); correct the register or choose a rule for its duplicates: first, last or drop"
      ))
    let first = Fixture.spec.replacing(
      "fields: {rbd: integer", with: "duplicates: first\n      fields: {rbd: integer")
    #expect(
      try Fixture.count(
        try Fixture.run(first, files: files)["elegibilidad-tramos"], "2015/1", "personas") == 7)
  }

  static let mistakes = [
    SpecMistake("2: \"(0.15, 0.30]\"", "2: \"(0.16, 0.30]\"", "there is a gap between '1' and '2'"),
    SpecMistake("2: \"(0.15, 0.30]\"", "2: \"[0.15, 0.30]\"", "'2' overlaps '1'"),
    SpecMistake("2: \"(0.15, 0.30]\"", "2: \"(0.15, 1.30]\"", "between 0 and 1"),
    SpecMistake(
      "1: \"(0, 0.15]\", 2: \"(0.15, 0.30]\"", "1: \"(0, 0.15)\", 2: \"[0.15, 0.30]\"",
      "up to its upper one inclusive"),
    SpecMistake("{range: \"[2, 7)\"", "{range: \"[1, 7)\"", "overlaps one before it"),
    SpecMistake("pays: best, tramo: 1", "pays: best", "in which tramo the best"),
    SpecMistake("pays: best, tramo: 1", "pays: best, tramo: 3", "no tramo '3'"),
    SpecMistake("pays: nobody", "pays: none", "best or nobody"),
    SpecMistake(
      "in: {field: modalidad, values: [REG]}", "window: {field: modalidad, range: \"[0, 1]\"}",
      "must be integer or decimal"),
    SpecMistake(
      "in: {field: modalidad, values: [REG]}", "in: {field: modalidad, values: [REG]}, registered: pagos",
      "has in and registered"),
    SpecMistake("in: {field: modalidad", "in: {field: modalidades", "did you mean 'modalidad'"),
    SpecMistake("hogares.percentil", "hogar.percentil", "no register 'hogar'"),
    SpecMistake("age: {field: nacimiento", "age: {field: rbd", "must be date, it is integer"),
    SpecMistake("at: \"12-31\"", "at: \"12-32\"", "a day of the year"),
    SpecMistake("range: \"[0, 24]\"", "range: 24", "an interval is written"),
    SpecMistake("- {id: modalidad,", "- {id: edad,", "stands twice for the same years"),
    SpecMistake(
      "- {id: modalidad,", "- {id: modalidad, years: 2016..,", "leaves a gap: no wording of it holds in 2015"),
    SpecMistake("- {id: modalidad,", "- {id: modalidad, years: 2016-,", "years are written"),
    SpecMistake(
      "- id: ranking", "- {id: otra, bands: {field: rbd, tramos: {a: \"[1, 9]\"}}}\n    - id: ranking",
      "both give tramos"),
    SpecMistake("within: [rbd, grado]", "within: [rbd, hogares.ssyoo]", "of the register that has the value"),
    SpecMistake(
      "range: \"[2, 7)\"", "range: \"[4, 7)\"",
      "there is a gap between the rules of sizes: none is of groups of 2"),
    SpecMistake("within: [rbd, grado]", "within: rbd\n        among: rankin", "no rule 'rankin' before this"),
    SpecMistake(
      "- {id: edad, age:",
      "- {id: zeta, rank: {field: nota, up_to: 0.5, among: [zz]}}\n    - {id: edad, age:",
      "no rule 'zz' before this; there are none"),
    SpecMistake(
      "tramos: {1: \"(0, 0.15]\", 2: \"(0.15, 0.30]\"}", "up_to: 0.30",
      "no tramo '1'; this rank has none (it is cut by up_to)"),
    SpecMistake("values: {1: 100, 2: 60}", "values: {1: 100}", "no amount of the tramo '2'"),
    SpecMistake("values: {1: 100, 2: 60}", "values: {1: 100, 2: 60, 3: 5}", "no tramo '3'"),
    SpecMistake("index: {2015: 100, 2016: 105}", "index: {2015: 100}", "no amount of 2016"),
    SpecMistake("index: {2015: 100, 2016: 105}", "index: {2015: 0, 2016: 105}", "above zero"),
    SpecMistake(
      "{register: pagos, tramo", "{register: notas, tramo", "another register than that of the people"),
    SpecMistake("amount: monto", "amount: montos", "did you mean 'monto'"),
    SpecMistake("- {id: padre,", "- {id: madre,", "the payee 'madre' is given twice"),
    SpecMistake("continuity: {}", "continuity: {reasons: [{id: x}]}", "a reason says when it holds"),
    SpecMistake("continuity: {}", "continuity: {reasons: [{id: x, fails: edades}]}", "did you mean 'edad'"),
    SpecMistake(
      "continuity: {}", "continuity: {reasons: [{id: x, absent: escuela}]}", "no register 'escuela'"),
    SpecMistake(
      "continuity: {}", "continuity: {reasons: [{id: sin_motivo, fails: edad}]}", "for who has no other"),
    SpecMistake(
      "decomposition: {by: grado}", "decomposition: {by: hogares.ssyoo}", "cells are of the people's register"
    ),
    SpecMistake(
      "files: {2015: p2015.csv, 2016: p2016.csv}", "files: {2015: p2015.csv}", "'pagos' has no files of 2016"),
    SpecMistake("people: notas", "people: nota", "did you mean 'notas'"),
    SpecMistake("any:", "alls:", "unknown key 'alls'"),
  ]

  @Test("each mistake is one error with its line", arguments: mistakes)
  func mistake(_ mistake: SpecMistake) throws {
    let range = try #require(Fixture.spec.range(of: mistake.old))
    let error = try #require(
      try Fixture.error(Fixture.spec.replacingCharacters(in: range, with: mistake.new)))
    #expect(error.message.contains(mistake.says), "\(error)")
    let position = try #require(error.position)
    // The line is that of the change, or of what it belongs to a few lines above.
    let line = Fixture.spec[..<range.lowerBound].count { $0 == "\n" } + 1
    #expect((line - 4...line + 1).contains(position.line), "\(error), the change is on line \(line)")
  }

  @Test(
    "a column that a register's file lacks is a fault of the data, with register, year, file and line",
    arguments: [
      (
        "percentil: integer,", "percentil: {column: pct, type: integer},", "the register 'hogares' in 2015: ",
        "pct"
      ),
      (
        "fields: {tramo: text, monto", "fields: {tramo: {column: t, type: text}, monto",
        "the register 'pagos' in 2015: ", "t"
      ),
    ])
  func columnMissing(old: String, new: String, start: String, column: String) throws {
    try #require(Fixture.spec.contains(old))
    let error = try #require(throws: SectionDataError.self) {
      try Fixture.run(Fixture.spec.replacing(old, with: new))
    }
    #expect(error.description.hasPrefix(start), "\(error)")
    #expect(error.description.contains("2015.csv: line 1: no column '\(column)'"), "\(error)")
  }

  @Test("identifiers of several kinds are one error with its line")
  func kinds() throws {
    var files = Fixture.files
    files["p2015.csv"] = "run;tramo;monto\nA;1;100\nB;1;100\nC;1;1\nD;1;1\nE;1;1\nF;1;1\n"
    let wrong = "2016: p2016.csv}\n      identifier: {number: run, kind: text}"
    let spec = Fixture.spec.replacing("2016: p2016.csv}\n      identifier: {number: run}", with: wrong)
    let place = try #require(spec.range(of: wrong)?.lowerBound)
    let line = spec[..<place].count { $0 == "\n" } + 2
    let error = try #require(try Fixture.error(spec, files: files))
    #expect(error.message.contains("are read as text") && error.position?.line == line, "\(error)")
  }
}
