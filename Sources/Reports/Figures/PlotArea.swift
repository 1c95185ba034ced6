/// A rectangle of a figure in which lines are drawn, on an axis that runs up its left side.
struct PlotArea {
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let scale: AxisScale

  var bottom: Double { top + height }

  func y(_ value: Double) -> Double { bottom - (value - scale.low) / (scale.high - scale.low) * height }

  /// A line across at each tick, with its number where the axis is `labelled`. Zero is darker where values lie below it.
  func grid(_ frame: FigureFrame, isLabelled: Bool) -> String {
    let format = NumberFormat(frame.language)
    return scale.ticks.map { tick in
      let isZero = scale.low < 0 && tick == 0
      return frame.line(left, y(tick), left + width, y(tick), isZero ? "#444444" : "#e2e2e2")
        + (isLabelled ? frame.text(left - 8, y(tick) + 4, scale.label(tick, format), anchor: "end") : "")
    }.joined()
  }

  /// A line through points, with a dot at each where `dots` is not nil: its radius.
  func line(
    _ points: [(x: Double, value: Double)], _ entry: FigureLegend.Entry, _ frame: FigureFrame, dots: Double?
  ) -> String {
    let path = points.map { "\(frame.n($0.x)),\(frame.n(y($0.value)))" }.joined(separator: " ")
    return "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(entry.colour)\" stroke-width=\"2\""
      + "\(FigureLegend.dashed(entry.dash))/>\n"
      + (dots.map { radius in
        points.map { frame.dot($0.x, y($0.value), entry.colour, radius: radius) }.joined()
      } ?? "")
  }
}
