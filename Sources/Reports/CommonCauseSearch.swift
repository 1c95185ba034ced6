import Kernels

/// The search for one reason behind all differing cells of a column, of a column under one label, or of all columns under one.
///
/// Said only of at least three cells, and at least half of those of the part that can be compared, and only where chance would hardly
/// make them agree (`ChanceAgreement`).
struct CommonCauseSearch {
  private typealias Place = ExchangedLabels.Place

  private struct Cell {
    let index: Int
    /// The keys, then the column.
    let members: [String]
    let published: Exact
    let decimals: Int
    let value: Exact
    let denominator: Exact?

    var half: Exact { Exact(1, over: 2).shifted(decimals: decimals) }
    var chance: ChanceAgreement.Figure { .init(published: published, expected: value, half: half) }
  }

  private let table: ReportTable
  private let axes: [String]
  /// Cells that can be compared, by part of the table.
  private let compared: [(members: [String], index: Int)]
  private let differing: [Cell]
  private let ours: [[String]: Exact]

  private static let fewestCells = 3
  private static let cellLimit = 2_000
  private static let baseLimit = 5_000

  /// `compared`: the verdicts of the cells of the publication that have one, in its order; `explained`: those that something else
  /// explains.
  init(
    _ publication: PublishedTable, table: ReportTable, compared: [ComparedCell], besides explained: Set<Int>
  ) {
    self.table = table
    axes = table.keyNames + [Place.column]
    var cells: [[String]: ReportTable.Cell] = [:]
    var keys: [String: [String]] = [:]
    for row in table.rows {
      if keys[row.label] == nil { keys[row.label] = row.keys }
      for (column, cell) in zip(table.columns, row.cells) {
        if let cell { cells[row.keys + [column]] = cell }
      }
    }
    ours = cells.compactMapValues { $0.value?.compared?.value }
    var all: [(members: [String], index: Int)] = []
    var differing: [Cell] = []
    let judged = publication.cells.filter { PublishedTable.number($0.text) != nil }
    for (index, (cell, verdict)) in zip(judged, compared).enumerated() where verdict.verdict != .notRecomputed
    {
      guard let keys = keys[cell.row], let published = PublishedTable.number(cell.text) else { continue }
      let members = keys + [cell.column]
      all.append((members, index))
      guard verdict.verdict == .different, !explained.contains(index), let own = cells[members],
        let value = own.value?.compared?.value
      else { continue }
      differing.append(
        Cell(
          index: index, members: members, published: published, decimals: publication.decimals(of: cell),
          value: value, denominator: own.denominator))
    }
    self.compared = all
    self.differing = differing
  }

  /// What was found, and the indices of the cells in `compared` that each explains.
  func found() -> [(cause: CommonCause, cells: [Int])] {
    guard (CommonCauseSearch.fewestCells...CommonCauseSearch.cellLimit).contains(differing.count) else {
      return []
    }
    let column = axes.count - 1
    let keys = Array(axes.indices.dropLast())
    var found: [(cause: CommonCause, cells: [Int])] = []
    var explained: Set<Int> = []
    for scope in [[column]] + keys.map({ [$0, column] }) + keys.map({ [$0] }) {
      func name(_ members: [String]) -> [String] { scope.map { members[$0] } }
      var order: [[String]] = []
      var parts: [[String]: [Cell]] = [:]
      for cell in differing {
        let part = name(cell.members)
        if parts[part] == nil { order.append(part) }
        parts[part, default: []].append(cell)
      }
      var sizes: [[String]: Int] = [:]
      for cell in compared { sizes[name(cell.members), default: 0] += 1 }
      for part in order {
        let cells = parts[part] ?? []
        guard cells.count >= CommonCauseSearch.fewestCells, 2 * cells.count >= sizes[part] ?? 0,
          explained.isDisjoint(with: cells.map(\.index)), let kind = otherBase(cells) ?? factor(cells)
        else { continue }
        explained.formUnion(cells.map(\.index))
        let within = zip(scope, part).map { Place(key: axes[$0], member: $1) }
        found.append(
          (CommonCause(table: table.id, within: within, kind: kind), cells.map(\.index)))
      }
    }
    return found
  }

  // MARK: A factor

