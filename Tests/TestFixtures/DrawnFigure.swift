/// What a figure shows, read from its SVG: texts with their places, and the points of its lines.
package struct DrawnFigure: Sendable {
  package struct Text: Sendable {
    package let x: Double
    package let y: Double
    package let text: String
    package let anchor: String
  }

  package struct Line: Sendable {
    package let points: [(x: Double, y: Double)]
    package let stroke: String
    package let dash: String
  }

  package let texts: [Text]
  package let lines: [Line]
  /// What lies between two points: ticks, diagonals, the lines of a legend.
  package let rules: [Line]

  package init(_ svg: String) {
    var texts: [Text] = []
    var lines: [Line] = []
    var rules: [Line] = []
    for tag in svg.split(separator: "<") {
      func attribute(_ name: String) -> String {
        guard let start = tag.firstRange(of: " \(name)=\"") else { return "" }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
      }
      func number(_ name: String) -> Double { Double(attribute(name)) ?? .nan }
      if tag.hasPrefix("text "), let end = tag.firstIndex(of: ">") {
        texts.append(
          Text(
            x: number("x"), y: number("y"), text: String(tag[tag.index(after: end)...]),
            anchor: attribute("text-anchor")))
      } else if tag.hasPrefix("polyline ") {
        let points = attribute("points").split(separator: " ").map { point in
          let parts = point.split(separator: ",").map { Double($0) ?? .nan }
          return (x: parts.first ?? .nan, y: parts.last ?? .nan)
        }
        lines.append(Line(points: points, stroke: attribute("stroke"), dash: attribute("stroke-dasharray")))
      } else if tag.hasPrefix("line ") {
        rules.append(
          Line(
            points: [(number("x1"), number("y1")), (number("x2"), number("y2"))],
            stroke: attribute("stroke"), dash: attribute("stroke-dasharray")))
      }
    }
    self.texts = texts
    self.lines = lines
    self.rules = rules
  }

  package func says(_ text: String) -> Bool { texts.contains { $0.text == text } }

  /// Numbers at the axis on the left of the first panel, from below, with their places.
  package var ticks: [(label: String, y: Double)] {
    let left = texts.filter { $0.anchor == "end" }.map(\.x).min() ?? 0
    return texts.filter { $0.anchor == "end" && $0.x == left }.map { ($0.text, $0.y - 4) }
      .sorted { $0.y > $1.y }
  }

  /// The names beside the lines of the legend, by the colour and dash of each.
  package var legend: [(name: String, stroke: String, dash: String)] {
    rules.compactMap { rule in
      guard rule.points[1].x - rule.points[0].x == 22 else { return nil }
      let name = texts.first { $0.x == rule.points[1].x + 6 && $0.y == rule.points[0].y + 4 }
      return name.map { ($0.text, rule.stroke, rule.dash) }
    }
  }

  /// The lines that the legend calls by a name, in all panels.
  package func lines(named name: String) -> [Line] {
    guard let entry = legend.first(where: { $0.name == name }) else { return [] }
    return lines.filter { $0.stroke == entry.stroke && $0.dash == entry.dash }
  }

  /// The numbers of points, read off an axis that has the labels 0 and `top`.
  package func values(of line: Line, from bottom: String = "0", to top: String) -> [Double] {
    guard let low = ticks.first(where: { $0.label == bottom }),
      let high = ticks.first(where: { $0.label == top }),
      let least = Double(bottom), let most = Double(top)
    else { return [] }
    return line.points.map { least + (low.y - $0.y) / (low.y - high.y) * (most - least) }
  }
}
