import Evaluation
import Foundation
import Kernels
import Panels
import Reports
import Rosters
import TableFiles
import TestFixtures
import Testing

@Suite("Results of an evaluation")
struct EvaluationOutputTests {
  private static let text = EvaluationFixture.spec(
    [("n", "count(anio, tramo)"), ("pct", "100 * n / count(anio)")],
    axes: "{anio: [years, total], tramo: [1, 2, total]}")

  /// Six records by hand.
  @Test("a small evaluation from files to CSV")
  func byHand() throws {
    let result = try EvaluationFixture.run(Self.text)
    #expect(
      TableCSV.text(result.tables[0]) == """
        table,row,column,value,numerator,denominator,suppressed
        t,2014/1,n,2,,,false
        t,2014/1,pct,50,2,4,false
        t,2014/2,n,2,,,false
        t,2014/2,pct,50,2,4,false
        t,2014/total,n,4,,,false
        t,2014/total,pct,100,4,4,false
        t,2015/1,n,1,,,false
        t,2015/1,pct,33.333333333333336,1,3,false
        t,2015/2,n,2,,,false
        t,2015/2,pct,66.66666666666667,2,3,false
        t,2015/total,n,3,,,false
        t,2015/total,pct,100,3,3,false
        t,total/1,n,3,,,false
        t,total/1,pct,42.857142857142854,3,7,false
        t,total/2,n,4,,,false
        t,total/2,pct,57.142857142857146,4,7,false
        t,total/total,n,7,,,false
        t,total/total,pct,100,7,7,false

        """)
    #expect(result.tables.map(\.id) == ["t", "matriz-transicion", "indices-movilidad"])
    #expect(result.audit.people == 5)
    #expect(result.suppressedCells == 0)
  }

  @Test("small cells are hidden under the default threshold")
  func disclosure() throws {
    let result = try EvaluationFixture.run(
      Self.text.replacing("disclosure: {threshold: 0, reason: prueba}\n", with: ""))
    #expect(result.spec.disclosure.threshold == 10)
    #expect(
      result.tables.allSatisfy { $0.rows.allSatisfy { $0.cells.allSatisfy { $0?.value == nil } } == true })
    #expect(result.suppressedCells > 18)
  }

  @Test("the folder of results: which files, and the same bytes each time")
  func folder() throws {
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: "in [x]*/\(name)") }
      let path = try folder.write(Self.text, to: "in [x]*/spec.yaml")
      try folder.write("anio,tramo,n,pct\n2014,1,2,50.0\n2015,1,1,33.4\n", to: "pub/t.csv")
      func write(to name: String, threads: Int) throws -> [String: Data] {
        let result = try EvaluationSpec(path: path).run(EvaluationOptions(threads: threads))
        let paths = try EvaluationOutput(
          result: result, formats: Set(OutputFormat.allCases),
          workbookWriter: { content, _ in Array(content.tables.map(\.id).joined(separator: " ").utf8) },
          comparison: try PublishedComparison(folder: folder.at("pub"), tables: result.tables), version: "x"
        ).write(to: folder.at(name))
        let contents = try TemporaryFolder.contents(of: folder.at(name))
        #expect(
          paths.map { String($0.dropFirst(folder.at(name).count + 1)) }.sorted() == contents.keys.sorted())
        return contents
      }
      let first = try write(to: "a", threads: 1)
      #expect(
        first.keys.sorted() == [
          "audit.json", "comparison.csv", "differences.csv", "manifest.json", "report.html", "report.md",
          "report.tex", "report.xlsx",
          "tables/indices-movilidad.csv", "tables/indices-movilidad.json", "tables/indices-movilidad.tex",
          "tables/matriz-transicion.csv", "tables/matriz-transicion.json", "tables/matriz-transicion.tex",
          "tables/t.csv", "tables/t.json", "tables/t.tex",
        ])
      #expect(try write(to: "b", threads: 3) == first)
      #expect(
        first["report.xlsx"]
          == Data(
            "t matriz-transicion indices-movilidad comparison comparison-differences comparison-cells".utf8))
      let report = String(decoding: first["report.tex"] ?? Data(), as: UTF8.self)
      for table in ["t", "matriz-transicion", "indices-movilidad"] {
        #expect(report.components(separatedBy: "\\input{tables/\(table)}").count == 2, "\(table)")
      }
      #expect(report.hasSuffix("\\end{document}\n"))
      for (name, data) in first where name.hasSuffix(".json") {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: data) }
      }
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: first["manifest.json"] ?? Data()) as? [String: Any])
      let inputs = try #require(manifest["inputs"] as? [[String: Any]])
      #expect(inputs.map { $0["path"] as? String } == ["r2014.csv", "r2015.csv"])
      #expect(inputs.map { $0["rows_read"] as? Int } == [4, 3])
      #expect(manifest["timestamp"] == nil)
      #expect(
        String(decoding: first["comparison.csv"] ?? Data(), as: UTF8.self)
          == "table,row,column,published,recomputed,exact,verdict\nt,2014/1,n,2,2,2,equal\nt,2014/1,pct,50.0,50.0,50,equal\n"
          + "t,2015/1,n,1,1,1,equal\nt,2015/1,pct,33.4,33.3,33.333333333333336,different\n")
    }
  }

  @Test("a workbook that nothing writes, or that cannot be written, leaves no folder behind")
  func withoutWorkbook() throws {
    struct Refused: Error, CustomStringConvertible { var description: String { "no room" } }
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: name) }
      let result = try EvaluationSpec(path: try folder.write(Self.text, to: "spec.yaml")).run(
        EvaluationOptions())
      let path = folder.at("out")
      var output = EvaluationOutput(result: result, formats: [.csv, .xlsx], version: "x")
      func message() -> String? {
        do throws(TableFileError) { _ = try output.write(to: path) } catch { return error.description }
        return nil
      }
      #expect(
        message()
          == "\(path)/report.xlsx: cannot be written (xlsx is among the formats and nothing writes workbooks; "
          + "give workbookWriter, or leave xlsx out)")
      output.workbookWriter = { _, _ in throw Refused() }
      #expect(message() == "\(path)/report.xlsx: cannot be written (no room)")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("a glob is one year in order of name; none is an error that names it")
  func globs() throws {
    let text = Self.text.replacing("2014: r2014.csv", with: "2014: \"r2014*.csv\"")
    var rosters = EvaluationFixture.rosters
    rosters["r2014-b.csv"] = "nota;run;TRAMO;sexo;edad;monto\n7.0;9;1;H;10;100\n"
    let result = try EvaluationFixture.run(text, rosters: rosters)
    #expect(
      result.audit.files.map { ($0.path as NSString).lastPathComponent } == [
        "r2014-b.csv", "r2014.csv", "r2015.csv",
      ])
    #expect(result.audit.accounts.map(\.read) == [5, 3])
    rosters["r2015.csv"] = nil
    #expect(throws: TableFileError.self) { try EvaluationFixture.run(text, rosters: rosters) }
  }

  @Test("only the tables asked for, and what was meant by one that is not there")
  func chosen() throws {
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: name) }
      let spec = try EvaluationSpec(path: try folder.write(Self.text, to: "s.yaml"))
      #expect(try spec.run(EvaluationOptions(tables: ["t"])).tables.map(\.id) == ["t"])
      #expect(
        try spec.run(EvaluationOptions(tables: ["matriz-transicion"])).tables.map(\.id) == [
          "matriz-transicion"
        ])
      let error = #expect(throws: SpecError.self) {
        try spec.run(EvaluationOptions(tables: ["matriz-transision"]))
      }
      #expect(error?.message.contains("'matriz-transicion'") == true)
      #expect(
        spec.unknownTable(among: ["t", "nada"])
          == "no table 'nada'; the tables are t, matriz-transicion, indices-movilidad")
    }
  }

  @Test("paths have no dots and doubled slashes, wherever the rosters lie")
  func paths() throws {
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters {
        try folder.write(text, to: name)
        try folder.write(text, to: "otras/./mas/" + name)
      }
      let spec = try EvaluationSpec(path: try folder.write(Self.text, to: "s.yaml"))
      let beside = try spec.run()
      #expect(beside.rosterFolder == folder.path)
      #expect(beside.audit.files.map(\.path) == [folder.at("r2014.csv"), folder.at("r2015.csv")])
      let given = try spec.run(EvaluationOptions(rosters: folder.path + "//otras/./mas/"))
      #expect(
        given.audit.files.map(\.path) == [folder.at("otras/mas/r2014.csv"), folder.at("otras/mas/r2015.csv")])
    }
  }
}
