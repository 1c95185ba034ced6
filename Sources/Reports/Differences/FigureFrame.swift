import Foundation

/// What every figure of effects has: its size, its head, lines at the ticks of the axis on the left.
struct FigureFrame {
  let width = 720.0
  /// Room for the numbers of the axis.
  var left = 76.0
  let right = 20.0
  let height: Double
  let language: Language

  /// The first lines, with the title above where there is one; `name` is read to those who do not see the figure.
  func head(title: String, name: String) -> String {
    let shown = EscapedText.html(EscapedText.oneLine(title))
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(width)) \(n(height))\" "
      + "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
    out += "<title>\(title.isEmpty ? EscapedText.html(name) : shown)</title>\n"
    out += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    if !title.isEmpty { out += "<text x=\"16\" y=\"26\" font-size=\"15\">\(shown)</text>\n" }
    return out
  }

  /// A line and its number at each tick; `y` gives the place of a value. Zero is darker where it is marked.
  func ticks(_ scale: AxisScale, marksZero: Bool, y: (Double) -> Double) -> String {
    let format = NumberFormat(language)
    return scale.ticks.map { tick in
      line(left, y(tick), width - right, y(tick), marksZero && tick == 0 ? "#444444" : "#e2e2e2")
        + text(left - 8, y(tick) + 4, scale.label(tick, format), anchor: "end")
    }.joined()
  }

  func line(_ x: Double, _ y: Double, _ toX: Double, _ toY: Double, _ colour: String, more: String = "")
    -> String
  {
    "<line x1=\"\(n(x))\" x2=\"\(n(toX))\" y1=\"\(n(y))\" y2=\"\(n(toY))\" stroke=\"\(colour)\"\(more)/>\n"
  }

  func text(_ x: Double, _ y: Double, _ text: String, anchor: String? = nil) -> String {
    "<text x=\"\(n(x))\" y=\"\(n(y))\"\(anchor.map { " text-anchor=\"\($0)\"" } ?? "")>"
      + "\(EscapedText.html(EscapedText.oneLine(text)))</text>\n"
  }

  func dot(_ x: Double, _ y: Double, _ colour: String, radius: Double = 4) -> String {
    "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(radius == 4 ? "4" : n(radius))\" fill=\"\(colour)\"/>\n"
  }

  /// A coordinate with two decimals.
  func n(_ value: Double) -> String { String(format: "%.2f", value) }
}
