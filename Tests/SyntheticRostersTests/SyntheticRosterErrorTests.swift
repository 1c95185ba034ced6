import Foundation
import SyntheticRosters
import Testing

@Suite("errors")
struct SyntheticRosterErrorTests {
  /// A copy of the calibration where `edit` has changed one file's text.
  private func calibration(_ file: String, _ edit: (String) -> String) throws -> String {
    let directory = try RosterFixture.temporaryDirectory()
    for name in ["cells.csv", "regions.csv"] {
      let text = try String(contentsOfFile: RosterFixture.calibration + "/" + name, encoding: .utf8)
      try (name == file ? edit(text) : text).write(
        to: directory.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return directory.path
  }

  private func failure(_ calibration: String) -> SyntheticRosterError? {
    do throws(SyntheticRosterError) {
      _ = try BLERosterGenerator(
        calibrationDirectory: calibration, publishedDirectory: RosterFixture.published)
      return nil
    } catch {
      return error
    }
  }

  private func replacing(_ text: String, line: Int, with new: String) -> String {
    var lines = text.components(separatedBy: "\n")
    lines[line - 1] = new
    return lines.joined(separator: "\n")
  }

  @Test("a missing file is named")
  func missing() throws {
    let directory = try RosterFixture.temporaryDirectory().path
    let error = try #require(failure(directory))
    guard case .inputMissing(let path, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path == directory + "/cells.csv")
    #expect(error.description.contains(path))
  }

  @Test(
    "a malformed field is located",
    arguments: [
      ("cells.csv", "0001,2,1,-1,many", "n", "many"),
      ("cells.csv", "0031,2,1,-1,4", "patron", "0031"),
      ("cells.csv", "1001,2,1,-1,4", "cohorte", "2"), ("cells.csv", "0001,2,3,-1,4", "sexo", "3"),
      ("regions.csv", "2018,1,3,4,5,6", "anio", "2018"),
      ("regions.csv", "2014,1,2,4,5,0", "presencial", "5"),
    ])
  func malformed(file: String, line: String, column: String, value: String) throws {
    let directory = try calibration(file) { replacing($0, line: 3, with: line) }
    guard
      case .inputMalformed(let path, let number, let name, let found, _) = try #require(
        failure(directory))
    else {
      Issue.record("not inputMalformed")
      return
    }
    #expect(path == directory + "/" + file)
    #expect(number == 3)
    #expect(name == column)
    #expect(found == value)
  }

  @Test("a short row and a wrong header are malformed")
  func shape() throws {
    let short = try calibration("cells.csv") { replacing($0, line: 5, with: "0001,2,1") }
    guard case .inputMalformed(_, 5, _, _, _) = try #require(failure(short)) else {
      Issue.record("short row")
      return
    }
    let header = try calibration("regions.csv") { replacing($0, line: 1, with: "a,b,c,d,e,f") }
    guard case .inputMalformed(_, 1, "anio", _, _) = try #require(failure(header)) else {
      Issue.record("header")
      return
    }
  }

  @Test("calibration files that contradict each other are inconsistent")
  func inconsistent() throws {
    let directory = try calibration("cells.csv") { replacing($0, line: 2, with: "0001,2,1,-1,50") }
    guard case .inputInconsistent(let path, let reason) = try #require(failure(directory)) else {
      Issue.record("not inconsistent")
      return
    }
    #expect(path.hasSuffix("/regions.csv"))
    #expect(reason.contains("2017, tramo 1"))
  }

  @Test(
    "years outside 2014–2017, or none, are wrong arguments", arguments: [[2013], [2014, 2018], []])
  func years(years: [Int]) throws {
    let generator = try BLERosterGenerator(
      calibrationDirectory: RosterFixture.calibration, publishedDirectory: RosterFixture.published)
    let error = #expect(throws: SyntheticRosterError.self) {
      try generator.write(seed: 1, years: years, to: "unused", progress: { _ in })
    }
    guard case .wrongArgument("years", let value, _) = try #require(error) else {
      Issue.record("not wrongArgument")
      return
    }
    #expect(value == years.last.map(String.init) ?? "")
  }

  @Test("a place that cannot hold files is not writable")
  func unwritable() throws {
    let file = try RosterFixture.temporaryDirectory().appendingPathComponent("file")
    try Data().write(to: file)
    let generator = try PanelRosterGenerator(units: 10, years: 1, seed: 1)
    for path in [file.path, file.path + "/below"] {
      let error = #expect(throws: SyntheticRosterError.self) {
        try generator.write(to: path, progress: { _ in })
      }
      guard case .outputNotWritable = try #require(error) else {
        Issue.record("not outputNotWritable")
        return
      }
    }
    // The final name taken by a directory: the rename fails and nothing is left behind.
    let directory = try RosterFixture.temporaryDirectory()
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("panel_2014.csv/x"), withIntermediateDirectories: true)
    #expect(throws: SyntheticRosterError.self) {
      try generator.write(to: directory.path, progress: { _ in })
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(left == ["panel_2014.csv"])
  }
}
