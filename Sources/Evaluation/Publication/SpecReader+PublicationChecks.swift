import Foundation
import Kernels
import Reports

extension SpecReader {
  /// The section `publication_checks`; without it the relations that the tables themselves suggest are tried.
  func publicationChecks(_ node: SpecNode?) throws(SpecError) -> PublicationChecks {
    var section = PublicationChecks()
    guard let node else { return section }
    let fields = try node.fields("publication_checks", ["keys", "whole", "infer", "checks"])
    for key in try fields["keys"]?.list("keys") ?? [] { section.keys.insert(try key.text("a key column")) }
    for pattern in try fields["whole"]?.list("whole") ?? [] {
      section.whole.append(try pattern.text("a column of counts"))
    }
    if let infer = fields["infer"] { section.infer = try infer.flag("infer") }
    for item in try fields["checks"]?.list("checks") ?? [] { section.checks.append(try check(item)) }
    return section
  }

  private func check(_ node: SpecNode) throws(SpecError) -> PublicationCheck {
    let fields = try node.fields(
      "a check",
      [
        "name", "group", "tables", "rows", "each", "columns", "figure", "expect", "tolerance", "informative",
        "cause",
      ])
    func texts(_ key: String, _ what: String) throws(SpecError) -> [String] {
      var list: [String] = []
      for item in try fields[key]?.listOrOne(key) ?? [] { list.append(try item.text(what)) }
      return list
    }
    let tables = try texts("tables", "the id of a table")
    let columns = try texts("columns", "a column")
    let figure = try fields["figure"]?.text("figure")
    if let given = fields["figure"], PublishedTable.number(figure ?? "") == nil {
      throw given.failure("the figure must be a plain number, such as 61.7")
    }
    guard figure != nil || !tables.isEmpty else { throw node.failure("a check needs tables, or a figure") }
    guard figure != nil || !columns.isEmpty else { throw node.failure("a check needs columns, or a figure") }
    if figure != nil, columns.count > 1, let given = fields["columns"] {
      throw given.failure("a check of a figure has one column at most")
    }
    for (pattern, item) in zip(tables, try fields["tables"]?.listOrOne("tables") ?? []) {
      guard TablePattern(pattern) != nil else {
        throw item.failure("'\(pattern)' has braces that do not match, or nothing between two names")
      }
    }
    let expect = try node.required(fields, "expect", in: "a check")
    let tolerance = try fields["tolerance"]?.number("tolerance") ?? .zero
    if tolerance < .zero, let given = fields["tolerance"] { throw given.failure("tolerance is not negative") }
    var rows: [(key: String, filter: Operand)] = []
    for (key, value) in try fields["rows"]?.pairs("rows") ?? [] {
      rows.append((try key.text("a key column"), try filter(value)))
    }
    if tables.isEmpty, fields["rows"] ?? fields["each"] != nil {
      throw node.failure("rows and each need tables")
    }
    return PublicationCheck(
      name: try node.required(fields, "name", in: "a check").text("name"),
      group: try fields["group"]?.text("group"), tables: tables, rows: rows,
      each: try texts("each", "a key column"), columns: columns, figure: figure,
      expect: try ExpressionParser.parse(try expect.text("expect"), path: path, at: expect.textPosition),
      tolerance: tolerance, isInformative: try fields["informative"]?.flag("informative") ?? false,
      cause: try fields["cause"]?.text("cause"), position: expect.position)
  }

  /// Which labels of a key column: one, a list, a range, `known` (all but the total), `total`.
  private func filter(_ node: SpecNode) throws(SpecError) -> Operand {
    if node.isScalar {
      let text = try node.text("a label")
      if text == "known" { return .known }
      if text == "total" { return .total }
      let ends = text.components(separatedBy: "..")
      if ends.count == 2, let low = Int(ends[0]), let high = Int(ends[1]) {
        guard low <= high, high - low < 1000 else {
          throw node.failure("a range rises and has at most a thousand members")
        }
        return .set((low...high).map(String.init))
      }
      return .set([text])
    }
    var labels: [String] = []
    for item in try node.list("the labels of a key column") {
      switch try filter(item) {
      case .set(let more): labels += more
      case .total: labels.append("total")
      default: throw item.failure("a list holds labels")
      }
    }
    return .set(labels)
  }
}

/// An id of tables with names in braces: `anexo5-cuadro-03-{anio}`.
struct TablePattern: Sendable {
  /// Texts around the names: one more than names.
  private let texts: [String]
  private let names: [String]

  /// Nil where braces do not match or two names touch.
  init?(_ pattern: String) {
    var texts = [""]
    var names: [String] = []
    var open = false
    for character in pattern {
      switch character {
      case "{":
        if open || !names.isEmpty && texts[texts.count - 1].isEmpty { return nil }
        open = true
        names.append("")
      case "}":
        guard open, !names[names.count - 1].isEmpty else { return nil }
        open = false
        texts.append("")
      default:
        if open { names[names.count - 1].append(character) } else { texts[texts.count - 1].append(character) }
      }
    }
    if open { return nil }
    self.texts = texts
    self.names = names
  }

  /// What the names stand for where an id fits; nil where it does not.
  func match(_ id: String) -> [String: String]? {
    guard id.hasPrefix(texts[0]) else { return nil }
    var rest = id.dropFirst(texts[0].count)
    var found: [String: String] = [:]
    for (index, name) in names.enumerated() {
      let next = texts[index + 1]
      if index == names.count - 1 {
        guard rest.hasSuffix(next), rest.count > next.count else { return nil }
        found[name] = String(rest.dropLast(next.count))
        return found
      }
      guard let end = rest.range(of: next), end.lowerBound > rest.startIndex else { return nil }
      found[name] = String(rest[..<end.lowerBound])
      rest = rest[end.upperBound...]
    }
    return rest.isEmpty ? found : nil
  }

  /// The id with the names written out; nil where one has no value.
  func filled(_ value: (String) -> String?) -> String? {
    var out = texts[0]
    for (index, name) in names.enumerated() {
      guard let text = value(name) else { return nil }
      out += text + texts[index + 1]
    }
    return out
  }
}
