public import Causal

/// The treated and their synthetic counterpart over the periods, one panel a cohort below the other, the start of the treatment marked.
public struct SyntheticPathPlot: Sendable {
  public let result: DifferencesResult
  public let title: String
  public let language: Language

  public init(_ result: DifferencesResult, title: String = "", language: Language = .english) {
    self.result = result
    self.title = title
    self.language = language
  }

  private static let panel = 320.0
  private static let treatedColour = "#1b6ca8"
  private static let syntheticColour = "#c2571a"

  private struct Path {
    let group: Int
    var points: [(time: Int, treated: Double, synthetic: Double)]
  }

  /// The figure as SVG; nil where the result has no paths.
  public var svg: String? {
    let paths = self.paths
    guard !paths.isEmpty else { return nil }
    let offset = title.isEmpty ? 0.0 : 34.0
    let frame = FigureFrame(
      height: offset + Self.panel * Double(paths.count) + 24, language: language)
    var out = frame.head(title: title, name: result.estimator)
    for (index, path) in paths.enumerated() {
      out += drawn(path, frame, top: offset + Self.panel * Double(index) + 26, isNamed: paths.count > 1)
    }
    return out + "</svg>\n"
  }

  private func drawn(_ path: Path, _ frame: FigureFrame, top: Double, isNamed: Bool) -> String {
    let isSpanish = language == .spanish
    let values = path.points.flatMap { [$0.treated, $0.synthetic] }
    let scale = AxisScale(covering: (values.min() ?? 0)...(values.max() ?? 1))
    let bottom = top + Self.panel - 62
    let first = Double(path.points.first?.time ?? 0)
    let span = max(1, Double(path.points.last?.time ?? 1) - first)
    func x(_ time: Double) -> Double {
      frame.left + 8 + (time - first) / span * (frame.width - frame.left - frame.right - 16)
    }
    func y(_ value: Double) -> Double {
      bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - top)
    }
    var out = frame.ticks(scale, marksZero: false, y: y)
    let before = path.points.last { $0.time < path.group }?.time ?? path.group
    let start = x((Double(before) + Double(path.group)) / 2)
    out += frame.line(start, top, start, bottom, "#444444", more: " stroke-dasharray=\"4 3\"")
    let every = max(1, (path.points.count + 15) / 16)
    for (index, point) in path.points.enumerated() where index % every == 0 {
      out += frame.text(x(Double(point.time)), bottom + 18, "\(point.time)", anchor: "middle")
    }
    func line(
      _ colour: String, _ dash: String, _ value: ((time: Int, treated: Double, synthetic: Double)) -> Double
    ) {
      let points = path.points.map { "\(frame.n(x(Double($0.time)))),\(frame.n(y(value($0))))" }.joined(
        separator: " ")
      out += "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"\(dash)/>\n"
    }
    line(Self.syntheticColour, " stroke-dasharray=\"7 4\"", { $0.synthetic })
    line(Self.treatedColour, "", { $0.treated })
    let names = [
      (isSpanish ? "tratados" : "treated", Self.treatedColour),
      (isSpanish ? "sintético" : "synthetic", Self.syntheticColour),
    ]
    var place = frame.left + 8
    for (name, colour) in names {
      out += frame.line(place, top - 10, place + 22, top - 10, colour, more: " stroke-width=\"2\"")
      out += frame.text(place + 28, top - 6, name)
      place += 110
    }
    if isNamed {
      out += frame.text(
        frame.width - frame.right, top - 6, "\(DifferencesWording(language).group) \(path.group)",
        anchor: "end")
    }
    return out
  }

  private var paths: [Path] {
    guard let table = result.tables.first(where: { $0.name == "paths" }) else { return [] }
    var paths: [Path] = []
    for row in table.rows {
      guard row.count == 4, case .integer(let group) = row[0], case .integer(let time) = row[1],
        case .number(let treated?) = row[2], case .number(let synthetic?) = row[3]
      else { continue }
      if paths.last?.group != group { paths.append(Path(group: group, points: [])) }
      paths[paths.count - 1].points.append((time, treated, synthetic))
    }
    return paths
  }
}
