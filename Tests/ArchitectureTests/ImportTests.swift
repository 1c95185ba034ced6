import Foundation
import TestFixtures
import Testing

/// Oracle: the table of docs/architecture.md.
@Suite("Imports follow the arrows")
struct ImportTests {
  struct Target: Sendable, CustomTestStringConvertible {
    let name: String
    let imports: Set<String>
    var testDescription: String { name }
  }

  /// What comes with the toolchain or the system.
  static let system: Set<String> = [
    "Foundation", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization", "Swift",
  ]

  static let targets: [Target] = {
    guard let text = try? String(contentsOfFile: Project.path("docs/architecture.md"), encoding: .utf8) else {
      return []
    }
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    var targets: [Target] = []
    for row in rows {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let last = cells.last, cells.count >= 3 else { continue }
      var imports: Set<String> = []
      for word in last.components(separatedBy: ", ") {
        if word == "all of the above" {
          imports.formUnion(targets.map(\.name))
        } else if word != "–" {
          imports.insert(word)
        }
      }
      targets.append(Target(name: cells[0].replacing("`", with: ""), imports: imports))
    }
    return targets
  }()

  private static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
  }

  private static func files(of target: String) throws -> [(name: String, text: String)] {
    let folder = Project.path("Sources/\(target)")
    return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
      .sorted()
      .map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
  }

  @Test("the table names every target, once")
  func complete() throws {
    #expect(Self.targets.map(\.name).sorted() == (try Self.names(in: Project.path("Sources"))))
  }

  @Test("a target stands below what it imports")
  func order() {
    var above: Set<String> = []
    let all = Set(Self.targets.map(\.name))
    for target in Self.targets {
      #expect(target.imports.intersection(all).isSubset(of: above), "\(target.name)")
      above.insert(target.name)
    }
  }

  @Test("imports are those of the table", arguments: targets)
  func imports(of target: Target) throws {
    for file in try Self.files(of: target.name) {
      for line in file.text.split(separator: "\n") {
        var words = line.split(separator: " ")[...]
        while let first = words.first,
          ["public", "package", "internal", "fileprivate", "private", "@_exported"].contains(first)
        {
          words = words.dropFirst()
        }
        guard words.first == "import", let module = words.last.map(String.init) else { continue }
        #expect(
          target.imports.contains(module) || Self.system.contains(module),
          "\(target.name)/\(file.name) imports \(module)")
        #expect(!line.contains("@testable"), "\(target.name)/\(file.name)")
      }
    }
  }

  @Test("nothing is left undone or forced", arguments: targets)
  func leftovers(of target: Target) throws {
    let forbidden = ["fatalError(\"unimpl", "try!", "as!", "TODO", "FIXME"]
    for file in try Self.files(of: target.name) {
      for word in forbidden { #expect(!file.text.contains(word), "\(target.name)/\(file.name): \(word)") }
    }
  }

  @Test("the top of the repository holds what was agreed, and little else")
  func topLevel() throws {
    let agreed: Set<String> = [
      "Package.swift", "Package.resolved", "Sources", "Tests", "Benchmarks", "notebooks-data", "docs",
      "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile",
    ]
    // What the Makefile makes is not part of the repository.
    let made: Set<String> = ["output"]
    let found = Set(try Self.names(in: Project.root.path)).subtracting(made)
    #expect(found.isSubset(of: agreed), "\(found.subtracting(agreed))")
    let needed: Set<String> = ["Package.swift", "Sources", "Tests", "docs", "LICENSE", "Makefile"]
    #expect(needed.isSubset(of: found))
  }

  @Test("tests mirror targets, and use Swift Testing through the public face")
  func tests() throws {
    let folders = try Self.names(in: Project.path("Tests"))
    let known = Set(Self.targets.map { "\($0.name)Tests" }).union([
      "ArchitectureTests", "TestFixtures", "CZlib",
    ])
    #expect(Set(folders).isSubset(of: known), "\(folders)")
    let marks = ["import XC" + "Test", "@testable" + " import"]
    for folder in folders {
      for name in try Self.names(in: Project.path("Tests/\(folder)")) where name.hasSuffix(".swift") {
        let text = try String(contentsOfFile: Project.path("Tests/\(folder)/\(name)"), encoding: .utf8)
        for mark in marks { #expect(!text.contains(mark), "\(folder)/\(name)") }
      }
    }
  }
}
