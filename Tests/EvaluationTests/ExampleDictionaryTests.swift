import Foundation
import TestFixtures
import Testing

/// Whoever opens the data of an example finds what each column means, and where it comes from.
@Suite("Data, dictionary and origin of the complete examples")
struct ExampleDictionaryTests {
  private func names(_ readme: String) -> Set<String> {
    Set(
      readme.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter {
        $0.offset % 2 == 1
      }
      .map { String($0.element) })
  }

  private func header(_ path: String) throws -> [String] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let line = text.prefix { $0 != "\n" && $0 != "\r\n" }
    return line.split { $0 == "," || $0 == ";" }.map(String.init)
  }

  @Test(
    "every column is in the dictionary", arguments: ["ble/published", "ble/calibration", "school-service"])
  func columns(folder: String) throws {
    let at = Project.path("notebooks-data/\(folder)")
    let example = folder.split(separator: "/")[0]
    let readme = try String(
      contentsOfFile: Project.path("notebooks-data/\(example)/README.md"), encoding: .utf8)
    let known = names(readme)
    let files = try FileManager.default.contentsOfDirectory(atPath: at).filter { $0.hasSuffix(".csv") }
    #expect(!files.isEmpty)
    for file in files {
      for column in try header("\(at)/\(file)") {
        #expect(known.contains(column), "\(file): \(column)")
      }
    }
  }

  @Test("the columns of the generated rosters too")
  func rosters() throws {
    let readme = try String(contentsOfFile: Project.path("notebooks-data/ble/README.md"), encoding: .utf8)
    let known = names(readme)
    for column in try BLERosters.lines(2014).header.split(separator: ";") {
      #expect(known.contains(String(column)), "\(column)")
    }
    let rows = try BLERosters.years.map { try BLERosters.lines($0).rows.count }
    #expect(rows == [159_586, 208_355, 215_352, 176_657])
    for count in ["159.586", "208.355", "215.352", "176.657", "759.950", "451.505"] {
      #expect(readme.contains(count))
    }
  }

  @Test("each says where its data come from", arguments: ["ble", "school-service", "contracts"])
  func origin(example: String) throws {
    let readme = try String(
      contentsOfFile: Project.path("notebooks-data/\(example)/README.md"), encoding: .utf8)
    #expect(readme.contains("Origen"))
  }
}
