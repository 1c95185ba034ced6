import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: the rules of art. 20 of Ley 20.595 on 36 pupils of five promotions, worked with pencil; nothing here is computed by what is
/// tested.
///
/// Programme of 2015, marks of 2014, all regular and recognised. Places share averages (1, 2, 2, 4):
///
/// | promotion | averages | paid |
/// |---|---|---|
/// | 10, twenty pupils | 70 69 68 68 66 65 65 63 … 52 | places 1, 2, 3, 3: up to 3/20 = 0.15, tramo 1; 5, 6, 6: up to 6/20 = 0.30, tramo 2; 8 is out |
/// | 20, six | 60 60 55 54 53 52 | fewer than seven: the best, both of them, tramo 1 |
/// | 30, one | 70 | under two: nobody |
/// | 40, two | 50 40 | the best |
/// | 50, seven | 69 68 67 66 65 64 63 | 1/7 = 0.143 tramo 1; 2/7 = 0.286 tramo 2; 3/7 = 0.43 out |
///
/// So 7 + 2 + 0 + 1 + 2 = 12 by performance, 4 + 2 + 1 + 1 = 8 of them in tramo 1. Of these three fall by other rules: pupil 2 of
/// promotion 10 is 25 on 31 December 2014, pupil 5 is at 31 % and no user, pupil 1 of 40 has the wrong grade. Pupil 3 of 10 is at 31 % and a
/// user, pupil 4 is 24 until the next day. Left: 1, 3, 4, 6, 7 of 10; 1, 2 of 20; 1, 2 of 50: nine, six in tramo 1.
@Suite("Eligibility by hand")
struct EligibilityHandTests {
  private static let averages: [(school: Int, tenths: [Int])] = [
    (10, [70, 69, 68, 68, 66, 65, 65, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51]),
    (20, [60, 60, 55, 54, 53, 52]), (30, [70]), (40, [50, 40]), (50, [69, 68, 67, 66, 65, 64, 63]),
  ]

  /// The number of a pupil: 10001 is the first of promotion 10.
  private static func run(_ school: Int, _ place: Int) -> UInt32 { UInt32(1_000_000 + school * 1000 + place) }

  private static func number(_ run: UInt32) -> String {
    let digit = RUT.checkDigit(of: run)
    return "\(run);\(digit == 10 ? "K" : String(digit))"
  }

  private static var pupils: String {
    var text = "run;dv;rbd;grado;promedio;nacimiento;modalidad;reconocido\n"
    for (school, tenths) in averages {
      for (index, average) in tenths.enumerated() {
        let place = index + 1
        // 25 on the day, 24 until the day after, and of age to collect on 31 August 2015 or not by a day.
        let born =
          switch (school, place) {
          case (10, 2): "1989-12-31"
          case (10, 4): "1990-01-01"
          case (20, 1): "1997-08-31"
          case (20, 2): "1997-09-01"
          default: "2004-05-05"
          }
        let grade = school == 40 ? (place == 1 ? "4B" : "5B") : "8B"
        let mark = "\(average / 10),\(average % 10)"
        text += "\(number(run(school, place)));\(school);\(grade);\(mark);\(born);REG;SI\n"
      }
    }
    return text
  }

  /// Percentile, user, collector, mother, father; all at 30, the cut itself.
  private static var households: String {
    var text = "run;dv;percentil;ssyoo;cobrador;madre;padre\n"
    for (school, tenths) in averages {
      for place in 1...tenths.count {
        let rest =
          switch (school, place) {
          case (10, 1): "30;NO;77;88;99"
          case (10, 3): "31;SI;;88;99"
          case (10, 5): "31;NO;77;88;99"
          case (10, 6): "30;NO;;;99"
          case (10, 7): "30;NO;;;"
          default: "30;NO;77;88;99"
          }
        text += "\(number(run(school, place)));\(rest)\n"
      }
    }
    return text
  }

  /// Paid: 1, 3 and 4 of 10 as due; 6 in tramo 1; 7 not; 1 of 20 twice alike; 2 of 20 with a wrong check digit, so that nobody is
  /// known to be paid by it; 1 of 50; 3 of 50 without a right; somebody of no roster.
  private static var paid: String {
    let wrong = RUT.checkDigit(of: run(20, 2)) == 0 ? "1" : "0"
    return "run;dv;tramo\n"
      + [
        "\(number(run(10, 1)));1", "\(number(run(10, 3)));1", "\(number(run(10, 4)));1",
        "\(number(run(10, 6)));1", "\(number(run(20, 1)));1", "\(number(run(20, 1)));1",
        "\(run(20, 2));\(wrong);1", "\(number(run(50, 1)));1", "\(number(run(50, 3)));2",
        "\(number(5_555_555));1",
      ].joined(separator: "\n") + "\n"
  }

