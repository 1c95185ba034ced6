import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: four persons worked by hand.
@Suite("Targeting in a spec")
struct TargetingSectionTests {
  static let spec = """
    disclosure: {threshold: 0, reason: prueba}
    targeting:
      file: hogares.csv
      columns: {rank: percentil, benefit: monto, weight: factor, stratum: zona, year: anio}
      poorest: [0.25, 0.5]
      groups: 2
      eligible: {bajo_40: {up_to: 40}, marcados: {column: elegible}}

    """
  static let file =
    "anio;zona;percentil;factor;monto;elegible\n"
    + "2020;norte;10;1;400;1\n2020;norte;30;1;300;0\n2020;sur;60;1;200,5;1\n2020;sur;90;1;99,5;0\n"

  private func run<Result>(
    _ spec: String = spec, _ file: String = file, _ body: (EvaluationResult) throws -> Result
  ) throws -> Result {
    try TemporaryFolder.with { folder in
      try folder.write(file, to: "hogares.csv")
      return try body(try EvaluationSpec(path: try folder.write(spec, to: "spec.yaml")).run())
    }
  }

  private func value(_ result: EvaluationResult, _ id: String, _ keys: String, _ column: String) throws
    -> Exact?
  {
    let table = try #require(result.tables.first { $0.id == id })
    let row = try #require(table.rows.first { $0.label == keys }, "\(table.rows.map(\.label))")
    let place = try #require(table.columns.firstIndex(of: column))
    guard case .exact(let value)? = row.cells[place]?.value else { return nil }
    return value
  }

