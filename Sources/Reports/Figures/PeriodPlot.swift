import Kernels

/// A table over the periods as lines: one for each member of its other keys, of one column of numbers.
///
/// Counts and amounts are drawn on an axis from zero; an axis that is cut says so. Members of two keys that are too many for one picture are
/// in panels side by side; of too many of one key the largest are drawn, with the total, and the figure says of how many.
public struct PeriodPlot: Sendable {
  public let table: ReportTable
  /// Names of key columns that hold periods.
  public let periodKeys: Set<String>
  /// The column that is drawn; the first that has lines where nil, or where the table has no such column.
  public let plotted: String?
  /// Key columns that say something of a row and tell no lines apart.
  public let remarks: Set<String>
  public let texts: [String: String]
  public let language: Language

  /// Fewer periods than this are no line.
  private static let fewestPeriods = 3
  private static let mostPeriods = 400

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

  /// The figure as SVG; nil where the table is not over three periods or more, or has no lines or too many.
  public var svg: String? {
    guard let (column, lines) = content else { return nil }
    let values = lines.panels.flatMap(\.lines).flatMap(\.values).compactMap { $0 }
    guard let least = values.min(), let most = values.max() else { return nil }
    let title = FigureLegend.wrapped(table.caption)
    let isParted = lines.panels.count > 1
    let top = 42 + 18 * Double(title.count)
    let entries = FigureLegend.entries(lines.entries)
    let isNamed = entries.count > 1 || entries.contains { !$0.name.isEmpty }
    let legend = FigureLegend(isNamed ? entries : [])
    let note = lines.leftOutOf.map { FigureLines.note(drawn: entries.count, of: $0).text(language) }
    // Panels have their name above them and their periods below.
    let (height, step) = isParted ? (220.0, 220.0 + 56) : (280.0, 280.0)
    let panelTop = top + (isParted ? 20 : 0)
    let gridRows = isParted ? (lines.panels.count + 1) / 2 : 1
    let bottom = panelTop + step * Double(gridRows - 1) + height
    let range = PeriodPlot.range(least, most, column)
    let scale = AxisScale(covering: range)
    let digits = scale.ticks.map { scale.label($0, NumberFormat(language)).count }.max() ?? 0
    let frame = FigureFrame(
      left: max(76, 7.7 * Double(digits) + 16),
      height: bottom + (isNamed ? 40 : 24) + legend.height + (note == nil ? 4 : 24), language: language)
    var out = frame.head(title: "", name: table.caption)
    for (number, line) in title.enumerated() { out += frame.text(16, 24 + 18 * Double(number), line) }
    out += frame.text(16, top - 16, column.name)
    if scale.low > 0 || scale.high < 0 {
      let cut = Phrase("El eje no empieza en cero", "The axis does not begin at zero")
      out += frame.text(frame.width - frame.right, top - 16, cut.text(language), anchor: "end")
    }
    for (number, panel) in lines.panels.enumerated() {
      let gap = 44.0
      let full = frame.width - frame.left - frame.right
      let width = isParted ? (full - gap) / 2 : full
      let area = PlotArea(
        left: frame.left + (isParted ? Double(number % 2) * (width + gap) : 0),
        top: panelTop + (isParted ? Double(number / 2) * step : 0), width: width, height: height, scale: scale
      )
      if isParted { out += frame.text(area.left, area.top - 8, panel.name) }
      out += area.grid(frame, isLabelled: number % 2 == 0)
      func x(_ place: Int) -> Double {
        area.left + 16 + Double(place) / Double(lines.places.count - 1) * (width - 48)
      }
      // As many labels as fit.
      let widest = lines.places.map { shown($0).count }.max() ?? 0
      let labels = max(1, min(12, Int((width - 48) / (8 * Double(widest) + 8))))
      let every = (lines.places.count + labels - 1) / labels
      for (place, period) in lines.places.enumerated() where place % every == 0 {
        out += frame.text(x(place), area.bottom + 18, shown(period), anchor: "middle")
      }
      for line in panel.lines {
        for run in FigureLines.runs(line.values) {
          out += area.line(
            run.map { (x($0.place), $0.value) }, entries[line.entry], frame, dots: isParted ? 2.5 : 3)
        }
      }
    }
    out += legend.svg(frame, top: bottom + 40)
    if let note { out += frame.text(frame.left + 16, frame.height - 12, note) }
    return out + "</svg>\n"
  }

  /// What the axis covers: zero with counts and amounts, and where it does not flatten the lines. A cut axis covers at least a tenth of its
  /// largest value, so that no tremor fills a figure.
  private static func range(_ least: Double, _ most: Double, _ column: FigureColumn) -> ClosedRange<Double> {
    let size = max(abs(least), abs(most))
    // Lines that take a quarter of the height are not flat, and equal values have none to flatten.
    if column.isQuantity || most - least >= size / 4 || least == most || least < 0 && most > 0 {
      return min(least, 0)...max(most, 0)
    }
    return least > 0 ? min(least, size * 0.9)...most : least...max(most, -size * 0.9)
  }

  /// The column that is drawn with its lines; nil where there is no figure.
  private var content: (column: FigureColumn, lines: FigureLines)? {
    let keys = table.keyNames.indices.filter { periodKeys.contains(table.keyNames[$0]) }
    guard keys.count == 1 else { return nil }
    // Totals and rows of variation are no periods.
    let rows = table.rows.filter { PeriodPlot.isPeriod($0.keys[keys[0]]) }
    let chosen = plotted.flatMap { table.columns.firstIndex(of: $0) }
    for index in chosen.map({ [$0] }) ?? Array(table.columns.indices) {
      guard rows.contains(where: { $0.cells[index]?.value?.double.isFinite == true }) else { continue }
      let rows = FigureColumn.alike(rows, index, of: table, texts: texts)
      let column = FigureColumn(index, of: table, rows: rows, texts: texts)
      guard
        let lines = FigureLines(
          table, rows: rows, along: keys[0], column: column, remarks: remarks, texts: texts)
      else { continue }
      guard (PeriodPlot.fewestPeriods...PeriodPlot.mostPeriods).contains(lines.places.count),
        lines.panels.contains(where: { panel in
          panel.lines.contains { $0.values.count(where: { $0 != nil }) >= PeriodPlot.fewestPeriods }
        })
      else { continue }
      return (column, lines)
    }
    return nil
  }

  /// A year, or a part of one: 2023-01, 2023-T1.
  private static func isPeriod(_ label: String) -> Bool {
    let parts = label.split(separator: "-", omittingEmptySubsequences: false)
    guard parts[0].utf8.count == 4, Int(parts[0]) != nil else { return false }
    return parts.count == 1 || parts.count == 2 && parts[1].utf8.count == 2
  }

  private func shown(_ label: String) -> String {
    guard let key = table.keyNames.first(where: periodKeys.contains) else { return label }
    return table.keyLabels[key]?[label] ?? texts[label] ?? label
  }
}
