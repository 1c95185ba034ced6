public import Causal
import Foundation

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

  private static let width = 720.0
  private static let panel = 320.0
  private static let left = 76.0
  private static let right = 20.0
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
    let height = offset + Self.panel * Double(paths.count) + 24
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(Self.width)) \(n(height))\" "
      + "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
    out +=
      "<title>\(EscapedText.html(title.isEmpty ? result.estimator : EscapedText.oneLine(title)))</title>\n"
    out += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    if !title.isEmpty {
      out +=
        "<text x=\"16\" y=\"26\" font-size=\"15\">\(EscapedText.html(EscapedText.oneLine(title)))</text>\n"
    }
    for (index, path) in paths.enumerated() {
      out += drawn(path, top: offset + Self.panel * Double(index) + 26, isNamed: paths.count > 1)
    }
    return out + "</svg>\n"
  }

  private func drawn(_ path: Path, top: Double, isNamed: Bool) -> String {
    let isSpanish = language == .spanish
    let values = path.points.flatMap { [$0.treated, $0.synthetic] }
    let scale = AxisScale(covering: (values.min() ?? 0)...(values.max() ?? 1))
    let bottom = top + Self.panel - 62
    let first = Double(path.points.first?.time ?? 0)
    let span = max(1, Double(path.points.last?.time ?? 1) - first)
    func x(_ time: Double) -> Double {
      Self.left + 8 + (time - first) / span * (Self.width - Self.left - Self.right - 16)
    }
    func y(_ value: Double) -> Double {
      bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - top)
    }
    let format = NumberFormat(language)
    var out = ""
    for tick in scale.ticks {
      out +=
        "<line x1=\"\(n(Self.left))\" x2=\"\(n(Self.width - Self.right))\" y1=\"\(n(y(tick)))\" y2=\"\(n(y(tick)))\" stroke=\"#e2e2e2\"/>\n"
      out +=
        "<text x=\"\(n(Self.left - 8))\" y=\"\(n(y(tick) + 4))\" text-anchor=\"end\">\(scale.label(tick, format))</text>\n"
    }
    let before = path.points.last { $0.time < path.group }?.time ?? path.group
    let start = x((Double(before) + Double(path.group)) / 2)
    out +=
      "<line x1=\"\(n(start))\" x2=\"\(n(start))\" y1=\"\(n(top))\" y2=\"\(n(bottom))\" stroke=\"#444444\" stroke-dasharray=\"4 3\"/>\n"
    let every = max(1, (path.points.count + 15) / 16)
    for (index, point) in path.points.enumerated() where index % every == 0 {
      out +=
        "<text x=\"\(n(x(Double(point.time))))\" y=\"\(n(bottom + 18))\" text-anchor=\"middle\">\(point.time)</text>\n"
    }
    func line(
      _ colour: String, _ dash: String, _ value: ((time: Int, treated: Double, synthetic: Double)) -> Double
    ) {
      let points = path.points.map { "\(n(x(Double($0.time)))),\(n(y(value($0))))" }.joined(separator: " ")
      out += "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"\(dash)/>\n"
    }
    line(Self.syntheticColour, " stroke-dasharray=\"7 4\"", { $0.synthetic })
    line(Self.treatedColour, "", { $0.treated })
    let names = [
      (isSpanish ? "tratados" : "treated", Self.treatedColour),
      (isSpanish ? "sintético" : "synthetic", Self.syntheticColour),
    ]
    var place = Self.left + 8
    for (name, colour) in names {
      out +=
        "<line x1=\"\(n(place))\" x2=\"\(n(place + 22))\" y1=\"\(n(top - 10))\" y2=\"\(n(top - 10))\" stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
      out += "<text x=\"\(n(place + 28))\" y=\"\(n(top - 6))\">\(name)</text>\n"
      place += 110
    }
    if isNamed {
      out +=
        "<text x=\"\(n(Self.width - Self.right))\" y=\"\(n(top - 6))\" text-anchor=\"end\">\(DifferencesWording(language).group) \(path.group)</text>\n"
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

  /// A coordinate with two decimals.
  private func n(_ value: Double) -> String { String(format: "%.2f", value) }
}
