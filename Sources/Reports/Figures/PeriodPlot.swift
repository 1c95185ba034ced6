import Kernels

/// A table over the periods as lines: one for each member of its other keys, of one column of numbers.
///
/// Where that makes too many lines, only those of totals are drawn, if there are totals.
public struct PeriodPlot: Sendable {
  public let table: ReportTable
  /// Names of key columns that hold periods.
  public let periodKeys: Set<String>
  /// The column that is drawn; the first with numbers where nil, or where the table has no such column.
  public let plotted: String?
  /// Key columns that say something of a row and tell no lines apart.
  public let remarks: Set<String>
  public let texts: [String: String]
  public let language: Language

  /// Fewer periods than this are no line.
  private static let fewestPeriods = 3
  /// More lines than this are no figure.
  private static let mostLines = 8
  /// Told apart also by those who do not see red from green (Okabe and Ito, 2008).
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#7a7a7a",
  ]

  public init(
    _ table: ReportTable, periodKeys: Set<String>, column: String? = nil, remarks: Set<String> = [],
    texts: [String: String], language: Language
  ) {
    self.table = table.said(in: language)
    self.periodKeys = periodKeys
    plotted = column
    self.remarks = remarks
    self.texts = texts
    self.language = language
  }

  private struct Line {
    let name: String
    /// By period; nil where a cell is hidden or has no value.
    var values: [Double?]
  }

  /// The figure as SVG; nil where the table is not over three periods or more, or has no lines or too many.
  public var svg: String? {
    guard let (periods, lines) = content else { return nil }
    let values = lines.flatMap(\.values).compactMap { $0 }
    guard let least = values.min(), let most = values.max() else { return nil }
    let title = PeriodPlot.wrapped(table.caption)
    let top: Double = 42 + 18 * Double(title.count)
    let bottom: Double = top + 280
    let legend = 20.0 * Double((lines.count + 1) / 2)
    let frame = FigureFrame(height: bottom + 44 + legend, language: language)
    // From zero, where that does not flatten the lines.
    let low = least > 0 && least < most / 2 ? 0 : least
    let scale = AxisScale(covering: low...most)
    let heading = table.headings[column] ?? texts[column] ?? column
    // A heading in parentheses has its unit; the table's may be of other columns.
    let hasUnit = table.unit.isEmpty || heading.contains(table.unit) || heading.hasSuffix(")")
    let name = hasUnit ? heading : "\(heading) (\(table.unit))"
    var out = frame.head(title: "", name: table.caption)
    for (number, line) in title.enumerated() { out += frame.text(16, 24 + 18 * Double(number), line) }
    out += frame.text(16, top - 16, name)
    func x(_ place: Int) -> Double {
      frame.left + 16 + Double(place) / Double(periods.count - 1)
        * (frame.width - frame.left - frame.right - 48)
    }
    func y(_ value: Double) -> Double {
      bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - top)
    }
    out += frame.ticks(scale, marksZero: scale.low < 0, y: y)
    let every = (periods.count + 11) / 12
    for (place, period) in periods.enumerated() where place % every == 0 {
      out += frame.text(x(place), bottom + 18, shown(period, of: key), anchor: "middle")
    }
    for (number, line) in lines.enumerated() {
      let colour = PeriodPlot.colours[number]
      for run in runs(line.values) {
        let points = run.map { "\(frame.n(x($0.place))),\(frame.n(y($0.value)))" }.joined(separator: " ")
        out += "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
        for point in run { out += frame.dot(x(point.place), y(point.value), colour, radius: 3) }
      }
      if lines.count == 1, line.name.isEmpty { continue }
      let place = (x: frame.left + 16 + Double(number % 2) * 320, y: bottom + 40 + 20 * Double(number / 2))
      out += frame.line(place.x, place.y, place.x + 22, place.y, colour, more: " stroke-width=\"2\"")
      out += frame.text(place.x + 28, place.y + 4, line.name)
    }
    return out + "</svg>\n"
  }

  /// Lines of a title as wide as the figure.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in EscapedText.oneLine(text).split(separator: " ") {
      if let last = lines.last, last.count + word.count < 96 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private var key: Int { table.keyNames.firstIndex(where: periodKeys.contains) ?? 0 }

  /// The column that is drawn.
  private var column: String {
    if let plotted, table.columns.contains(plotted) { return plotted }
    return table.columns.indices.first { index in
      table.rows.contains { $0.cells[index]?.value.map { $0.double.isFinite } ?? false }
    }.map { table.columns[$0] } ?? ""
  }

  /// Periods in the order of the table, and the lines; nil where there is no figure.
  private var content: (periods: [String], lines: [Line])? {
    let keys = table.keyNames.indices.filter { periodKeys.contains(table.keyNames[$0]) }
    guard keys.count == 1, let place = table.columns.firstIndex(of: column) else { return nil }
    let names = table.keyNames.indices.filter { $0 != key && !remarks.contains(table.keyNames[$0]) }
    // Totals and rows of variation are no periods.
    var rows = table.rows.filter { PeriodPlot.isPeriod($0.keys[key]) }
    var order = PeriodPlot.distinct(rows.map { row in names.map { row.keys[$0] } })
    if order.count > PeriodPlot.mostLines {
      // Keys that have a total are drawn for it alone.
      let totalled = names.filter { name in rows.contains { $0.keys[name] == "total" } }
      guard !totalled.isEmpty else { return nil }
      rows = rows.filter { row in totalled.allSatisfy { row.keys[$0] == "total" } }
      order = PeriodPlot.distinct(rows.map { row in names.map { row.keys[$0] } })
    }
    guard !order.isEmpty, order.count <= PeriodPlot.mostLines else { return nil }
    let periods = PeriodPlot.distinct(rows.map { $0.keys[key] })
    guard periods.count >= PeriodPlot.fewestPeriods, periods.count <= 400 else { return nil }
    var found: [[String]: [String: Double]] = [:]
    for row in rows {
      guard let value = row.cells[place]?.value?.double, value.isFinite else { continue }
      found[names.map { row.keys[$0] }, default: [:]][row.keys[key]] = value
    }
    let lines = order.map { own in
      Line(
        name: zip(names, own).map { shown($1, of: $0) }.joined(separator: " · "),
        values: periods.map { found[own]?[$0] })
    }
    guard lines.contains(where: { $0.values.count(where: { $0 != nil }) >= PeriodPlot.fewestPeriods })
    else { return nil }
    return (periods, lines)
  }

  /// In the order in which they are first met.
  private static func distinct<Element: Hashable>(_ all: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// A year, or a part of one: 2023-01, 2023-T1.
  private static func isPeriod(_ label: String) -> Bool {
    let parts = label.split(separator: "-", omittingEmptySubsequences: false)
    guard parts[0].utf8.count == 4, Int(parts[0]) != nil else { return false }
    return parts.count == 1 || parts.count == 2 && parts[1].utf8.count == 2
  }

  private func shown(_ label: String, of key: Int) -> String {
    table.keyLabels[table.keyNames[key]]?[label] ?? texts[label] ?? label
  }

  /// Neighbours that have values: a line is broken where one is missing.
  private func runs(_ values: [Double?]) -> [[(place: Int, value: Double)]] {
    var runs: [[(place: Int, value: Double)]] = [[]]
    for (place, value) in values.enumerated() {
      if let value {
        runs[runs.count - 1].append((place, value))
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }
}
