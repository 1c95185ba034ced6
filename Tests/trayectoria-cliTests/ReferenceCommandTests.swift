import Foundation
import TestFixtures
import Testing

/// Established tools' numbers through the command line: notebooks-data/reference holds the cases with their tolerances, the
/// commands and where in their results each number stands.
@Suite("Reference cases through the command line")
struct ReferenceCommandTests {
  @Test("regression", arguments: try ReferenceCommands.entries("regression"))
  func regression(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("instrumental variables", arguments: try ReferenceCommands.entries("iv"))
  func instruments(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("generalised linear models", arguments: try ReferenceCommands.entries("glm"))
  func generalised(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("wild cluster bootstrap", arguments: try ReferenceCommands.entries("bootstrap"))
  func bootstrap(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("fixed effects", arguments: try ReferenceCommands.entries("fixed-effects"))
  func effects(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("groups in periods", arguments: try ReferenceCommands.entries("group-time"))
  func groupTime(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("two-way regressions", arguments: try ReferenceCommands.entries("two-way"))
  func twoWay(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test("before and after", arguments: try ReferenceCommands.entries("prepost"))
  func prepost(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  @Test(
    "synthetic difference-in-differences and synthetic control",
    arguments: try ReferenceCommands.entries("synthetic"))
  func synthetic(_ entry: ReferenceCommands.Entry) throws { try check(entry) }

  private func check(_ entry: ReferenceCommands.Entry) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for run in entry.runs {
      let done = try CommandLineFixture.run(run.arguments + ["--format", "json"], in: folder)
      #expect(done.status == 0, "\(run.arguments): \(done.err)")
      for (key, path) in run.expect {
        let wanted = try #require(entry.expected[key])
        let tolerance = try #require(entry.tolerance[key])
        let found = ReferenceCommands.value(done.object, path)
        let deviations = ReferenceCommands.deviations(wanted, found, entry.names)
        #expect(!deviations.isEmpty, "\(entry.id) \(key)")
        #expect(
          deviations.allSatisfy { $0 <= tolerance },
          "\(entry.id) \(key): \(deviations.max() ?? 0) with \(run.arguments)")
      }
    }
  }
}

enum ReferenceCommands {
  struct Run: @unchecked Sendable {
    let arguments: [String]
    /// By key of the case: a path, or paths by inner key.
    let expect: [String: Any]
  }

  struct Entry: @unchecked Sendable, CustomTestStringConvertible {
    let id: String
    let expected: [String: Any]
    let tolerance: [String: Double]
    let names: [String: String]
    let runs: [Run]
    var testDescription: String { id }
  }

  static func entries(_ area: String) throws -> [Entry] {
    let commands = try #require(try json("commands/\(area).json") as? [[String: Any]])
    return try commands.map { command in
      let id = try #require(command["case"] as? String)
      let reference = try #require(try json("cases/\(area)/\(id).json") as? [String: Any])
      let runs = try #require(command["runs"] as? [[String: Any]])
      return Entry(
        id: id, expected: try #require(reference["expected"] as? [String: Any]),
        tolerance: try #require(reference["tolerance"] as? [String: Double]),
        names: try #require(command["names"] as? [String: String]),
        runs: try runs.map { run in
          Run(
            arguments: try #require(run["arguments"] as? [String]).map { argument in
              argument.hasSuffix(".csv") ? folder + "/data/" + argument : argument
            }, expect: try #require(run["expect"] as? [String: Any]))
        })
    }
  }

  /// What stands at a path of a result; lists of terms become a mapping by term, and a mapping of paths gives the mapping of
  /// what they name, outer and inner keys exchanged where all are mappings.
  static func value(_ result: [String: Any], _ path: Any) -> Any? {
    if let paths = path as? [String: String] {
      var values: [String: Any] = [:]
      for (inner, path) in paths {
        guard let value = value(result, path) else { return nil }
        values[inner] = value
      }
      let columns = values.compactMapValues { $0 as? [String: Any] }
      guard columns.count == values.count else { return values }
      var found: [String: [String: Any]] = [:]
      for (inner, column) in columns {
        for (name, value) in column { found[name, default: [:]][inner] = value }
      }
      return found
    }
    guard let path = path as? String else { return nil }
    if path == "vcov", let terms = result["terms"] as? [[String: Any]], let rows = result["vcov"] as? [[Any]]
    {
      let names = terms.compactMap { $0["term"] as? String }
      guard names.count == rows.count else { return nil }
      return Dictionary(
        uniqueKeysWithValues: zip(names, rows).map { name, row in
          (name, Dictionary(uniqueKeysWithValues: zip(names, row)))
        })
    }
    return descend(result, path.split(separator: ".").map(String.init)[...])
  }

  private static func descend(_ node: Any?, _ parts: ArraySlice<String>) -> Any? {
    guard let part = parts.first else { return node }
    if let list = node as? [Any] {
      if let index = Int(part) { return index < list.count ? descend(list[index], parts.dropFirst()) : nil }
      var found: [String: Any] = [:]
      for item in list.compactMap({ $0 as? [String: Any] }) {
        if let group = item["group"], let time = item["time"] {
          found["g\(group)_t\(time)"] = descend(item[part], parts.dropFirst())
          continue
        }
        if let group = item["group"], let control = item["control"] {
          found["treated\(group)_vs\(control)"] = descend(item[part], parts.dropFirst())
          continue
        }
        let key = ["term", "method", "key", "test", "measure", "covariate", "type"].first { item[$0] != nil }
        guard let key, let name = item[key], let value = descend(item[parts.first ?? ""], parts.dropFirst())
        else { return nil }
        found["\(name)"] = value
      }
      return found
    }
    return descend((node as? [String: Any])?[part], parts.dropFirst())
  }

  /// Relative deviations of every number in what is expected, absolute where it is zero; infinite where there is none.
  static func deviations(_ wanted: Any, _ found: Any?, _ names: [String: String]) -> [Double] {
    switch wanted {
    case let table as [String: Any]:
      let other = found as? [String: Any]
      return table.flatMap { deviations($0.value, other?[names[$0.key] ?? $0.key], names) }
    case let list as [Any]:
      let other = found as? [Any] ?? []
      return list.indices.flatMap {
        deviations(list[$0], other.count == list.count ? other[$0] : nil, names)
      }
    case let text as String: return [text == found as? String ? 0 : .infinity]
    case let number as Double:
      guard let other = found as? Double else { return [.infinity] }
      return [abs(other - number) / (number == 0 ? 1 : abs(number))]
    default: return []
    }
  }

  private static let folder = Project.path("notebooks-data/reference")

  private static func json(_ name: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }
}
