import Foundation
import Kernels
import Rosters
import TableFiles

/// Roster files in a folder of their own for one test.
final class RosterFiles {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rosters-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, _ name: String = "roster.csv") throws -> String {
    try write(Array(text.utf8), name)
  }

  func write(_ bytes: [UInt8], _ name: String = "roster.csv") throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// The roster of one text.
  static func read(
    _ text: String, _ schema: RosterSchema, year: Int = 2014, blockSize: Int = 1 << 20, threads: Int = 1
  ) throws -> Roster {
    let files = try RosterFiles()
    return try RosterReader(schema: schema, threads: threads, blockSize: blockSize)
      .read(year: year, paths: [files.write(text)])
  }
}

extension Roster {
  /// The label of the state of each row.
  var stateTexts: [String] { states.map { stateLabels[Int($0)] } }

  func finding(_ code: Finding.Code) -> Finding? { findings.first { $0.code == code } }
}

extension Exact {
  /// A plain decimal of a test.
  static func of(_ text: String) -> Exact {
    guard let value = Exact(decimal: text) else { preconditionFailure("'\(text)' is no decimal") }
    return value
  }
}
