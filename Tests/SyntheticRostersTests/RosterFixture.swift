import Foundation
import SyntheticRosters

/// The input tables, and one generation that all tests read.
enum RosterFixture {
  static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("notebooks-data/ble")
  static let calibration = data.appendingPathComponent("calibration").path
  static let published = data.appendingPathComponent("published").path

  /// A new empty directory that the caller may leave behind.
  static func temporaryDirectory() throws -> URL {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("synthetic-rosters-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    return directory
  }

  /// The four files of seed 2018.
  static let files: Result<[Int: Data], any Error> = Result { try generate(2018, 2014...2017) }

  /// The bytes of each year's file.
  static func generate(_ seed: UInt64, _ years: ClosedRange<Int>) throws -> [Int: Data] {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let generator = try BLERosterGenerator(
      calibrationDirectory: calibration, publishedDirectory: published)
    let rosters = try generator.write(
      seed: seed, years: Array(years), to: directory.path, progress: { _ in })
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    guard names == years.map({ "BLE_\($0).csv" }) else { throw Unexpected.files(names) }
    var files: [Int: Data] = [:]
    for roster in rosters {
      files[roster.year] = try Data(contentsOf: URL(fileURLWithPath: roster.path))
    }
    return files
  }

  enum Unexpected: Error { case files([String]) }
}

/// The rows of a written roster, as bytes by column name.
struct RosterRows {
  let header: [String]
  private let bytes: [UInt8]
  private let lines: [Range<Int>]

  init(_ data: Data) {
    let bytes = [UInt8](data)
    var lines: [Range<Int>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 10 {
      lines.append(start..<index)
      start = index + 1
    }
    self.bytes = bytes
    header = Self.split(bytes[lines[0]]).map { String(decoding: $0, as: UTF8.self) }
    self.lines = Array(lines.dropFirst())
  }

  var count: Int { lines.count }

  private static func split(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
  }

  /// Calls `body` with the fields of each row in turn.
  func read(_ body: ([ArraySlice<UInt8>]) throws -> Void) rethrows {
    for line in lines { try body(Self.split(bytes[line])) }
  }

  /// The position of a column.
  func column(_ name: String) throws -> Int {
    guard let position = header.firstIndex(of: name) else {
      throw RosterFixture.Unexpected.files([name])
    }
    return position
  }

  /// The digits of a field as an integer, its comma left out.
  static func integer(_ field: ArraySlice<UInt8>) -> Int {
    field.reduce(0) { $1 == UInt8(ascii: ",") ? $0 : $0 * 10 + Int($1) - 48 }
  }

  /// A number with a decimal comma, in millionths.
  static func micros(_ field: ArraySlice<UInt8>) -> Int {
    let decimals = field.drop { $0 != UInt8(ascii: ",") }.count - 1
    return (decimals..<6).reduce(integer(field)) { value, _ in value * 10 }
  }
}
