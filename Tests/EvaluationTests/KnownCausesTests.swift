import Evaluation
import Reports
import TestFixtures
import Testing

/// Oracle: a publication of the small evaluation with one planted fault each, worked by hand.
@Suite("The cause of a difference, from the spec, the comparison and the arithmetic")
struct KnownCausesTests {
  private static let table = """
    tables:
      t:
        number: Cuadro 1
        rows:
          - for: {anio: [2014, 2015], tramo: [1, 2, total]}
            columns: {n: "1000 * count(anio, tramo) + 7 * anio", pct: "100 * count(anio, tramo) / count(anio)"}

    """

  /// n is 1000 × people + 7 × year: 16,098, 16,098, 18,098; 15,105, 16,105, 17,105.
  private func output(_ published: String, formats: Set<OutputFormat> = [.markdown, .html]) throws
    -> [String: String]
  {
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: name) }
      let spec = try EvaluationSpec(
        path: try folder.write(EvaluationFixture.head + Self.table, to: "spec.yaml"))
      try folder.write(published, to: "pub/t.csv")
      let result = try spec.run(EvaluationOptions(threads: 2))
      let output = EvaluationOutput(
        result: result, formats: formats,
        comparison: try PublishedComparison(folder: folder.at("pub"), tables: result.tables),
        publication: try spec.auditPublication(folder: folder.at("pub")), version: "x")
      _ = try output.write(to: folder.at("out"))
      return try TemporaryFolder.contents(of: folder.at("out")).mapValues {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }

  @Test("digits in the other order, and labels exchanged in a year")
  func causes() throws {
    let files = try output(
      """
      anio,tramo,n,pct
      2014,1,16098,50.0
      2014,2,16098,50.0
      2014,total,18089,100.0
      2015,1,16105,66.7
      2015,2,15105,33.3
      2015,total,17105,100.0

      """)
    let differences = try #require(files["differences.csv"]).split(separator: "\n").map(String.init)
    #expect(differences.first == "table,row,column,published,recomputed,cause,failed_checks")
    #expect(
      differences.contains {
        $0.hasPrefix("t,2014/total,n,18089,18098,transposed_digits: 18089 > 18098 (t 2014/total n),")
      })
    #expect(
      differences.count(where: { $0.contains("swapped_labels: t tramo 1 <> 2 anio=2015") }) == 4)
    let html = try #require(files["report.html"])
    #expect(html.contains("rótulos intercambiados: «1» y «2» de tramo, en anio 2015"))
    #expect(html.contains("dígitos transpuestos: 18.089 por 18.098"))
    let markdown = try #require(files["report.md"])
    #expect(markdown.contains("## Comparación con lo publicado. Diferencias y su causa"))
    #expect(markdown.contains("| Cuadro 1 | 2014 · total: n | dígitos transpuestos: 18.089 por 18.098"))
    #expect(html.contains("Lo publicado de cada celda"))
  }

  @Test("each failed relation is named once")
  func failedOnce() throws {
    let files = try output("anio,tramo,n,pct\n2014,1,16098,50.0\n2014,2,16098,50.0\n2014,total,18098,107.0\n")
    for line in try #require(files["differences.csv"]).split(separator: "\n").dropFirst() {
      let names = (line.split(separator: ",", maxSplits: 6).last ?? "").split(separator: ";")
      #expect(Set(names).count == names.count)
    }
  }
}
