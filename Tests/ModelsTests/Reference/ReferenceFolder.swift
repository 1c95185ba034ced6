import Foundation

/// notebooks-data/reference: cases/<area>/<id>.json hold what established tools found, data/<name>.csv on what.
enum ReferenceFolder {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = root.appending(path: "notebooks-data/reference")

  /// Ids of an area's cases, in their order.
  static func cases(_ area: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "cases/\(area)").path)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func caseFile(_ area: String, _ id: String) -> URL {
    folder.appending(path: "cases/\(area)/\(id).json")
  }

  static func dataFile(_ name: String) -> URL { folder.appending(path: "data/\(name).csv") }
}
