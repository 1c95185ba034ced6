import Kernels
import Yams

/// A node of the YAML tree with typed access; every refusal says line and column.
struct SpecNode {
  let node: Node
  let path: String

  init(_ node: Node, path: String) {
    self.node = node
    self.path = path
  }

  /// Parses YAML text. Throws on bad syntax, duplicate keys and empty documents.
  static func document(_ text: String, path: String) throws(SpecError) -> SpecNode {
    if let position = anchor(in: text) {
      throw SpecError(
        path: path, position: position,
        message: "anchors (&name) and aliases (*name) are not understood; write it out")
    }
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw SpecError(path: path, position: nil, message: "the spec is empty")
      }
      return SpecNode(node, path: path)
    } catch let error as SpecError {
      throw error
    } catch let error as YamlError {
      throw SpecNode.translated(error, in: text, path: path)
    } catch {
      throw SpecError(path: path, position: nil, message: "not YAML")
    }
  }

  /// The first anchor of the text, where one can begin a value. A few of them, one in the other, would stand for more than
  /// any machine can hold.
  private static func anchor(in text: String) -> SpecPosition? {
    var line = 1
    for content in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var opensValue = true
      var column = 1
      for character in content {
        if character == "&", opensValue { return SpecPosition(line: line, column: column) }
        if character == "#", opensValue { break }
        if character != " " { opensValue = ":-?[{,".contains(character) }
        column += 1
      }
      line += 1
    }
    return nil
  }

  /// The first character that YAML has not (YAML 1.1, 5.1), with its place: columns count characters as YAML's own marks do.
  private static func unprintable(in text: String) -> (Unicode.Scalar, SpecPosition)? {
    var (line, column) = (1, 1)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0a: (line, column) = (line + 1, 0)
      case 0x09, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xfffd, 0x1_0000...: break
      default: return (scalar, SpecPosition(line: line, column: column))
      }
      column += 1
    }
    return nil
  }

  private static func translated(_ error: YamlError, in text: String, path: String) -> SpecError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return SpecError(
        path: path, position: .init(line: mark.line, column: mark.column), message: "YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      return SpecError(
        path: path, position: .init(line: context.mark.line, column: context.mark.column),
        message: "the key \(keys.map { "'\($0)'" }.joined(separator: ", ")) is given twice")
    case .reader(let problem, _, _, _):
      if let (scalar, position) = unprintable(in: text) {
        return SpecError(
          path: path, position: position,
          message: "YAML: the character \\u{\(String(scalar.value, radix: 16))} is not allowed; take it out")
      }
      return SpecError(path: path, position: nil, message: "YAML: \(problem)")
    default: return SpecError(path: path, position: nil, message: "not YAML in UTF-8")
    }
  }

  var position: SpecPosition? { node.mark.map { SpecPosition(line: $0.line, column: $0.column) } }

  /// Position of the first character of a scalar's text.
  var textPosition: SpecPosition? {
    guard case .scalar(let scalar) = node else { return position }
    let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    return position?.advanced(by: quoted ? 1 : 0)
  }

  func failure(_ message: String) -> SpecError { SpecError(path: path, position: position, message: message) }

  private var kind: String {
    switch node {
    case .scalar: "a single value"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// What stands there as it was written; nil of a mapping or list.
  var written: String? { node.scalar?.string }

  var isScalar: Bool { if case .scalar = node { true } else { false } }
  var isMapping: Bool { if case .mapping = node { true } else { false } }
  var isSequence: Bool { if case .sequence = node { true } else { false } }

  func text(_ what: String) throws(SpecError) -> String {
    guard case .scalar(let scalar) = node else { throw failure("\(what) must be text, this is \(kind)") }
    guard scalar.string.utf8.count <= SpecNode.longestText else {
      throw failure("\(what) has more than \(SpecNode.longestText) bytes")
    }
    guard !scalar.string.utf8.contains(0) else {
      throw failure("\(what) has a NUL character, which no file of text holds")
    }
    return scalar.string
  }

  /// Bytes of a text: a chapter's worth, which no cell, title or note has.
  private static let longestText = 1 << 16

  func integer(_ what: String) throws(SpecError) -> Int {
    guard case .scalar(let scalar) = node, let value = Int(scalar.string) else {
      throw failure(
        "\(what) must be a whole number, this is \(isScalar ? "'\(node.scalar?.string ?? "")'" : kind)")
    }
    return value
  }

  func number(_ what: String) throws(SpecError) -> Exact {
    guard case .scalar(let scalar) = node, scalar.string.utf8.count <= 60,
      let value = Exact(decimal: scalar.string.replacing("_", with: ""))
    else {
      let text = node.scalar?.string ?? ""
      let hint = WrittenNumber.ofChile(text).map { "; write \($0)" } ?? ""
      throw failure("\(what) must be a number, this is \(isScalar ? "'\(text)'\(hint)" : kind)")
    }
    return value
  }

  func list(_ what: String) throws(SpecError) -> [SpecNode] {
    guard case .sequence(let sequence) = node else {
      throw failure("\(what) must be a list, this is \(kind)")
    }
    return sequence.map { SpecNode($0, path: path) }
  }

  /// A list, or one value that stands for a list of one.
  func listOrOne(_ what: String) throws(SpecError) -> [SpecNode] { isScalar ? [self] : try list(what) }

  /// Keys and values in order of writing.
  func pairs(_ what: String) throws(SpecError) -> [(key: SpecNode, value: SpecNode)] {
    guard case .mapping(let mapping) = node else {
      throw failure("\(what) must be a mapping, this is \(kind)")
    }
    var seen: Set<String> = []
    for (key, _) in mapping {
      guard let name = key.scalar?.string, !seen.insert(name).inserted else { continue }
      // 2021 and "2021" are two keys to YAML.
      throw SpecNode(key, path: path).failure("the key '\(name)' is given twice")
    }
    return mapping.map { (SpecNode($0.key, path: path), SpecNode($0.value, path: path)) }
  }

  /// Whether a mapping has a key, whatever else it holds.
  func holds(_ key: String) -> Bool {
    guard case .mapping(let mapping) = node else { return false }
    return mapping.contains { $0.key.scalar?.string == key }
  }

  /// The values of a mapping whose keys must be among `keys`.
  func fields(_ what: String, _ keys: [String]) throws(SpecError) -> [String: SpecNode] {
    var result: [String: SpecNode] = [:]
    for (key, value) in try pairs(what) {
      let name = try key.text("a key of \(what)")
      guard keys.contains(name) else {
        let nearest = Suggestion.nearest(to: name, among: keys)
        throw key.failure(
          "unknown key '\(name)' in \(what); "
            + (nearest.isEmpty
              ? "the keys are \(keys.joined(separator: ", "))"
              : "did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
      }
      result[name] = value
    }
    return result
  }

  /// A value that must be there.
  func required(_ fields: [String: SpecNode], _ key: String, in what: String) throws(SpecError) -> SpecNode {
    guard let value = fields[key] else { throw failure("\(what) lacks the key '\(key)'") }
    return value
  }
}
