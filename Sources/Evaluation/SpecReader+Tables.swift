import Foundation
import Kernels
import Reports
import Rosters

extension SpecReader {
  mutating func readChapters(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("chapters") {
      chapters.append((try key.text("a chapter"), try value.text("the title of a chapter")))
    }
  }

  func texts(_ node: SpecNode?) throws(SpecError) -> [String: String] {
    var texts: [String: String] = [:]
    for (key, value) in try node?.pairs("texts") ?? [] {
      texts[try key.text("a label")] = try value.text("a text")
    }
    return texts
  }

  mutating func readTables(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    for (key, value) in try node.pairs("tables") {
      let id = try key.text("the id of a table")
      guard !id.isEmpty, id.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else {
        throw key.failure("the id of a table has letters, digits, '-' and '_' only: it names a file")
      }
      guard id.utf8.count <= 100 else { throw key.failure("the id of a table has at most 100 bytes") }
      tables.append(try table(id, value, at: key))
    }
  }

  private func table(_ id: String, _ node: SpecNode, at key: SpecNode) throws(SpecError)
    -> EvaluationSpec.Table
  {
    let fields = try node.fields(
      "the table '\(id)'",
      [
        "number", "chapter", "title", "unit", "years", "across", "formula", "source", "notes", "decimals",
        "labels", "figure", "rows", "differences",
      ])
    let chapter = try fields["chapter"]?.text("chapter") ?? chapters.first?.id ?? ""
    if let node = fields["chapter"], !chapters.contains(where: { $0.id == chapter }) {
      throw node.failure("no chapter '\(chapter)' under chapters")
    }
    var notes: [String] = []
    for note in try fields["notes"]?.list("notes") ?? [] { notes.append(try note.text("a note")) }
    var decimals: [String: Int] = [:]
    for (column, count) in try fields["decimals"]?.pairs("decimals") ?? [] {
      let value = try count.integer("decimals")
      guard (0...12).contains(value) else { throw count.failure("decimals go from 0 to 12") }
      decimals[try column.text("a column")] = value
    }
    var labels: [String: Phrase] = [:]
    for (column, text) in try fields["labels"]?.pairs("labels") ?? [] {
      labels[try column.text("a column")] = Phrase(same: try text.text("a label"))
    }
    var blocks: [EvaluationSpec.Block] = []
    for block in try node.required(fields, "rows", in: "the table '\(id)'").list("rows") {
      blocks.append(try self.block(block))
    }
    if blocks.isEmpty, let rows = fields["rows"] { throw rows.failure("the table '\(id)' has no rows") }
    if let first = blocks.first {
      for (block, node) in zip(blocks, try fields["rows"]?.list("rows") ?? [])
      where block.axes.map(\.name) != first.axes.map(\.name) {
        throw node.failure("all blocks of a table have the same axes in the same order")
      }
    }
    let across = try fields["across"]?.text("across")
    if let across, let node = fields["across"],
      blocks.first?.axes.contains(where: { $0.name == across }) != true
    {
      throw node.failure("'\(across)' is no axis of the table")
    }
    let figure = try fields["figure"]?.text("figure")
    if let figure, let node = fields["figure"] {
      let columns = blocks.flatMap { $0.columns.map(\.name) }
      guard columns.contains(figure) else {
        let nearest = Suggestion.nearest(to: figure, among: columns)
        throw node.failure(
          "the table has no column '\(figure)'"
            + (nearest.isEmpty
              ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
      }
    }
    var differences: [EvaluationSpec.KnownDifference] = []
    for item in try fields["differences"]?.list("differences") ?? [] {
      let parts = try item.fields("a difference", ["row", "column", "cause", "reach"])
      let reach = try parts["reach"]?.number("reach")
      if let reach, reach < .zero, let given = parts["reach"] { throw given.failure("reach is not negative") }
      differences.append(
        .init(
          row: try parts["row"]?.text("row") ?? "*", column: try parts["column"]?.text("column") ?? "*",
          cause: try item.required(parts, "cause", in: "a difference").text("cause"), reach: reach))
    }
    return EvaluationSpec.Table(
      id: id, number: try own("number", fields) ?? Phrase(same: id), chapter: chapter,
      title: try own("title", fields) ?? Phrase(same: ""), unit: try own("unit", fields) ?? Phrase(same: ""),
      years: try own("years", fields) ?? Phrase(same: ""), across: across,
      formula: try own("formula", fields) ?? Phrase(same: ""),
      source: try fields["source"]?.text("source") ?? "",
      notes: notes, decimals: decimals, labels: labels, blocks: blocks, differences: differences,
      position: key.position, figure: figure)
  }

  /// A text of the evaluator's own, the same in every language; nil where it is not given.
  func own(_ key: String, _ fields: [String: SpecNode]) throws(SpecError) -> Phrase? {
    guard let node = fields[key] else { return nil }
    return Phrase(same: try node.text(key))
  }

  private func block(_ node: SpecNode) throws(SpecError) -> EvaluationSpec.Block {
    let fields = try node.fields("a block of rows", ["for", "columns"])
    var axes: [EvaluationSpec.Axis] = []
    for (key, value) in try fields["for"]?.pairs("for") ?? [] {
      let name = try key.text("an axis")
      let members = try members(of: name, value, before: axes)
      if case .listed(let listed) = members {
        var seen: Set<String> = []
        if let twice = listed.first(where: { !seen.insert($0.label).inserted }) {
          throw value.failure("the axis '\(name)' has '\(twice.label)' twice")
        }
      }
      axes.append(.init(name: name, members: members))
    }
    var columns: [(name: String, formula: Expression)] = []
    for (key, value) in try node.required(fields, "columns", in: "a block of rows").pairs("columns") {
      let text = try value.text("the formula of a column")
      columns.append(
        (try key.text("a column"), try ExpressionParser.parse(text, path: path, at: value.textPosition)))
    }
    return .init(axes: axes, columns: columns)
  }

  func members(of axis: String, _ node: SpecNode, before: [EvaluationSpec.Axis]) throws(SpecError)
    -> EvaluationSpec.AxisMembers
  {
    if node.isScalar { return .listed(try expand(node, axis: axis)) }
    if node.isSequence {
      var listed: [(label: String, value: Operand)] = []
      for item in try node.list("the members of an axis") {
        guard item.isMapping else {
          listed += try expand(item, axis: axis)
          continue
        }
        for (label, value) in try item.pairs("a member of an axis") {
          listed.append(
            (try label.text("a label"), operand(try value.text("the value of a label"), axis: axis)))
        }
      }
      return .listed(listed)
    }
    let pairs = try node.pairs("the members of an axis")
    if pairs.count == 1, let only = pairs.first, try only.key.text("a label") == "label_of" {
      let other = try only.value.text("label_of")
      guard before.contains(where: { $0.name == other }) else {
        throw only.value.failure("'\(other)' is no axis before this one")
      }
      return .labelOf(other)
    }
    var listed: [(label: String, value: Operand)] = []
    for (label, value) in pairs {
      listed.append((try label.text("a label"), operand(try value.text("the value of a label"), axis: axis)))
    }
    return .listed(listed)
  }

  /// A value of an axis: `years`, `all`, a range, or a member.
  private func expand(_ node: SpecNode, axis: String) throws(SpecError) -> [(label: String, value: Operand)] {
    let text = try node.text("a member of an axis")
    switch text {
    case "years", "periods": return periodMembers
    case "all":
      if axis == stateName {
        guard let stateLabels else {
          throw node.failure("'all' needs the states to be fixed by the spec (cut, values or amount)")
        }
        return stateLabels.map { ($0, SpecReader.operand($0)) }
      }
      guard let dimension = dimensions.first(where: { $0.name == axis }), !dimension.isPersonLevel else {
        throw node.failure("'all' needs a dimension with the axis's name; there is none '\(axis)'")
      }
      return dimension.members.map { ($0, SpecReader.operand($0)) }
    default:
      let ends = text.components(separatedBy: "..")
      if ends.count == 2, let low = Int(ends[0]), let high = Int(ends[1]) {
        guard low <= high, SpecReader.isShort(low, high, 1000) else {
          throw node.failure("a range rises and has at most a thousand members")
        }
        return (low...high).map { (String($0), .number(Exact($0))) }
      }
      if periods.areYears { return [(text, operand(text, axis: axis))] }
      if ends.count == 2, let low = periods.number(of: ends[0]), let high = periods.number(of: ends[1]) {
        guard low <= high, SpecReader.isShort(low, high, 1000) else {
          throw node.failure("a range rises and has at most a thousand members")
        }
        return (low...high).map { (periods.label(of: $0), .number(Exact($0))) }
      }
      return [(text, periods.number(of: text).map { .number(Exact($0)) } ?? operand(text, axis: axis))]
    }
  }

  /// The value of a member of an axis: of a dimension also `known` and `missing`, unless it has members of that name.
  private func operand(_ text: String, axis: String) -> Operand {
    guard let dimension = dimensions.first(where: { $0.name == axis }), !dimension.members.contains(text)
    else { return SpecReader.operand(text) }
    return switch text {
    case "known": .known
    case "missing": .missing
    default: SpecReader.operand(text)
    }
  }

  static func operand(_ text: String) -> Operand {
    if text == "total" { return .total }
    if let number = Exact(decimal: text) { return .number(number) }
    return .text(text)
  }
}
