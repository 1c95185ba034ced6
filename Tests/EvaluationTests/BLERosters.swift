import Foundation
import SyntheticRosters
import TestFixtures

/// The calibrated rosters, generated once for all tests and removed when the process ends.
enum BLERosters {
  static let spec = Project.path("notebooks-data/ble/evaluation.yaml")
  static let published = Project.path("notebooks-data/ble/published")
  static let years = 2014...2017

  private static let folder: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder()
    atexit { try? BLERosters.folder.get().remove() }
    let generator = try BLERosterGenerator(
      calibrationDirectory: Project.path("notebooks-data/ble/calibration"), publishedDirectory: published)
    _ = try generator.write(seed: 2018, years: Array(years), to: folder.path, progress: { _ in })
    return folder
  }

  static func path() throws -> String { try folder.get().path }

  /// Header and rows of a year, as written.
  static func lines(_ year: Int) throws -> (header: Substring, rows: [Substring]) {
    let text = try String(contentsOfFile: "\(path())/BLE_\(year).csv", encoding: .utf8)
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init)
    return (lines[0], Array(lines.dropFirst()))
  }
}
