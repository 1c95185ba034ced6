import Kernels

/// Two labels of a published table that stand for each other: what is published under one comes out under the other, and the
/// reverse, in every cell where they do so that can be compared.
///
/// Looked for in the whole table, then within one member of another key or column, then in a pair of rows alone, then in a pair of
/// cells. It is said only where at least two cells differ as they stand and their published digits are five or more together: fewer agree
/// by chance.
public struct ExchangedLabels: Sendable, Equatable {
  public let table: String
  /// The key column; nil where two columns of numbers are exchanged.
  public let key: String?
  public let first: String
  public let second: String
  /// Where they are exchanged: key or `column`, and its member; empty for the whole table.
  public let within: [Place]

  public struct Place: Sendable, Hashable {
    public let key: String
    public let member: String

    public init(key: String, member: String) {
      self.key = key
      self.member = member
    }

    /// The key of a place that is a column of numbers.
    public static let column = "column"

    /// For people: key and member.
    package func words(_ language: Language, _ shown: (String) -> String = { $0 }) -> String {
      guard key == Place.column else { return "\(shown(key)) \(shown(member))" }
      return "\(language == .spanish ? "columna" : "column") \(shown(member))"
    }
  }

  /// For files that programs read.
  public var code: String {
    let place = within.map { " \($0.key)=\($0.member)" }.joined()
    return "swapped_labels: \(table) \(key ?? "column") \(first) <> \(second)\(place)"
  }

  /// A sentence for people. `shown`: what people read for a key, column or member.
  public func shown(_ language: Language, _ shown: (String) -> String = { $0 }) -> String {
    let place = within.map { $0.words(language, shown) }.joined(separator: ", ")
    let (a, b) = (shown(first), shown(second))
    return switch (language, key) {
    case (.spanish, let key?):
      "rótulos intercambiados: «\(a)» y «\(b)» de \(shown(key))\(place.isEmpty ? "" : ", en \(place)")"
    case (.spanish, nil):
      "columnas intercambiadas: «\(a)» y «\(b)»\(place.isEmpty ? "" : ", en \(place)")"
    case (.english, let key?):
      "labels swapped: '\(a)' and '\(b)' of \(shown(key))\(place.isEmpty ? "" : ", in \(place)")"
    case (.english, nil): "columns swapped: '\(a)' and '\(b)'\(place.isEmpty ? "" : ", in \(place)")"
    }
  }
}

/// The search for exchanged labels in one table.
struct LabelExchange {
  /// A published cell with the member of each axis: the keys, then the column.
  struct Melted {
    let index: Int
    let members: [String]
    let published: Exact
    let decimals: Int
    let digits: Int
    let isDifferent: Bool
  }

  let table: ReportTable
  let axes: [String]
  let cells: [Melted]
  /// By axis, those that only say the same in other words: a code and its name.
  let twins: [[Int]]
  private let ours: [[String]: ReportTable.Cell]

  private static let fewestCells = 2
  private static let fewestDigits = 5
  static let memberLimit = 40
  private static let cellLimit = 50_000

  /// `compared`: the verdicts of the cells of the publication that have one, in its order.
  init(_ publication: PublishedTable, table: ReportTable, compared: [ComparedCell]) {
    self.table = table
    axes = table.keyNames + [ExchangedLabels.Place.column]
    let keys = Dictionary(
      table.rows.map { ($0.label, $0.keys) }, uniquingKeysWith: { first, _ in first })
    let judged = publication.cells.filter { PublishedTable.number($0.text) != nil }
    cells = zip(judged, compared).enumerated().compactMap { index, pair in
      guard let keys = keys[pair.0.row], let value = PublishedTable.number(pair.0.text),
        pair.1.verdict != .notRecomputed
      else { return nil }
      return Melted(
        index: index, members: keys + [pair.0.column], published: value,
        decimals: publication.decimals(of: pair.0),
        digits: pair.0.text.drop { !("1"..."9").contains($0) }.count(where: \.isNumber),
        isDifferent: pair.1.verdict == .different)
    }
    var ours: [[String]: ReportTable.Cell] = [:]
    for row in table.rows {
      for (column, cell) in zip(table.columns, row.cells) { ours[row.keys + [column]] = cell }
    }
    self.ours = ours
    twins =
      table.keyNames.indices.map { axis in
        table.keyNames.indices.filter { $0 != axis && LabelExchange.areTwins(table.rows, axis, $0) }
      } + [[]]
  }

