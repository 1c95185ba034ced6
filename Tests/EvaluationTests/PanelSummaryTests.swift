import Evaluation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: the same summary from a cube.
@Suite("panel summary")
struct PanelSummaryTests {
  @Test("is the same text whether a cube is kept or not", arguments: [false, true])
  func withoutCube(hasAmounts: Bool) throws {
    try TemporaryFolder.with { folder in
      var files: [(year: Int, paths: [String])] = []
      for year in [2014, 2015, 2017] {
        var generator = PCG64(seed: UInt64(year), stream: 1)
        var text = "run;tramo;monto\n"
        for person in 1...300 where generator.nextInteger(below: 3) > 0 {
          text += "\(person);\(["1", "2", "alto \"x\""][generator.nextInteger(below: 3)]);"
          text += "\(generator.nextInteger(below: 2000) - 1000)\n"
        }
        files.append((year, [try folder.write(text, to: "\(year).csv")]))
      }
      let schema = hasAmounts ? PanelFixture.schema() : PanelFixture.schemaWithoutAmount
      var request = PanelSummary.Request(files: files, schema: schema, threads: 2)
      let cube = try PanelSummary(request)
      request.cubeLimit = 1
      for threads in 1...2 {
        request.threads = threads
        let figures = try PanelSummary(request)
        #expect(figures.json.text == cube.json.text)
        for language in [Language.spanish, .english] {
          let tables = try zip(figures.tables(language), cube.tables(language))
          #expect(tables.allSatisfy { TableCSV.text($0) == TableCSV.text($1) })
        }
      }
      #expect(cube.json.text.contains("\"alto \\\"x\\\"\""))
    }
  }
}
