import Foundation
import TestFixtures
import Testing

/// Oracle: the documents themselves. Every command that they show runs from the project's folder, and prints what they show after it.
@Suite("Commands and results of the guides of before and after, of differences and of contracts")
struct GuideCommandTests {
  static let documents = [
    "did.md", "prepost.md", "guia-diferencias.md", "guia-antes-y-despues.md", "synthetic-control.md",
    "contratos.md",
  ]

  struct Shown {
    let arguments: [String]
    /// Lines that stand in the result, in their order.
    let lines: [String]
  }

  /// Commands without a placeholder, with the block or table that follows before the next command.
  static func commands(_ document: String) throws -> [Shown] {
    let text = try String(contentsOfFile: Project.path("docs/\(document)"), encoding: .utf8)
    var found: [Shown] = []
    var fence: String?
    var pending = ""
    var commands: [[String]] = []
    var lines: [String] = []
    func close() {
      for (place, command) in commands.enumerated() {
        let isLast = place == commands.count - 1
        let isTable = isLast && lines.first?.hasPrefix("|") == true
        found.append(
          Shown(arguments: command + (isTable ? ["--format", "markdown"] : []), lines: isLast ? lines : []))
      }
      (commands, lines) = ([], [])
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        if fence == nil {
          fence = String(line.dropFirst(3))
          if fence == "sh" { close() }
        } else {
          fence = nil
        }
        continue
      }
      if fence == "sh" {
        if line.hasSuffix("\\") {
          pending += line.dropLast()
          continue
        }
        let whole = pending + line
        pending = ""
        guard whole.hasPrefix("trayectoria "), !whole.contains("FILE"), !whole.contains("[") else { continue }
        commands.append(Array(words(whole).dropFirst()))
      } else if fence == "" {
        lines.append(line)
      } else if fence == nil, document == "prepost.md", line.hasPrefix("|"),
        commands.last?.contains("--by") == true
      {
        lines.append(line)
      } else if fence == nil, line.hasPrefix("#") {
        close()
      }
    }
    close()
    return found
  }

  /// As a shell splits them, with double quotes.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == " ", !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  @Test("each command runs, and prints what is shown", arguments: documents)
  func runs(_ document: String) throws {
    let commands = try Self.commands(document)
    #expect(!commands.isEmpty)
    try TemporaryFolder.with { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/notebooks-data", withDestinationPath: Project.path("notebooks-data"))
      for command in commands {
        let done = try CommandLineFixture.run(command.arguments, in: folder)
        #expect(done.status == 0, "\(document): \(command.arguments): \(done.err)")
        var printed = done.out.split(separator: "\n").map(String.init)[...]
        for line in command.lines where !line.isEmpty {
          let place = printed.firstIndex { Self.plain($0) == Self.plain(line) }
          #expect(place != nil, "\(document) shows what is not printed: \(line)")
          if let place { printed = printed[(place + 1)...] }
        }
      }
    }
  }

  /// Without the padding of columns, nor what Markdown escapes.
  private static func plain(_ line: String) -> String {
    line.split(separator: " ").joined(separator: " ").replacingOccurrences(of: "\\[", with: "[")
      .replacingOccurrences(of: "&lt;", with: "<")
  }

  @Test("the documents have results to compare, of pairs, batteries, groups and bounds")
  func shown() throws {
    let lines = try Self.documents.map { try Self.commands($0).reduce(0) { $0 + $1.lines.count } }
    #expect(lines[1] >= 8 && lines[2] >= 14 && lines[3] >= 20 && lines[5] >= 10, "\(lines)")
  }
}