  private static func areTwins(_ rows: [ReportTable.Row], _ a: Int, _ b: Int) -> Bool {
    var there: [String: String] = [:]
    var back: [String: String] = [:]
    for row in rows {
      if there.updateValue(row.keys[b], forKey: row.keys[a]).map({ $0 != row.keys[b] }) ?? false {
        return false
      }
      if back.updateValue(row.keys[a], forKey: row.keys[b]).map({ $0 != row.keys[a] }) ?? false {
        return false
      }
    }
    return there.count > 1
  }

  /// The name of an axis; nil for that of the columns.
  func key(_ axis: Int) -> String? { axis < axes.count - 1 ? axes[axis] : nil }

  /// What was found, and the indices of the cells in `compared` that each explains.
  func found() -> [(labels: ExchangedLabels, cells: [Int])] {
    guard cells.count <= LabelExchange.cellLimit,
      cells.count(where: \.isDifferent) >= LabelExchange.fewestCells
    else { return [] }
    var found: [(labels: ExchangedLabels, cells: [Int])] = []
    var explained: Set<Int> = []
    for axis in axes.indices {
      // A code and its name are told once, by the first of them.
      if twins[axis].contains(where: { $0 < axis }) { continue }
      var members: [String] = []
      for cell in cells where cell.isDifferent && !members.contains(cell.members[axis]) {
        members.append(cell.members[axis])
      }
      guard members.count <= LabelExchange.memberLimit else { continue }
      for (position, first) in members.enumerated() {
        for second in members[(position + 1)...] {
          for (labels, cells) in exchange(axis, first, second) where explained.isDisjoint(with: cells) {
            explained.formUnion(cells)
            found.append((labels, cells))
          }
        }
      }
    }
    return found + pairs(besides: explained)
  }

  /// What is published in a cell beside what is recomputed of another; nil where that has no value.
  func verdict(of cell: Melted, at members: [String]) -> ComparedCell.Verdict? {
    guard let ours = ours[members], let (value, error) = ours.value?.compared else { return nil }
    return error.isZero
      ? Classification.verdict(
        of: value, parts: ours.parts, published: cell.published, decimals: cell.decimals)
      : Classification.verdict(of: value, error: error, published: cell.published, decimals: cell.decimals)
  }

  /// One pair of labels: the widest parts of the table in which they are exchanged.
  private func exchange(_ axis: Int, _ first: String, _ second: String)
    -> [(labels: ExchangedLabels, cells: [Int])]
  {
    let own = Set(twins[axis] + [axis])
    // The members of twins that go with each label.
    let pair = [first, second].map { label in
      cells.first { $0.members[axis] == label }.map { cell in own.map { ($0, cell.members[$0]) } } ?? []
    }
    var agrees: [(cell: Melted, agrees: Bool)] = []
    for cell in cells where cell.members[axis] == first || cell.members[axis] == second {
      var other = cell.members
      for (place, member) in pair[cell.members[axis] == first ? 1 : 0] { other[place] = member }
      if let verdict = verdict(of: cell, at: other) { agrees.append((cell, verdict != .different)) }
    }
    guard agrees.contains(where: { $0.agrees && $0.cell.isDifferent }) else { return [] }
    let rest = axes.indices.filter { !own.contains($0) }
    let keys = rest.filter { $0 < axes.count - 1 }
    var scopes: [[Int]] = [[]] + rest.map { [$0] }
    if keys.count > 1 { scopes.append(keys) }
    var found: [(labels: ExchangedLabels, cells: [Int])] = []
    var done: Set<Int> = []
    for scope in scopes {
      var order: [[String]] = []
      var parts: [[String]: [(cell: Melted, agrees: Bool)]] = [:]
      for one in agrees {
        let name = scope.map { one.cell.members[$0] }
        if parts[name] == nil { order.append(name) }
        parts[name, default: []].append(one)
      }
      for name in order {
        let part = parts[name] ?? []
        let differing = part.filter { $0.cell.isDifferent }.map(\.cell)
        guard part.allSatisfy(\.agrees), differing.count >= LabelExchange.fewestCells,
          Set(differing.map { $0.members[axis] }).count == 2,
          differing.reduce(0, { $0 + $1.digits }) >= LabelExchange.fewestDigits,
          done.isDisjoint(with: differing.map(\.index))
        else { continue }
        done.formUnion(differing.map(\.index))
        found.append(
          (
            ExchangedLabels(
              table: table.id, key: key(axis), first: first, second: second,
              within: zip(scope, name).map { .init(key: axes[$0], member: $1) }),
            differing.map(\.index)
          ))
      }
    }
    return found
  }
}