  @Test("concentration, ratios, halves and errors of two definitions, by stratum and in all")
  func byHand() throws {
    try run { result in
      let summary = try #require(result.tables.first { $0.id == "focalizacion-resumen" })
      #expect(summary.rows.map(\.label) == ["2020/norte", "2020/sur", "2020/total"])
      #expect(summary.years == "2020")
      #expect(try value(result, "focalizacion-resumen", "2020/total", "beneficio") == Exact(1000))
      // 1 − (0.4 + 1.1 + 1.6005 + 1.9005) / 4.
      #expect(
        try value(result, "focalizacion-resumen", "2020/total", "indice_concentracion")
          == Exact(-1001, over: 4000))
      #expect(try value(result, "focalizacion-cgh", "2020/total/25", "cgh") == Exact(8, over: 5))
      #expect(try value(result, "focalizacion-cgh", "2020/total/50", "beneficio_pct") == Exact(70))
      #expect(try value(result, "focalizacion-grupos", "2020/total/2", "acumulado_pct") == Exact(100))
      #expect(try value(result, "focalizacion-grupos", "2020/total/2", "beneficio") == Exact(300))
      #expect(try value(result, "focalizacion-grupos", "2020/norte/1", "cobertura_pct") == Exact(100))
      // Up to 40: two of the four who are served; marked: two others.
      for name in ["bajo_40", "marcados"] {
        let keys = "2020/total/\(name)"
        #expect(try value(result, "focalizacion-definiciones", keys, "cobertura_pct") == Exact(200))
        #expect(try value(result, "focalizacion-definiciones", keys, "subcobertura_pct") == .zero)
        #expect(try value(result, "focalizacion-definiciones", keys, "filtracion_pct") == Exact(50))
      }
      #expect(try value(result, "focalizacion-definiciones", "2020/sur/bajo_40", "elegibles") == .zero)
      #expect(try value(result, "focalizacion-definiciones", "2020/sur/bajo_40", "cobertura_pct") == nil)
    }
  }

  @Test("rows that lack something are set aside, counted and located")
  func badRows() throws {
    let bad =
      "2020;sur;;1;5;1\n2020;sur;50;-1;5;1\n2020;sur;50;1;-5;1\n2020;sur;50;1;5;2\n2020;sur;50;1;1e30;1\n"
    try run(Self.spec, Self.file + bad) { result in
      #expect(
        result.audit.findings.map { "\($0.code.rawValue) \($0.column ?? "") \($0.line ?? 0) \($0.count)" }
          == [
            "missing_value percentil 6 1", "negative_value factor 7 1", "negative_value monto 8 1",
            "out_of_range elegible 9 1", "out_of_range monto 10 1",
          ])
      #expect(
        result.audit.files.first?.setAside == [.missingValue: 1, .negativeValue: 2, .outOfRange: 2])
      #expect(result.audit.files.map(\.rowsUsed) == [4])
      let notes = try #require(result.tables.first { $0.id == "focalizacion-resumen" }?.notes)
      #expect(
        notes.contains {
          $0.hasPrefix(
            "Filas apartadas: 5 de 9 leídas (campo vacío: 1; valor negativo: 2; valor fuera de rango: 2)")
        }, "\(notes)")
      #expect(try value(result, "focalizacion-resumen", "2020/total", "registros") == Exact(4))
    }
  }

  @Test(
    "a mark of a missing value, an infinity and a text are told apart; nothing is told where every row is used"
  )
  func texts() throws {
    try run(Self.spec, Self.file + "2020;sur;50;1;nan;1\n2020;sur;50;inf;1;1\n2020;sur;x;1;1;1\n") { result in
      #expect(result.audit.findings.map(\.column) == ["monto", "factor", "percentil"])
      #expect(
        result.audit.files.first?.setAside == [.missingValue: 1, .outOfRange: 1, .unparsedField: 1])
    }
    try run { result in
      #expect(result.audit.findings.isEmpty)
      let table = try #require(result.tables.first { $0.id == "focalizacion-resumen" })
      #expect(!table.notes.contains { $0.contains("apartadas") })
    }
  }

  @Test("few beneficiaries are not shown")
  func disclosure() throws {
    var file = "zona;percentil;monto\n"
    for (zone, poor, rich) in [("centro", 2, 0), ("norte", 2, 0), ("sur", 15, 15)] {
      for (rank, served) in [(10, poor), (60, rich)] {
        for place in 0..<20 { file += "\(zone);\(rank);\(place < served ? 1 : 0)\n" }
      }
    }
    let spec = """
      disclosure: {threshold: 3, reason: prueba}
      targeting:
        file: hogares.csv
        columns: {rank: percentil, benefit: monto, stratum: zona}
        poorest: [0.5]
        groups: 2

      """
    // Two of four together; with one of them hidden alone the other would have to be too.
    try run(spec, file) { result in
      let table = try #require(result.tables.first { $0.id == "focalizacion-resumen" })
      #expect(table.rows.map(\.label) == ["centro", "norte", "sur", "total"])
      #expect(table.rows.map { $0.cells[2]?.isSuppressed } == [true, true, false, false])
    }
  }

  static let mistakes = [
    SpecMistake("poorest: [0.25, 0.5]", "poorest: [25, 50]", "above 0 and up to 1", column: 13),
    SpecMistake("poorest: [0.25, 0.5]", "poorest: [0.25, 0.250]", "given twice", column: 19),
    SpecMistake("groups: 2", "groups: 1", "from 2 to 100", column: 11),
    SpecMistake("rank: percentil, ", "", "lacks the key 'rank'", column: 12),
    SpecMistake("weight: factor", "weight: monto", "the column 'monto' is named twice", column: 54),
    SpecMistake("{up_to: 40}", "{up_to: cuarenta}", "must be a number", column: 31),
    SpecMistake("{up_to: 40}", "{}", "by up_to or by column", column: 23),
    SpecMistake("file: hogares.csv", "fila: hogares.csv", "did you mean 'file'", column: 3),
  ]

  @Test("each mistake is one error with its line and column", arguments: mistakes)
  func mistake(_ mistake: SpecMistake) throws {
    let text = try #require(mistake.made(in: Self.spec))
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: text, path: "spec.yaml") }
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect(error.position?.column == mistake.column && (error.position?.line ?? 0) > 1, "\(error)")
  }

  @Test("a file without a usable row, or whose weights are all zero, is an error of the data")
  func nothing() throws {
    let header = "anio;zona;percentil;factor;monto;elegible\n"
    for (rows, read) in [("", 0), ("2020;n;;1;1;1\n", 1)] {
      let error = try #require(throws: SectionDataError.self) { try run(Self.spec, header + rows) { _ in } }
      #expect(error == .noTargetingRow(file: "hogares.csv", read: read))
      #expect(error.description.contains("no row has a rank"))
    }
    let zero = try #require(throws: SectionDataError.self) {
      try run(Self.spec, header + "2020;n;5;0;1;1\n") { _ in }
    }
    #expect(zero.description == "hogares.csv: no record has a weight above zero")
  }

  /// A hundred at ranks 1 to 100 and no weights; those up to 36 receive 10, and 61, 62 and 90, so that groups of twenty have 20, 16, 0, 2 and 1.
  @Test("small groups are hidden, what one less another leaves too")
  func smallGroups() throws {
    let given = Set(Array(1...36) + [61, 62, 90])
    let file = "percentil;monto\n" + (1...100).map { "\($0);\(given.contains($0) ? 10 : 0)\n" }.joined()
    let spec = """
      targeting:
        file: hogares.csv
        columns: {rank: percentil, benefit: monto}
        poorest: [0.2, 0.6, 0.7]

      """
    try run(spec, file) { result in
      let groups = try #require(result.tables.first { $0.id == "focalizacion-grupos" })
      let ratios = try #require(result.tables.first { $0.id == "focalizacion-cgh" })
      // Pieces: up to 0.2, 0.4, 0.6, 0.7, 0.8 and 1.
      let sizes = [20, 16, 0, 2, 0, 1]
      var system = CountSystem()
      var hidden: [(name: String, row: [Int])] = []
      func look(_ table: ReportTable, _ row: Int, _ column: String, _ pieces: ClosedRange<Int>) throws {
        let place = try #require(table.columns.firstIndex(of: column))
        // Those of nobody are no unknowns.
        let times = sizes.indices.map { pieces.contains($0) && sizes[$0] > 0 ? 1 : 0 }
        let value = pieces.reduce(0) { $0 + sizes[$1] }
        if table.rows[row].cells[place]?.isSuppressed == true {
          hidden.append(("\(column) \(row)", times))
        } else {
          #expect(value == 0 || value >= 10, "\(column) \(row)")
          system.add(times)
        }
      }
      for (group, pieces) in [0...0, 1...1, 2...2, 3...4, 5...5].enumerated() {
        try look(groups, group, "beneficiarios", pieces)
        try look(groups, group, "beneficio", pieces)
        try look(groups, group, "beneficio_pct", pieces)
        try look(groups, group, "acumulado_pct", 0...pieces.upperBound)
      }
      for (row, pieces) in [0...0, 0...2, 0...3].enumerated() {
        try look(ratios, row, "beneficio_pct", pieces)
      }
      system.add(sizes.map { $0 > 0 ? 1 : 0 })
      #expect(
        hidden.contains { $0.name == "beneficiarios 3" } && hidden.contains { $0.name == "beneficiarios 4" })
      for (name, row) in hidden { #expect(!system.gives(row), "\(name)") }
      #expect(groups.rows[0].cells[1]?.isSuppressed == false)
      #expect(groups.rows.allSatisfy { $0.cells[0]?.isSuppressed == false })
    }
  }

  @Test("with a small group by poverty the index has few decimals or none, and its error goes with it")
  func indexOfSmallGroups() throws {
    func shown(_ people: Int, _ taking: [Int], threshold: String = "") throws -> [ReportTable.Cell] {
      var file = "quintil;monto\n"
      for (group, served) in taking.enumerated() {
        for place in 0..<people { file += "\(group + 1);\(place < served ? 1 : 0)\n" }
      }
      let spec = threshold + "targeting: {file: hogares.csv, columns: {rank: quintil, benefit: monto}}\n"
      return try run(spec, file) { result in
        let table = try #require(result.tables.first { $0.id == "focalizacion-resumen" })
        return try ["indice_concentracion", "error_estandar"].map { column in
          let place = try #require(table.columns.firstIndex(of: column))
          return try #require(table.rows.first?.cells[place])
        }
      }
    }
    // 162 of 500, of whom 4 in the fourth group: ten people change the index by up to 2 · 10 / 162.
    let few = try shown(100, [60, 50, 40, 4, 8])
    #expect(few.allSatisfy { $0.isSuppressed }, "\(few)")
    // An index of −0.62 is not −1.
    let steep = try shown(100, [90, 60, 4, 0, 0])
    #expect(steep.allSatisfy { $0.isSuppressed }, "\(steep)")
    // 16,200 of 50,000: by up to 2 · 10 / 16,000, so that two decimals are shown.
    let many = try shown(10_000, [6000, 5000, 4996, 4, 200])
    #expect(!many[0].isSuppressed && many[0].decimals == 2)
    let value = try #require(many[0].value?.double)
    #expect(abs((value * 100).rounded() - value * 100) < 1e-9)
    let whole = try shown(100, [60, 50, 40, 12, 11])
    #expect(whole.allSatisfy { !$0.isSuppressed && $0.decimals == 4 })
    let open = try shown(100, [60, 50, 40, 4, 8], threshold: "disclosure: {threshold: 0, reason: prueba}\n")
    #expect(open.allSatisfy { !$0.isSuppressed && $0.decimals == 4 })
  }

  @Test(
    "those eligible up to a rank are the groups up to it: what one table hides does not follow from the other"
  )
  func definitionsAndGroups() throws {
    var file = "quintil;monto\n"
    // 17 in the first three groups, 76 in the fourth and one in the fifth, of 150 each.
    for (group, served) in [6, 6, 5, 76, 1].enumerated() {
      for place in 0..<150 { file += "\(group + 1);\(place < served ? 1 : 0)\n" }
    }
    let spec =
      "targeting: {file: hogares.csv, columns: {rank: quintil, benefit: monto}, eligible: {hasta_3: {up_to: 3}}}\n"
    try run(spec, file) { result in
      let inside = try value(result, "focalizacion-definiciones", "total/hasta_3", "atendidos_elegibles")
      let all = try value(result, "focalizacion-resumen", "total", "beneficiarios")
      let fourth = try value(result, "focalizacion-grupos", "total/4", "beneficiarios")
      let fifth = try value(result, "focalizacion-grupos", "total/5", "beneficiarios")
      #expect(fifth == nil)
      #expect([inside, all, fourth].contains(nil), "\([inside, all, fourth])")
      #expect(all == Exact(94))
    }
  }

  @Test("a small group of a stratum does not follow from the group of all and that of the other stratum")
  func strataAndAll() throws {
    var file = "quintil;zona;monto\n"
    // Groups of a hundred in each zone, so that those of all are the two zones' groups.
    for (zone, taking) in [("norte", [60, 50, 40, 30, 20]), ("sur", [50, 40, 30, 20, 3])] {
      for (group, served) in taking.enumerated() {
        for place in 0..<100 { file += "\(group + 1);\(zone);\(place < served ? 1 : 0)\n" }
      }
    }
    let spec = "targeting: {file: hogares.csv, columns: {rank: quintil, benefit: monto, stratum: zona}}\n"
    try run(spec, file) { result in
      func served(_ keys: String) throws -> Exact? {
        try value(result, "focalizacion-grupos", keys, "beneficiarios")
      }
      #expect(try served("sur/5") == nil)
      let others = try [served("norte/5"), served("total/5")]
      #expect(others.contains(nil), "\(others)")
    }
  }

  @Test("a tie over all cuts, of whom all but one are served: pieces add up and nothing goes below nobody")
  func oneTie() throws {
    var file = "quintil;monto\n"
    for place in 0..<1003 { file += "1;\(place == 500 ? 0 : 1)\n" }
    let spec = "targeting: {file: hogares.csv, columns: {rank: quintil, benefit: monto}}\n"
    try run(spec, file) { result in
      let table = try #require(result.tables.first { $0.id == "focalizacion-grupos" })
      let people = try #require(table.columns.firstIndex(of: "personas"))
      #expect(table.rows.count == 5)
      // 1,003 / 5 in each, unless hidden: of the thousand and two served one is not.
      for row in table.rows {
        let cell = try #require(row.cells[people])
        #expect(cell.isSuppressed || cell.value == .exact(Exact(1003, over: 5)))
      }
    }
  }

  @Test("definitions whose names are made of each other's are told apart")
  func names() throws {
    // Of forty eligible by one, thirty are served; of thirty-five by the other, none.
    var file = "quintil;monto;a;b\n"
    for place in 0..<100 {
      file += "\(place % 5 + 1);\(place < 30 ? 1 : 0);\(place < 40 ? 1 : 0);\(place >= 65 ? 1 : 0)\n"
    }
    let spec =
      "targeting: {file: hogares.csv, columns: {rank: quintil, benefit: monto}, eligible: {x: {column: a}, atendidos-x: {column: b}}}\n"
    try run(spec, file) { result in
      let both = try value(result, "focalizacion-definiciones", "total/x", "atendidos_elegibles")
      let eligible = try value(result, "focalizacion-definiciones", "total/atendidos-x", "elegibles")
      #expect(both == Exact(30) && eligible == Exact(35))
    }
  }
}
