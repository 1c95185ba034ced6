import Foundation
import Kernels
import Rosters
import TestFixtures

/// The built executable as a process.
enum CommandLineFixture {
  struct Run {
    let status: Int32
    let out: String
    let err: String

    var json: Any? { try? JSONSerialization.jsonObject(with: Data(out.utf8)) }
    var object: [String: Any] { json as? [String: Any] ?? [:] }
  }

  enum Missing: Error { case executable([String]) }

  /// Beside the bundle of the tests, whichever way that was started.
  static func executable() throws -> String {
    var folders: [URL] = []
    for path in [CommandLine.arguments.first, Bundle.main.executablePath, Bundle.main.bundlePath].compactMap({
      $0
    }) {
      var folder = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      for _ in 0..<3 {
        folder.deleteLastPathComponent()
        folders.append(folder)
      }
    }
    for folder in folders {
      let path = folder.appendingPathComponent("trayectoria").path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw Missing.executable(folders.map(\.path))
  }

  /// Runs a command to its end in the given folder.
  static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try executable())
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    // Files rather than pipes: nothing to drain.
    let out = try TemporaryFolder()
    defer { out.remove() }
    let names = [try out.write("", to: "out"), try out.write("", to: "err")]
    let handles = try names.map { try FileHandle(forWritingTo: URL(fileURLWithPath: $0)) }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    for handle in handles { try handle.close() }
    let texts = try names.map { try String(contentsOfFile: $0, encoding: .utf8) }
    return Run(status: process.terminationStatus, out: texts[0], err: texts[1])
  }

  // MARK: Data

  /// Forty people over two years with numbers that occur nowhere else; some rows have faults.
  struct People {
    let bodies: [UInt32]
    /// Files by name.
    let files: [String: String]
  }

  static let people: People = {
    var generator = PCG64(seed: 99, stream: 9)
    var bodies: [UInt32] = []
    for _ in 0..<40 { bodies.append(UInt32(generator.nextInteger(in: 10_000_000...27_999_999))) }
    bodies.append(100_234_567)
    let header = "run;dv;sexo;pos;monto;tramo\n"
    var texts = [header, header]
    for (index, body) in bodies.enumerated() {
      for year in 0..<2 where (index + year) % 5 != 0 {
        let low = (index + year) % 3 != 0
        texts[year] +=
          "\(body);\(PanelFixture.digit(of: body));\(index % 2 == 0 ? "H" : "M");0,\(low ? 10 : 25);"
          + "\(low ? 100 : 50);\(low ? 1 : 2)\n"
      }
    }
    // A wrong check digit, an unreadable number, no position, one beyond the cuts, and an identical row.
    let wrong = PanelFixture.digit(of: bodies[0]) == "1" ? "2" : "1"
    let right = (bodies[1], PanelFixture.digit(of: bodies[1]))
    texts[1] +=
      "\(bodies[0]);\(wrong);H;0,10;100;1\nx\(bodies[2]);1;H;0,10;100;1\n\(right.0);\(right.1);H;;100;1\n"
      + "\(right.0);\(right.1);H;0,95;100;1\n"
    texts[0] += texts[0].split(separator: "\n")[1] + "\n"
    return People(bodies: bodies, files: ["2014.csv": texts[0], "2015.csv": texts[1]])
  }()

  static let spec = """
    evaluation: {program: Programa, title: Título}
    rosters:
      folder: datos
      files: {2014: 2014.csv, 2015: 2015.csv}
      identifier: {number: run, digit: dv}
      state: {name: tramo, cut: {field: pos, at: [0.15, 0.30]}}
      identities: [sexo]
      amount: monto
    fields: {pos: decimal, sexo: text, monto: integer}
    dimensions: {sexo: {field: sexo, values: {hombres: H, mujeres: M}}}
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}
    texts: {hombres: Hombres, anio: Año}
    tables:
      t:
        title: Personas
        rows:
          - for: {anio: years, sexo: [hombres, total]}
            columns: {n: "1000 * count(anio, sexo)", pct: "100 * count(anio, sexo) / count(anio)"}

    """

  /// A folder with spec, rosters and a published table.
  static func with<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
    try TemporaryFolder.with { folder in
      for (name, text) in people.files { try folder.write(text, to: "datos/\(name)") }
      try folder.write(spec, to: "spec.yaml")
      try folder.write("anio,sexo,n\n2014,hombres,1\n", to: "publicado/t.csv")
      return try body(folder)
    }
  }

  static let panel = ["panel", "2014=datos/2014.csv", "2015=datos/2015.csv", "--id", "run", "--digit", "dv"]
  static let evaluate = ["evaluate", "spec.yaml", "--output", "fuera"]
}
