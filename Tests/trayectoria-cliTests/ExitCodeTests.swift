import Foundation
import TestFixtures
import Testing

/// Oracle: the contract of the command line.
@Suite("Exit codes")
struct ExitCodeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let status: Int32
    let arguments: [String]
    /// Words of the line on standard error.
    let says: [String]
    /// Files put in place first.
    var files: [String: String] = [:]
    var testDescription: String { (arguments + says).joined(separator: " ") }

    init(_ status: Int32, _ arguments: [String], _ says: String..., files: [String: String] = [:]) {
      self.status = status
      self.arguments = arguments
      self.says = says
      self.files = files
    }
  }

  private static let panel = CommandLineFixture.panel
  private static let evaluate = CommandLineFixture.evaluate
  private static let cut = ["--cut", "pos:0.15,0.30"]
  private static func spec(_ old: String, _ new: String) -> [String: String] {
    ["spec.yaml": CommandLineFixture.spec.replacing(old, with: new)]
  }

  static let usage = [
    Case(64, ["evaluate", "spec.yaml"], "--output"), Case(64, ["evaluate", "--output", "fuera"], "spec"),
    Case(64, panel + cut + ["--by", "a,A"], "twice"),
    Case(64, panel + cut + ["--output", "datos/2014.csv"], "files to read"),
    Case(64, ["audit", "datos/2014.csv", "--output", "datos/2014.csv"], "files to read"),
    Case(64, ["audit", "spec.yaml", "--output", "datos/2015.csv"], "files to read"),
    Case(64, ["audit", "spec.yaml", "--output", "spec.yaml"], "files to read"),
    Case(
      64, ["evaluate", "spec.yaml", "--output", ".", "--compare", "tables"], "./tables/t.csv",
      "files that were read",
      files: ["tables/t.csv": "anio,sexo,n\n2014,hombres,1\n"]),
    Case(64, panel + ["--cut", "pos:0.15,,0.30"], "--cut"),
    Case(64, panel + cut + ["2016=datos/2015.csv,,"], "2016="),
    Case(64, evaluate + ["--tables", ""], "--tables"), Case(64, evaluate + ["--formats", ""], "--formats"),
    Case(64, ["audit", "datos/2014.csv", "--rosters", "datos"], "--rosters"),
    Case(64, ["audit", "spec.yaml", "--id", "run"], "--id"),
    Case(64, ["medir"], "medir"), Case(64, evaluate + ["--formato", "json"], "--formato"),
    Case(64, evaluate + ["--format", "csv"], "text or json"),
    Case(64, evaluate + ["--formats", "csv,pdf"], "'pdf'"),
    Case(64, evaluate + ["--output", "otra"], "--output", "twice"),
    Case(64, evaluate + ["--output=otra"], "--output", "twice"),
    Case(64, evaluate + ["--language", "fr"], "fr"), Case(64, evaluate + ["--threads", "0"], "--threads"),
    Case(64, evaluate + ["--threads", "dos"], "dos"),
    Case(
      64, evaluate + ["--tables", "cuadro-1"],
      "no table 'cuadro-1'; the tables are t, matriz-transicion, indices-movilidad"),
    // A value of thousands of digits is not repeated.
    Case(
      64, ["settle", "c.yaml", "--until", String(repeating: "7", count: 300)],
      "not '" + String(repeating: "7", count: 60) + "…'"),
    Case(64, panel, "--state", "--cut"), Case(64, panel + cut + ["--state", "tramo"], "exactly one"),
    Case(64, panel + cut + ["2014=datos/2015.csv"], "2014", "twice"),
    Case(64, panel + cut + ["dos=datos/2015.csv"], "YEAR=FILE"), Case(64, panel + cut + ["2016="], "2016="),
    Case(64, panel + ["--cut", "pos"], "COLUMN:POINT"),
    Case(64, panel + ["--cut", "pos:0.3,0.15"], "must rise"),
    Case(64, panel + ["--cut", "pos:x"], "'x'"),
    Case(64, panel + cut + ["--duplicates", "primero"], "--duplicates"),
    Case(64, panel + cut + ["--duplicates", "largest"], "--amount"),
    Case(64, panel + cut + ["--format", "xml"], "xml"),
    Case(64, panel + cut + ["--delimiter", "#"], "--delimiter"),
    Case(64, panel + cut + ["--decimal", ";"], "--decimal"),
    Case(64, panel + cut + ["--encoding", "ebcdic"], "--encoding"),
    Case(64, panel + cut + ["--by", "RUN"], "identifier"),
    Case(64, panel + ["--state", "run"], "identifier"),
    Case(64, panel + cut + ["--id", "run"], "--id", "twice"),
    Case(64, ["settle", "c.yaml", "--until", "2024-13-01"], "--until"),
    Case(64, ["settle", "c.yaml", "--seed", "3"], "--simulate"),
    Case(64, ["settle", "c.yaml", "--simulate", "-5"], "--simulate is -5", "1 to 10000000"),
    Case(64, ["settle", "c.yaml", "--simulate=-5"], "--simulate is -5"),
    Case(64, ["settle", "c.yaml", "--closing", String(repeating: "a", count: 64)], "--ledger"),
    Case(64, ["settle", "c.yaml", "--ledger", "l.csv", "--closing", "abc"], "64 hexadecimal digits"),
    Case(
      64,
      [
        "did", "--data", "p.csv", "--outcome", "y", "--time", "t", "--unit", "id", "--first-treated", "g",
        "--estimator", "event-study", "--bins", "-9223372036854775808,9223372036854775807",
      ], "--bins"),
    Case(64, ["settle", "c.yaml", "--ledger", "c.yaml"], "different files"),
    Case(
      64, ["panel", "2014=spec.yaml", "--id", "run"] + cut, "spec.yaml is a spec", "trayectoria evaluate"),
    Case(64, ["audit"], "input"), Case(64, ["audit", "spec.yaml", "datos/2014.csv"], "not both"),
    Case(64, ["generate", "ble"], "--output"),
    Case(64, ["generate", "ble", "--output", "g", "--years", "2014,2014"], "twice"),
    Case(64, ["generate", "ble", "--output", "g", "--years", "dos"], "'dos'"),
    Case(64, ["generate", "panel", "--units", "0", "--years", "2", "--output", "g"], "units"),
    Case(
      64, ["generate", "panel", "--units", "10", "--years", "2", "--output", "g", "--rows-per-year", "11"],
      "--rows-per-year is '11'", "from 1 to 10"),
    Case(64, ["evaluate", "spec.yaml", "--output", ""], "--output is empty"),
    Case(64, ["rut", "check"], "values"), Case(64, ["rut", "digit"], "bodies"),
    Case(64, ["rut", "verify", "1-9"]),
  ]

  static let specs = [
    Case(
      65, evaluate, "spec.yaml: line 14, column 1", "'tablas'", "'tables'", files: spec("tables:", "tablas:")),
    Case(65, evaluate, "line 6, column 53", "must rise", files: spec("[0.15, 0.30]", "[0.15, 0.15]")),
    Case(
      65, evaluate, "no dimension 'sexos'", "'sexo'",
      files: spec("count(anio, sexo) / ", "count(anio, sexos) / ")),
    Case(65, evaluate, "line 1, column", "YAML", files: ["spec.yaml": "a: b: c\n"]),
    Case(65, evaluate, "line 19, column 23", "circle", files: spec("1000 * count(anio, sexo)", "n + 1")),
    Case(65, ["audit", "spec.yaml"], "unknown key", files: spec("identities", "identidades")),
    Case(
      65, ["evaluate", "c.yaml", "--output", "fuera"], "c.yaml: line 1, column 1", "outcome contract",
      "trayectoria settle", files: ["c.yaml": "contract: {id: a}\n"]),
    Case(65, ["settle", "spec.yaml"], "spec.yaml: line 1", "spec of an evaluation", "trayectoria evaluate"),
  ]

  static let inputs = [
    Case(66, ["evaluate", "no.yaml", "--output", "fuera"], "no.yaml", "no such file"),
    Case(66, evaluate + ["--rosters", "ninguna"], "ninguna/2014.csv"),
    Case(66, evaluate + ["--compare", "ninguna"], "ninguna"),
    Case(66, evaluate + ["--compare", "spec.yaml"], "spec.yaml: cannot be read (it is not a folder)"),
    Case(
      66, evaluate + ["--rosters", "ninguna"], "ninguna: no such file",
      files: ["spec.yaml": targeting, "hogares.csv": "percentil;monto;factor\n10;5;1\n20;5;1\n"]),
    Case(66, panel + cut + ["2016=datos/2016.csv"], "datos/2016.csv"),
    Case(66, ["audit", "nada.csv"], "nada.csv"),
    Case(66, ["audit", "nada.yaml"], "nada.yaml"), Case(66, panel + cut + ["2016=datos"], "datos"),
    Case(66, ["generate", "ble", "--output", "g", "--data", "datos"], "datos"),
  ]

  static let outputs = [
    Case(73, ["evaluate", "spec.yaml", "--output", "spec.yaml/x"], "spec.yaml/x", "written"),
    Case(73, ["evaluate", "spec.yaml", "--output", "spec.yaml"], "written"),
    Case(73, panel + cut + ["--output", "spec.yaml/x"], "written"),
    Case(73, panel + cut + ["--output", "nada/x"], "written"),
    Case(73, panel + cut + ["--output", "datos"], "written"),
    Case(73, ["audit", "datos/2014.csv", "--output", "spec.yaml/x"], "written"),
    Case(73, ["generate", "ble", "--output", "spec.yaml/x"], "spec.yaml/x"),
    Case(
      73, ["generate", "panel", "--units", "10", "--years", "1", "--output", "spec.yaml/x"], "spec.yaml/x"),
    Case(73, ["rut", "check", "1-9", "--output", "nada/x"], "written"),
  ]

  static let noAnswer = [
    Case(1, panel + ["--cut", "poss:0.15"], "datos/2014.csv", "'poss'", "'pos'"),
    Case(1, panel + ["--state", "tramos"], "'tramos'", "'tramo'"),
    Case(1, ["panel", "2014=datos/2014.csv", "--id", "rum", "--state", "tramo"], "'rum'", "'run'"),
    Case(1, evaluate, "'pos'", files: ["datos/2015.csv": "run;dv;sexo;poss;monto\n1;9;H;0,1;1\n"]),
    Case(1, panel + cut, "no valid row", "2015", files: ["datos/2015.csv": "run;dv;pos\n1;1;0,1\n1;9;\n"]),
    Case(
      1, panel + cut, "second, different record", "line 3", "line 2",
      files: ["datos/2015.csv": "run;dv;pos\n1;9;0,1\n1;9;0,2\n"]),
    Case(
      1, evaluate, "second, different record",
      files: ["datos/2015.csv": "run;dv;sexo;pos;monto\n1;9;H;0,1;1\n1;9;M;0,1;1\n"]),
    Case(1, panel + cut, "header", files: ["datos/2015.csv": ""]),
    Case(
      1, ["audit", "datos/2015.csv"], "'run'", "--id COLUMN", "--id-kind", ".yaml",
      files: ["datos/2015.csv": "a;b\n1;2\n"]),
    Case(1, panel + cut, "columns 3 and 4", files: ["datos/2015.csv": "run;dv;pos;POS\n1;9;0,1;0,1\n"]),
    Case(
      1, panel + ["--state", "codigo"], "255 different states",
      files: ["datos/2014.csv": many, "datos/2015.csv": many]),
    Case(
      1, panel + cut + ["--by", "codigo"], "66000 different values",
      files: ["datos/2014.csv": veryMany, "datos/2015.csv": veryMany]),
  ]

  static let sectionData = [
    Case(
      1, evaluate, "the register 'est' in 2014: datos/a.csv: line 1: no column 'prom'",
      files: ["spec.yaml": register, "datos/a.csv": "run;nota\n1;6,5\n"]),
    Case(66, evaluate, "datos/a.csv", files: ["spec.yaml": register]),
    Case(
      1, evaluate, "hogares.csv: no row has a rank",
      files: ["spec.yaml": targeting, "hogares.csv": "percentil;monto;factor\n"]),
    Case(
      1, evaluate, "hogares.csv: no record has a weight above zero",
      files: ["spec.yaml": targeting, "hogares.csv": "percentil;monto;factor\n10;5;0\n20;5;0\n"]),
    Case(66, evaluate, "hogares.csv", files: ["spec.yaml": targeting]),
  ]

  private static let register = """
    eligibility:
      folder: datos
      people: est
      registers:
        est: {files: {2014: a.csv}, identifier: {number: run}, fields: {prom: decimal}}
      rules:
        - {id: nota, window: {field: prom, range: "[5, 7]"}}

    """
  private static let targeting = """
    targeting:
      file: hogares.csv
      columns: {rank: percentil, benefit: monto, weight: factor}

    """

  private static let many =
    "run;dv;pos;codigo\n"
    + (1...255).map { "\($0);\(PanelFixture.digit(of: UInt32($0)));0,1;c\($0)\n" }.joined()
  private static let veryMany =
    "run;dv;pos;codigo\n"
    + (1...66_000).map { "\($0);\(PanelFixture.digit(of: UInt32($0)));0,1;c\($0)\n" }.joined()

  static let strict = [
    Case(2, evaluate + ["--compare", "publicado", "--strict"], "hallazgos con --strict"),
    Case(2, evaluate + ["--strict"], "hallazgos con --strict"),
    Case(2, ["audit", "spec.yaml", "--strict"], "hallazgos con --strict"),
    Case(2, ["audit", "datos/2015.csv", "--strict", "--language", "en"], "findings under --strict"),
  ]

  /// Where there can be no evaluation.
  static let obstacles = [
    Case(
      1, ["audit", "spec.yaml"], "no valid row", "2015",
      files: ["datos/2015.csv": "run;dv;sexo;pos;monto\n1;1;H;0,1;1\n"]),
    Case(
      1, ["audit", "spec.yaml"], "m.csv", "'establishment' look like identifiers",
      files: [
        "spec.yaml": "school_service: {file: m.csv}\n",
        "m.csv":
          "establishment,commune,year,month,enrolled,capacity,attended,days,withdrawn\n12345678-5,A,2024,3,5,6,1,2,0\n",
      ]),
  ]

  @Test("an audit is printed where there can be no evaluation, and then says why", arguments: obstacles)
  func obstacle(_ given: Case) throws {
    try CommandLineFixture.with { folder in
      for (name, text) in given.files { try folder.write(text, to: name) }
      let run = try CommandLineFixture.run(given.arguments + ["--format", "json"], in: folder)
      #expect(run.status == 1)
      #expect(run.object["files"] is [Any] && run.object["findings"] is [Any])
      #expect(!(run.out + run.err).contains("12345678"))
      expectOneLine(run.err, given)
    }
  }

  @Test(
    "by the contract, with one line on standard error and nothing half-written",
    arguments: usage + specs + inputs + outputs + noAnswer + estimates + differences + comparisons
      + sectionData)
  func failures(_ given: Case) throws {
    try CommandLineFixture.with { folder in
      for (name, text) in given.files { try folder.write(text, to: name) }
      // Something that was there before stays as it was.
      try folder.write("antes", to: "fuera/report.html")
      let before = try folder.contents()
      let run = try CommandLineFixture.run(given.arguments, in: folder)
      #expect(run.status == given.status, "\(run.err)")
      #expect(run.out.isEmpty)
      expectOneLine(run.err, given)
      #expect(try folder.contents() == before)
    }
  }

  @Test(
    "findings under --strict: the result is there, and the code says that it has findings", arguments: strict)
  func findings(_ given: Case) throws {
    try CommandLineFixture.with { folder in
      let run = try CommandLineFixture.run(given.arguments, in: folder)
      #expect(run.status == 2)
      #expect(!run.out.isEmpty)
      expectOneLine(run.err, given)
      let relaxed = try CommandLineFixture.run(given.arguments.filter { $0 != "--strict" }, in: folder)
      #expect(relaxed.status == 0)
      #expect(relaxed.out == run.out)
      #expect(relaxed.err.isEmpty)
    }
  }

  private func expectOneLine(_ text: String, _ given: Case) {
    #expect(text.hasPrefix("trayectoria: "), "\(text)")
    #expect(text.hasSuffix("\n"))
    #expect(text.dropLast().allSatisfy { !$0.isNewline }, "\(text)")
    for words in given.says { #expect(text.contains(words), "\(text)") }
    #expect(!text.contains("Fatal error") && !text.contains("Error Domain"), "\(text)")
  }

  @Test("a roster that is no text is not decodable")
  func notText() throws {
    try CommandLineFixture.with { folder in
      try folder.write(
        Data([0xff, 0xfe] + "run;dv;pos\n1;9;0,1\n".utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }),
        to: "datos/2015.csv")
      for arguments in [CommandLineFixture.panel + Self.cut, Self.evaluate, ["audit", "datos/2015.csv"]] {
        let run = try CommandLineFixture.run(arguments, in: folder)
        #expect(run.status == 66, "\(run.err)")
        #expect(run.err.contains("datos/2015.csv") && run.err.contains("not decodable"), "\(run.err)")
      }
      try folder.write(Data([0x61, 0x3a, 0x20, 0xf1, 0x0a]), to: "spec.yaml")
      #expect(try CommandLineFixture.run(Self.evaluate, in: folder).status == 66)
    }
  }

  @Test(
    "help and version are no failures",
    arguments: [["--help"], ["--version"], ["evaluate", "--help"], ["help", "panel"]])
  func help(arguments: [String]) throws {
    try TemporaryFolder.with { folder in
      let run = try CommandLineFixture.run(arguments, in: folder)
      #expect(run.status == 0)
      #expect(!run.out.isEmpty)
      #expect(run.err.isEmpty)
    }
  }
}