  private static let spec = """
    evaluation: {program: P, title: T}
    disclosure: {threshold: 0, reason: prueba}
    eligibility:
      people: notas
      registers:
        notas:
          files: {2015: notas.csv}
          identifier: {number: run, digit: dv}
          fields: {rbd: integer, grado: text, promedio: decimal, nacimiento: date, modalidad: text, reconocido: text}
        hogares:
          files: {2015: hogares.csv}
          identifier: {number: run, digit: dv}
          fields: {percentil: integer, ssyoo: text, cobrador: integer, madre: integer, padre: integer}
        pagos: {files: {2015: pagos.csv}, identifier: {number: run, digit: dv}, fields: {tramo: text}}
      rules:
        - {id: grado, in: {field: grado, values: [5B, 6B, 7B, 8B, 1M, 2M, 3M, 4M]}}
        - {id: edad, age: {field: nacimiento, year: -1, at: "12-31", range: "[0, 24]"}}
        - {id: reconocido, in: {field: reconocido, values: [SI]}}
        - {id: modalidad, in: {field: modalidad, values: [REG]}}
        - id: vulnerable
          any:
            - window: {field: hogares.percentil, range: "[1, 30]"}
            - in: {field: hogares.ssyoo, values: [SI]}
        - id: rendimiento
          rank:
            field: promedio
            within: [rbd]
            sizes: [{range: "[0, 2)", pays: nobody}, {range: "[2, 7)", pays: best, tramo: 1}]
            tramos: {1: "(0, 0.15]", 2: "(0.15, 0.30]"}
      paid: {register: pagos, tramo: tramo}
      payees:
        - {id: estudiante, if: {age: {field: nacimiento, at: "08-31", range: "[18, 200]"}}}
        - {id: cobrador, field: hogares.cobrador}
        - {id: madre, field: hogares.madre}
        - {id: padre, field: hogares.padre}

    """

  private static func tables(_ spec: String = spec, paid: String = paid) throws -> [String: ReportTable] {
    try EligibilityFixture.run(
      spec, files: ["notas.csv": pupils, "hogares.csv": households, "pagos.csv": paid])
  }

  private func count(_ table: ReportTable?, _ row: String, _ column: String) throws -> Int? {
    try EligibilityFixture.count(table, row, column)
  }

  @Test("36 pupils: 12 by performance, 9 with a right, six of them in the first tramo")
  func rules() throws {
    let tables = try Self.tables()
    let rules = tables["elegibilidad-reglas"]
    for (rule, passing) in [
      ("grado", 35), ("edad", 35), ("reconocido", 36), ("vulnerable", 35), ("rendimiento", 12),
    ] { #expect(try count(rules, "2015/\(rule)", "cumplen") == passing, "\(rule)") }
    let tramos = tables["elegibilidad-tramos"]
    #expect(try count(tramos, "2015/1", "personas") == 6)
    #expect(try count(tramos, "2015/2", "personas") == 3)
  }

  @Test("who is of age collects, else collector, mother, father, and nobody for whom no one is known")
  func payees() throws {
    let table = try Self.tables()["elegibilidad-receptores"]
    // 4 of 10 and 1 of 20 are of age; 1 of 10, 2 of 20, 1 and 2 of 50 have a collector; 3 a mother; 6 a father; 7 nobody.
    for (payee, people) in [
      ("estudiante", 2), ("cobrador", 4), ("madre", 1), ("padre", 1), ("sin_receptor", 1),
    ] { #expect(try count(table, "2015/\(payee)", "personas") == people, "\(payee)") }
  }

  @Test(
    "the list paid: 6 of 9 delivered, one in another tramo, three missed, two too many; a wrong check digit pays nobody"
  )
  func paid() throws {
    let tables = try Self.tables()
    for (column, value) in [
      ("con_derecho", 9), ("pagadas", 8), ("entregados", 6), ("exclusion", 3), ("inclusion", 2),
      ("otro_tramo", 1),
    ] { #expect(try count(tables["elegibilidad-pago"], "2015", column) == value, "\(column)") }
    let errors = tables["elegibilidad-errores"]
    #expect(try count(errors, "2015/inclusion/rendimiento", "personas") == 1)
    #expect(try count(errors, "2015/inclusion/fuera_de_nomina", "personas") == 1)
    // 7 of 10 and 2 of 50 in the second tramo, 2 of 20 in the first.
    #expect(try count(errors, "2015/exclusion/1", "personas") == 1)
    #expect(try count(errors, "2015/exclusion/2", "personas") == 2)
  }

  @Test("a person paid twice and differently stops the run, unless the spec says which payment counts")
  func twice() throws {
    let conflict = Self.paid + "\(Self.number(Self.run(50, 1)));2\n"
    let error = try #require(throws: (any Error).self) { try Self.tables(paid: conflict) }
    #expect("\(error)".contains("second, different record"), "\(error)")
    #expect(!"\(error)".contains("1050001"))
    func other(_ rule: String) throws -> Int? {
      let spec = Self.spec.replacing(
        "pagos: {files", with: "pagos: {duplicates: \(rule), files")
      return try count(try Self.tables(spec, paid: conflict)["elegibilidad-pago"], "2015", "otro_tramo")
    }
    #expect(try other("first") == 1)
    #expect(try other("last") == 2)
  }

  @Test("by one pupil less than seven, by one more than twenty: the cuts move as the rule says")
  func edges() throws {
    // At the cut of 0.1499 third places of twenty are in the second tramo: one and two are left, of whom one is too old.
    let below = Self.spec.replacing("(0, 0.15]", with: "(0, 0.1499]").replacing(
      "(0.15, 0.30]", with: "(0.1499, 0.30]")
    let tramos = try Self.tables(below)["elegibilidad-tramos"]
    #expect(try count(tramos, "2015/1", "personas") == 4)
    #expect(try count(tramos, "2015/2", "personas") == 5)
    // Below 0.30 the sixth places of twenty are out.
    let short = Self.spec.replacing("(0.15, 0.30]", with: "(0.15, 0.2999]")
    #expect(try count(try Self.tables(short)["elegibilidad-tramos"], "2015/2", "personas") == 1)
    // Were seven a small promotion too, only its best would be paid.
    let seven = Self.spec.replacing("[2, 7)", with: "[2, 8)")
    #expect(try count(try Self.tables(seven)["elegibilidad-tramos"], "2015/2", "personas") == 2)
  }
}
