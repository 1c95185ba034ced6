import Kernels

/// The curve of concentration of a benefit: what share of it has gone to the poorest share of the people, beside the diagonal on which each
/// share of the people has that share of the benefit. A line above the diagonal favours the poorest.
///
/// The points are those of the table, joined by straight lines from the origin, and nothing else: where a cell is hidden there is no point and
/// the line is broken. Wagstaff, Paci and van Doorslaer (1991), "On the measurement of inequalities in health", Social Science & Medicine 33.
public struct ConcentrationPlot: Sendable {
  public let table: ReportTable
  /// The key of groups of equal size, 1, 2, … from the poorest to the richest.
  public let groupKey: String
  /// The share of the benefit up to each group, in percent.
  public let column: String
  /// The key with a panel for each member, where other keys tell lines apart too.
  public let panelKey: String?
  public let texts: [String: String]
  public let language: Language

  public init(
    _ table: ReportTable, groupKey: String, column: String, panelKey: String? = nil, texts: [String: String],
    language: Language
  ) {
    self.table = table.said(in: language)
    self.groupKey = groupKey
    self.column = column
    self.panelKey = panelKey
    self.texts = texts
    self.language = language
  }

  private static let title = Phrase(
    "Curva de concentración del beneficio", "Concentration curve of the benefit")
  private static let upward = Phrase("Beneficio acumulado (%)", "Cumulative benefit (%)")
  private static let along = Phrase(
    "Población acumulada, de la más pobre a la más rica (%)",
    "Cumulative population, from the poorest to the richest (%)")
  private static let equality = Phrase("Línea de igualdad", "Line of equality")
  /// Of more groups than this no point has a dot.
  private static let mostDots = 20

  /// The figure as SVG; nil where the table has no such key and column, or no line of two shown points or more.
  public var svg: String? {
    guard let key = table.keyNames.firstIndex(of: groupKey),
      let index = table.columns.firstIndex(of: column)
    else { return nil }
    let rows = table.rows.filter { Int($0.keys[key]).map { $0 > 0 } ?? false }
    guard let groups = rows.compactMap({ Int($0.keys[key]) }).max(),
      let lines = FigureLines(
        table, rows: rows, along: key, column: FigureColumn(index, of: table, rows: rows, texts: texts),
        remarks: [], fewest: 2, panelKey: panelKey, texts: texts)
    else { return nil }
    // The share of the people at each place.
    let shares = lines.places.map { 100 * Double(Int($0) ?? 0) / Double(groups) }
    let isParted = lines.panels.count > 1
    let name = [table.number, ConcentrationPlot.title.text(language)].filter { !$0.isEmpty }
      .joined(separator: ". ")
    let title = FigureLegend.wrapped(name)
    let top = 42 + 18 * Double(title.count)
    let entries = FigureLegend.entries(lines.entries)
    let diagonal = FigureLegend.Entry(
      name: ConcentrationPlot.equality.text(language), colour: "#7a7a7a", dash: "2 3")
    let legend = FigureLegend(entries.filter { !$0.name.isEmpty } + [diagonal])
    let note = lines.leftOutOf.map { FigureLines.note(drawn: entries.count, of: $0).text(language) }
    let side = isParted ? 278.0 : 400.0
    let step = side + 56
    let panelTop = top + (isParted ? 20 : 0)
    let gridRows = isParted ? (lines.panels.count + 1) / 2 : 1
    let bottom = panelTop + step * Double(gridRows - 1) + side
    let frame = FigureFrame(
      height: bottom + 64 + legend.height + (note == nil ? 4 : 24), language: language)
    let scale = AxisScale(covering: 0...100)
    var out = frame.head(title: "", name: name)
    for (number, line) in title.enumerated() { out += frame.text(16, 24 + 18 * Double(number), line) }
    out += frame.text(16, top - 16, ConcentrationPlot.upward.text(language))
    let format = NumberFormat(language)
    for (number, panel) in lines.panels.enumerated() {
      let area = PlotArea(
        left: frame.left + (isParted ? Double(number % 2) * (side + 44) : 0),
        top: panelTop + (isParted ? Double(number / 2) * step : 0), width: side, height: side, scale: scale)
      if isParted { out += frame.text(area.left, area.top - 8, panel.name) }
      out += area.grid(frame, isLabelled: number % 2 == 0)
      func x(_ share: Double) -> Double { area.left + share / 100 * side }
      for tick in scale.ticks {
        out += frame.line(x(tick), area.top, x(tick), area.bottom, "#e2e2e2")
        out += frame.text(x(tick), area.bottom + 18, scale.label(tick, format), anchor: "middle")
      }
      out += frame.line(
        x(0), area.y(0), x(100), area.y(100), diagonal.colour, more: FigureLegend.dashed(diagonal.dash))
      for line in panel.lines {
        for run in FigureLines.runs(line.values) {
          let points = run.map { (x: x(shares[$0.place]), value: $0.value) }
          // Nobody has nothing: a point of every curve, which joins the first group's.
          let isFirst = run.first.map { lines.places[$0.place] == "1" } ?? false
          out += area.line(
            isFirst ? [(x(0), 0)] + points : points, entries[line.entry], frame,
            dots: groups > ConcentrationPlot.mostDots ? nil : 2.5)
        }
      }
    }
    out += frame.text(frame.left, bottom + 40, ConcentrationPlot.along.text(language))
    out += legend.svg(frame, top: bottom + 64)
    if let note { out += frame.text(frame.left + 16, frame.height - 12, note) }
    return out + "</svg>\n"
  }
}
