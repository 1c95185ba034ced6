import Evaluation
import Foundation
import Kernels
import Reports
import TestFixtures
import Testing

/// A programme of two years over five small promotions, worked by hand.
enum EligibilityFixture {
  /// Pupils of 2015 and 2016: establishment, averages in tenths from the first pupil of the establishment on.
  private static func pupils(_ year: Int, _ promotions: [(school: Int, averages: [Int?])]) -> String {
    var text = "run;rbd;grado;nota;nacimiento;modalidad\n"
    for (school, averages) in promotions {
      for (place, average) in averages.enumerated() {
        let mark = average.map { "\($0 / 10),\($0 % 10)" } ?? ""
        text += "\(school * 1000 + place + 1);\(school);\(year - 2010);\(mark);2004-07-15;REG\n"
      }
    }
    return text
  }

  /// Ten with a tie on top, five with two best, one alone, twenty all different, seven of whom one has no average.
  static let first: [(school: Int, averages: [Int?])] = [
    (1, [70, 70, 69, 68, 60, 60, 59, 58, 57, 56]), (2, [65, 65, 60, 50, 50]), (3, [70]),
    (4, (0..<20).map { 70 - $0 }), (5, [60, 50, 49, 48, 47, 46, nil]),
  ]

  static let second: [(school: Int, averages: [Int?])] = [
    // The first falls to the last place, the second is absent, the third keeps place 3 of 10.
    (1, [40, nil, 69, 70, 71, 60, 59, 58, 57, 56]), (2, [65, 65, 60, 50, 50]), (3, [70]),
    (4, (0..<20).map { 70 - $0 }), (5, [60, 50, 49, 48, 47, 46, nil]),
  ]

  /// Percentiles: everybody at 20 but for some.
  static func households(_ other: [Int: String]) -> String {
    var text = "run;percentil;ssyoo;madre;padre\n"
    for (school, averages) in first {
      for place in averages.indices {
        let run = school * 1000 + place + 1
        text += "\(run);" + (other[run] ?? "20;NO;\(run + 50_000);") + "\n"
      }
    }
    return text
  }

  static var files: [String: String] {
    [
      "r2015.csv": pupils(2015, first), "r2016.csv": pupils(2016, second),
      "h2015.csv": households([4001: "31;NO;1;1", 4002: "31;SI;;9", 4003: ";SI;;", 4004: ";NO;;"]),
      // 4005 leaves the most vulnerable third.
      "h2016.csv": households([
        4001: "31;NO;1;1", 4002: "31;SI;;9", 4003: ";SI;;", 4004: ";NO;;", 4005: "80;NO;;",
      ]),
      // Paid by the rules in 2015 but for: 1003 is not paid, 4001 is, 2001 in tramo 2, 9999 is nobody known.
      "p2015.csv":
        "run;tramo;monto\n1001;1;100\n1002;1;100\n2001;2;60\n2002;1;100\n4002;1;100\n4003;1;100\n4005;2;60\n4006;2;60\n4001;1;100\n5001;1;100\n9999;1;100\n",
      "p2016.csv": "run;tramo;monto\n1003;2;63\n",
    ]
  }

  static let spec = """
    evaluation: {program: P, title: T}
    disclosure: {threshold: 0, reason: prueba}
    eligibility:
      people: notas
      registers:
        notas:
          files: {2015: r2015.csv, 2016: r2016.csv}
          identifier: {number: run}
          fields: {rbd: integer, grado: text, nota: decimal, nacimiento: date, modalidad: text}
        hogares:
          files: {2015: h2015.csv, 2016: h2016.csv}
          identifier: {number: run}
          fields: {percentil: integer, ssyoo: text, madre: integer, padre: integer}
        pagos:
          files: {2015: p2015.csv, 2016: p2016.csv}
          identifier: {number: run}
          fields: {tramo: text, monto: integer}
      rules:
        - {id: edad, age: {field: nacimiento, year: -1, at: "12-31", range: "[0, 24]"}}
        - {id: modalidad, in: {field: modalidad, values: [REG]}}
        - id: vulnerable
          factor: vulnerability
          any:
            - window: {field: hogares.percentil, range: "[0, 30]"}
            - in: {field: hogares.ssyoo, values: [SI]}
        - id: ranking
          rank:
            field: nota
            within: [rbd, grado]
            sizes: [{range: "[0, 2)", pays: nobody}, {range: "[2, 7)", pays: best, tramo: 1}]
            tramos: {1: "(0, 0.15]", 2: "(0.15, 0.30]"}
      amounts:
        base: {year: 2015, values: {1: 100, 2: 60}}
        index: {2015: 100, 2016: 105}
      paid: {register: pagos, tramo: tramo, amount: monto}
      payees:
        - {id: madre, title: Madre, field: hogares.madre}
        - {id: padre, title: Padre, field: hogares.padre}
      continuity: {}
      decomposition: {by: grado}

    """

  static func run(_ spec: String = spec, files: [String: String] = files, threads: Int = 2) throws
    -> [String: ReportTable]
  {
    try TemporaryFolder.with { folder in
      for (name, text) in files { try folder.write(text, to: name) }
      let path = try folder.write(spec, to: "spec.yaml")
      let tables = try EvaluationSpec(path: path).run(EvaluationOptions(threads: threads)).tables
      return Dictionary(uniqueKeysWithValues: tables.map { ($0.id, $0) })
    }
  }

  /// The exact number in a cell; nil where it is empty.
  static func value(_ table: ReportTable?, _ row: String, _ column: String) throws -> Exact? {
    let table = try #require(table)
    let own = try #require(table.rows.first { $0.label == row }, "\(table.id) has no row \(row)")
    let place = try #require(table.columns.firstIndex(of: column), "\(table.id) has no column \(column)")
    guard case .exact(let value)? = own.cells[place]?.value else { return nil }
    return value
  }

  static func count(_ table: ReportTable?, _ row: String, _ column: String) throws -> Int? {
    try value(table, row, column)?.integer
  }

  /// What is wrong with a spec when it is read or run.
  static func error(_ spec: String, files: [String: String] = files) throws -> SpecError? {
    do {
      _ = try run(spec, files: files)
      return nil
    } catch let error as SpecError {
      return error
    }
  }
}
