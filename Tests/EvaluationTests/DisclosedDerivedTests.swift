import Evaluation
import Kernels
import Reports
import TestFixtures
import Testing

/// Numbers that are computed from hidden counts: none of them gives one back. Oracle: the counts, worked by hand.
@Suite("What is computed from hidden counts does not give them back")
struct DisclosedDerivedTests {
  private func table(_ tables: [ReportTable], _ id: String) throws -> ReportTable {
    try #require(tables.first { $0.id == id }, "no table \(id)")
  }

  private func cell(_ table: ReportTable, _ row: String, _ column: String) throws -> ReportTable.Cell {
    let own = try #require(table.rows.first { $0.label == row }, "\(table.id) has no row \(row)")
    let place = try #require(table.columns.firstIndex(of: column), "\(table.id) has no column \(column)")
    return try #require(own.cells[place])
  }

  private static func roster(_ groups: [(label: String, people: Int)]) -> String {
    var number = 1
    var text = "run;tramo\n"
    for (label, people) in groups {
      for _ in 0..<people {
        text += "\(number);\(label)\n"
        number += 1
      }
    }
    return text
  }

  @Test("running sums: A 100, B 80, C 3, D 57; after C none is shown, nor what is computed from it")
  func running() throws {
    let spec = """
      rosters:
        files: {2021: r.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {A: A, B: B, C: C, D: D}}
      fields: {tramo: text}
      chapters: {uno: Uno}
      tables:
        t: {rows: [{for: {tramo: [A, B, C, D]}, columns: {n: "count(anio=2021, tramo)", suma: "running(n)", doble: "2 * suma"}}]}

      """
    let tables = try EvaluationFixture.run(
      spec, rosters: ["r.csv": Self.roster([("A", 100), ("B", 80), ("C", 3), ("D", 57)])]
    ).tables
    let table = try table(tables, "t")
    for column in ["n", "suma", "doble"] { #expect(try cell(table, "C", column).isSuppressed) }
    for column in ["suma", "doble"] { #expect(try cell(table, "D", column).isSuppressed) }
    #expect(try cell(table, "A", "suma").value == .exact(Exact(100)))
    #expect(try cell(table, "A", "doble").value == .exact(Exact(200)))
  }

  /// 220 in A, 76 in B, 4 in C in 2021; everybody in A in 2022.
  private static func panel(_ threshold: Int) throws -> [ReportTable] {
    try EvaluationFixture.run(
      """
      disclosure: {threshold: \(threshold), reason: prueba}
      rosters:
        files: {2021: a.csv, 2022: b.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {A: A, B: B, C: C}}
      fields: {tramo: text}
      chapters: {uno: Uno}
      sequences: {tables: [indices, entropia, frecuentes, tipologia], typology: {groups: 2}}
      tables:
        registros: {rows: [{for: {anio: 2021..2022, tramo: [all, total]}, columns: {n: "count(anio, tramo)"}}]}

      """,
      rosters: [
        "a.csv": roster([("A", 220), ("B", 76), ("C", 4)]), "b.csv": roster([("A", 300)]),
      ]
    ).tables
  }

  @Test("the entropy of a year goes with the sizes of its states")
  func entropy() throws {
    let open = try table(try Self.panel(0), "secuencias-entropia")
    // −Σ p ln p / ln 4 of 220, 76 and 4 of 300.
    guard case .real(let value)? = try cell(open, "2021", "entropia").value else {
      Issue.record("no entropy")
      return
    }
    #expect(abs(value - 0.4565066319193778) <= 1e-12)
    let hidden = try table(try Self.panel(10), "secuencias-entropia")
    #expect(try cell(hidden, "2021", "entropia").isSuppressed)
    #expect(try cell(hidden, "2022", "entropia").value == .real(0))
  }

  @Test("means have no more decimals than the people of a small group could not change")
  func means() throws {
    // Ten people of 300 change a mean between 0 and 1 by 0.03: one decimal.
    let open = try cell(try table(try Self.panel(0), "secuencias-indices"), "total", "transiciones")
    let hidden = try cell(try table(try Self.panel(10), "secuencias-indices"), "total", "transiciones")
    #expect(open.value == .real(80.0 / 300))
    #expect(hidden.value == .real(0.3))
    #expect(hidden.decimals == 1)
  }

  @Test(
    "a type is told as the sequences it has: what it has besides a sequence that is shown does not follow")
  func types() throws {
    let tables = try Self.panel(10)
    let types = try table(tables, "secuencias-tipologia")
    let frequent = try table(tables, "secuencias-frecuentes")
    #expect(try cell(frequent, "CA", "personas").isSuppressed)
    let sizes = ["AA": 220, "BA": 76]
    let shown = try sizes.filter { try !cell(frequent, $0.key, "personas").isSuppressed }.values
    for type in types.rows where type.keys[0] != "total" {
      guard case .exact(let people)? = type.cells[0]?.value else { continue }
      // Nobody but the four in CA is in a type beside one or both of the others.
      let parts = [shown.reduce(0, +)] + shown
      #expect(parts.allSatisfy { people != Exact($0 + 4) })
    }
  }

  // MARK: Eligibility

  /// People, those below the limit of vulnerability, those who pass.
  private static func register(_ people: Int, vulnerable: Int, passing: Int) -> String {
    var text = "run;percentil;nota\n"
    for person in 1...people {
      text += "\(person);\(person <= vulnerable ? 20 : 80);\(person <= passing ? 65 : 40)\n"
    }
    return text
  }

  /// Of 480 people 477 are vulnerable and 330 pass; two of these are not paid in 2021. In 2022 500, 480 and 250.
  private static func eligibility(_ extra: String, threshold: Int = 10) throws -> [ReportTable] {
    func paid(_ people: ClosedRange<Int>) -> String { "run\n" + people.map { "\($0)\n" }.joined() }
    return try EvaluationFixture.run(
      """
      chapters: {uno: Uno}
      disclosure: {threshold: \(threshold), reason: prueba}
      eligibility:
        people: personas
        registers:
          personas: {files: {2021: p1.csv, 2022: p2.csv}, identifier: {number: run}, fields: {percentil: integer, nota: integer}}
          pagos: {files: {2021: q1.csv, 2022: q2.csv}, identifier: {number: run}, fields: {}}
        rules:
          - {id: vul, factor: vulnerability, window: {field: percentil, range: "[0, 40]"}}
          - {id: nota, factor: performance, window: {field: nota, range: "[60, 70]"}}
      \(extra)

      """,
      rosters: [
        "p1.csv": register(480, vulnerable: 477, passing: 330),
        "p2.csv": register(500, vulnerable: 480, passing: 250), "q1.csv": paid(1...328),
        "q2.csv": paid(1...250),
      ]
    ).tables
  }

  @Test("the parts of the change in beneficiaries are hidden with the counts they are computed from")
  func decomposition() throws {
    let extra = "  decomposition: {}"
    let open = try table(try Self.eligibility(extra, threshold: 0), "continuidad-descomposicion")
    #expect(try cell(open, "2022/total", "personas").value == .exact(Exact(-80)))
    let tables = try Self.eligibility(extra)
    let hidden = try table(tables, "continuidad-descomposicion")
    // Three people are not vulnerable in 2021: the parts would tell.
    #expect(try cell(table(tables, "elegibilidad-reglas"), "2021/vul", "no_cumplen").isSuppressed)
    for factor in ["poblacion", "vulnerabilidad", "rendimiento", "instrumento"] {
      for column in ["personas", "porcentaje"] {
        let own = try cell(hidden, "2022/\(factor)", column)
        #expect(own.isSuppressed && own.denominator == nil, "\(factor) \(column)")
      }
    }
    // The change itself goes with those entitled.
    let before = try cell(table(tables, "elegibilidad-tramos"), "2021/total", "personas")
    #expect(try cell(hidden, "2022/total", "personas").isSuppressed == before.isSuppressed)
  }

  @Test("payees add up to those entitled, reasons are shares of those who received: both are told as these")
  func payees() throws {
    let tables = try Self.eligibility(
      """
        paid: {register: pagos}
        payees: [{id: propio, title: Propio, if: {window: {field: percentil, range: "[0, 90]"}}}]
        continuity: {}
      """)
    let payment = try table(tables, "elegibilidad-pago")
    #expect(try cell(payment, "2021", "exclusion").isSuppressed)
    let entitled = try cell(payment, "2021", "con_derecho")
    let delivered = try cell(payment, "2021", "entregados")
    #expect(entitled.isSuppressed || delivered.isSuppressed)
    let payees = try table(tables, "elegibilidad-receptores")
    #expect(try cell(payees, "2021/propio", "personas").isSuppressed == entitled.isSuppressed)
    let share = try cell(payees, "2021/propio", "porcentaje")
    #expect((share.denominator == nil) == entitled.isSuppressed)
    let paid = try cell(payment, "2021", "pagadas")
    let reasons = try table(tables, "continuidad-motivos")
    let left = try cell(reasons, "2022/total", "de_anterior_pct")
    #expect(!paid.isSuppressed || left.denominator == nil)
  }

  @Test("parts of groups too small to publish are whole people that add up")
  func wholeParts() throws {
    // Two grades; of the second few pass.
    func register(_ first: Int, _ second: Int) -> String {
      var text = "run;grado;nota\n"
      for person in 1...200 {
        let isFirst = person <= 150
        let passes = isFirst ? person <= first : person <= 150 + second
        text += "\(person);\(isFirst ? 1 : 2);\(passes ? 65 : 40)\n"
      }
      return text
    }
    func parts(_ threshold: Int) throws -> [Exact] {
      let tables = try EvaluationFixture.run(
        """
        chapters: {uno: Uno}
        disclosure: {threshold: \(threshold), reason: prueba}
        eligibility:
          people: personas
          registers:
            personas: {files: {2021: p1.csv, 2022: p2.csv}, identifier: {number: run}, fields: {grado: text, nota: integer}}
          rules: [{id: nota, factor: performance, window: {field: nota, range: "[60, 70]"}}]
          decomposition: {by: grado}

        """, rosters: ["p1.csv": register(101, 7), "p2.csv": register(90, 12)]
      ).tables
      let table = try table(tables, "continuidad-descomposicion")
      return try ["poblacion", "vulnerabilidad", "rendimiento", "instrumento"].compactMap { factor in
        guard case .exact(let value)? = try cell(table, "2022/\(factor)", "personas").value else {
          return nil
        }
        return value
      }
    }
    let open = try parts(0)
    let coarse = try parts(10)
    #expect(open.count == 4 && coarse.count == 4)
    #expect(open.reduce(.zero) { $0 + $1 } == Exact(-6))
    #expect(coarse.reduce(.zero) { $0 + $1 } == Exact(-6))
    #expect(coarse.allSatisfy { $0.isInteger })
    for (a, b) in zip(open, coarse) { #expect((a - b).double.magnitude < 1) }
  }
}
