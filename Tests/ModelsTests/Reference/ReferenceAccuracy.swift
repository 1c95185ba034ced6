import Foundation
import Models
import Testing

/// How near this library comes to a case, or to the numbers of a tool.
struct ReferenceAccuracy {
  let id: String
  private(set) var numbers = 0
  private(set) var largest = -1.0
  /// Where the largest deviation is.
  private(set) var key = ""
  private(set) var tolerance = 0.0

  init(_ id: String) { self.id = id }

  mutating func add(_ deviations: [Double], _ key: String, tolerance: Double) {
    numbers += deviations.count
    guard let worst = deviations.max(), worst > largest else { return }
    largest = worst
    self.key = key
    self.tolerance = tolerance
  }

  static func regression(_ id: String) throws -> ReferenceAccuracy {
    let reference = try ReferenceCase(id)
    let findings = try ReferenceFindings(reference)
    var accuracy = ReferenceAccuracy(id)
    for key in reference.keys.sorted() {
      let found = try #require(try findings.value(key), "\(id): nothing gives \(key)")
      accuracy.check(key, found, try reference.value(key), try reference.tolerance(key))
    }
    return accuracy
  }

  static func multipleTesting(_ id: String) throws -> ReferenceAccuracy {
    let reference = try ReferenceCase(id, area: "multiple-testing")
    var accuracy = ReferenceAccuracy(id)
    for key in reference.keys.sorted() {
      let rule = try #require(
        MultipleTestingTests.names.first { $0.1 == key }?.0, "\(id): no rule \(key)")
      accuracy.check(
        key, .numbers(rule.adjust(MultipleTestingTests.values)), try reference.value(key),
        try reference.tolerance(key))
    }
    return accuracy
  }

  private mutating func check(
    _ key: String, _ found: ReferenceValue, _ wanted: ReferenceValue, _ tolerance: Double
  ) {
    let deviations = found.deviations(from: wanted)
    #expect(deviations.allSatisfy { $0 <= tolerance }, "\(id) \(key): \(deviations.max() ?? 0)")
    add(deviations, key, tolerance: tolerance)
  }

  /// A row of the table in docs/accuracy.md.
  var row: String {
    "| \(id) | \(numbers) | \(String(format: "%.1e", largest)) | \(key) | \(String(format: "%g", tolerance)) |"
  }

  /// docs/accuracy.md has a row for this, and no smaller deviation than this one but for the last bits, in which machines
  /// differ. With ACCURACY_ROWS a folder, the row is written to it; `make accuracy` puts them together.
  func checkAgainstPage() throws {
    if let folder = ProcessInfo.processInfo.environment["ACCURACY_ROWS"] {
      try (row + "\n").write(
        to: URL(filePath: folder).appending(path: id), atomically: true, encoding: .utf8)
      return
    }
    let page = try String(
      contentsOf: ReferenceFolder.root.appending(path: "docs/accuracy.md"), encoding: .utf8)
    let row = try #require(
      page.split(separator: "\n").first { $0.hasPrefix("| \(id) | ") },
      "docs/accuracy.md has no row of \(id)")
    let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(Int(cells[1]) == numbers, "\(row) differs from docs/accuracy.md")
    #expect(
      largest <= max(2 * (try #require(Double(cells[2]))), 1e-13),
      "\(row) differs from docs/accuracy.md")
  }
}