  private func factor(_ cells: [Cell]) -> CommonCause.Kind? {
    var low: Exact?
    var high: Exact?
    var widths: [Exact] = []
    for cell in cells {
      guard let a = (cell.published - cell.half) / cell.value,
        let b = (cell.published + cell.half) / cell.value
      else { return nil }
      low = max(low ?? min(a, b), min(a, b))
      high = min(high ?? max(a, b), max(a, b))
      widths.append(max(a, b) - min(a, b))
    }
    guard let low, let high, low <= high, low > .zero, low > .one || high < .one else { return nil }
    // The sharpest of them says which factor it is, the others that it is theirs too.
    let sharpest = widths.indices.min { widths[$0] < widths[$1] }
    let others = cells.indices.filter { $0 != sharpest }.map { cells[$0].chance }
    guard ChanceAgreement.isUnlikely(others, candidates: 1) else { return nil }
    let middle = (low + high) * Exact(1, over: 2)
    // No reader tells factors apart that need more decimals.
    guard let decimals = (0...12).first(where: { (low...high).contains(middle.rounded(decimals: $0)) })
    else { return nil }
    return .factor(middle.text(decimals: decimals))
  }

  // MARK: A base

  /// Where the base of a cell is looked up: by key its own member (nil) or one for all, and a column.
  private struct Selector: Hashable {
    var members: [String?]
    let column: String
  }

  private func values(_ selector: Selector, _ cells: [Cell]) -> [Exact]? {
    var values: [Exact] = []
    for cell in cells {
      guard let value = value(selector, cell) else { return nil }
      values.append(value)
    }
    return values
  }

  private func value(_ selector: Selector, _ cell: Cell) -> Exact? {
    let members = zip(selector.members, cell.members).map { $0 ?? $1 }
    return ours[members + [selector.column]]
  }

  /// The one base, elsewhere in the column in which the cells' own base stands, over which all of them come out.
  private func otherBase(_ cells: [Cell]) -> CommonCause.Kind? {
    guard cells.allSatisfy({ $0.denominator != nil }) else { return nil }
    let labels = table.keyNames.indices.map { axis in
      var seen: Set<String> = []
      return table.rows.map { $0.keys[axis] }.filter { seen.insert($0).inserted }
    }
    guard let bases = ownBases(cells, labels) else { return nil }
    var tried: Set<[Exact]> = [cells.compactMap(\.denominator)]
    var fitting: [Selector] = []
    for base in bases {
      for axis in labels.indices {
        for label in [nil] + labels[axis].map(Optional.some) where label != base.members[axis] {
          var other = base
          other.members[axis] = label
          guard let values = values(other, cells), tried.insert(values).inserted else { continue }
          if zip(cells, values).allSatisfy(comesOut) { fitting.append(other) }
        }
      }
    }
    guard fitting.count == 1, let base = fitting.first,
      ChanceAgreement.isUnlikely(cells.map(\.chance), candidates: tried.count - 1)
    else { return nil }
    return .base(
      column: base.column,
      at: zip(table.keyNames, base.members).compactMap { key, member in
        member.map { .init(key: key, member: $0) }
      })
  }

  /// Whether a cell is what it is a ratio of over another base.
  private func comesOut(_ cell: Cell, _ base: Exact) -> Bool {
    guard let denominator = cell.denominator, let value = cell.value * denominator / base else {
      return false
    }
    return Classification.verdict(
      of: value, parts: [], published: cell.published, decimals: cell.decimals) != .different
  }

  /// Where the bases of the cells stand in the table, those with the most own members first; nil where nowhere.
  private func ownBases(_ cells: [Cell], _ labels: [[String]]) -> [Selector]? {
    var count = table.columns.count
    for axis in labels {
      count = count.multipliedReportingOverflow(by: axis.count + 1).partialValue
      guard (1...CommonCauseSearch.baseLimit).contains(count) else { return nil }
    }
    var selectors: [[String?]] = [[]]
    for axis in labels {
      selectors = ([nil] + axis.map(Optional.some)).flatMap { label in selectors.map { $0 + [label] } }
    }
    let found = table.columns.flatMap { column in
      selectors.map { Selector(members: $0, column: column) }.filter { selector in
        cells.allSatisfy { value(selector, $0) == $0.denominator }
      }
    }
    guard let most = found.map({ $0.members.count(where: { $0 == nil }) }).max() else { return nil }
    return found.filter { $0.members.count(where: { $0 == nil }) == most }
  }
}
