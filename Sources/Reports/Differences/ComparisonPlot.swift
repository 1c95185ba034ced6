public import Causal

/// The comparisons that two-way fixed effects are a mean of: the estimate of each against its weight, a colour a kind, and a line at their
/// weighted mean (Goodman-Bacon 2021, figure 6).
public struct ComparisonPlot: Sendable {
  public let result: DifferencesResult
  public let title: String
  public let language: Language

  public init(_ result: DifferencesResult, title: String = "", language: Language = .english) {
    self.result = result
    self.title = title
    self.language = language
  }

  private static let colours = ["#1b6ca8", "#c2571a", "#3a8f4d", "#7a8794"]

  /// The figure as SVG; nil where the result has no comparisons.
  public var svg: String? {
    let shown = result.comparisons.filter { $0.estimate.isFinite && $0.weight.isFinite }
    guard !shown.isEmpty else { return nil }
    let wording = DifferencesWording(language)
    let frame = FigureFrame(height: 400, language: language)
    let top = title.isEmpty ? 40.0 : 66.0
    let bottom = frame.height - 52
    let mean = result.figures.first { $0.name == "weighted_sum" }?.value
    let values = shown.map(\.estimate) + [0, mean ?? 0]
    let scale = AxisScale(covering: (values.min() ?? 0)...(values.max() ?? 0))
    let across = AxisScale(covering: 0...(shown.map(\.weight).max() ?? 1))
    func y(_ value: Double) -> Double {
      bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - top)
    }
    func x(_ weight: Double) -> Double {
      frame.left + (weight - across.low) / (across.high - across.low)
        * (frame.width - frame.left - frame.right)
    }
    var out = frame.head(title: title, name: result.estimator)
    out += frame.ticks(scale, marksZero: true, y: y)
    let format = NumberFormat(language)
    for tick in across.ticks {
      out += frame.text(x(tick), bottom + 18, across.label(tick, format), anchor: "middle")
    }
    if let mean {
      out += frame.line(
        frame.left, y(mean), frame.width - frame.right, y(mean), "#444444", more: " stroke-dasharray=\"4 3\"")
    }
    var kinds: [String] = []
    for comparison in shown where !kinds.contains(comparison.type) { kinds.append(comparison.type) }
    func colour(_ kind: String) -> String {
      Self.colours[(kinds.firstIndex(of: kind) ?? 0) % Self.colours.count]
    }
    for comparison in shown {
      out += frame.dot(x(comparison.weight), y(comparison.estimate), colour(comparison.type))
    }
    var place = frame.left
    for kind in kinds {
      let name = wording.name(kind)
      out += frame.dot(place + 4, top - 18, colour(kind)) + frame.text(place + 14, top - 14, name)
      place += 26 + 6.2 * Double(name.count)
    }
    out += frame.text(
      (frame.left + frame.width - frame.right) / 2, bottom + 40, wording.weight, anchor: "middle")
    return out + "</svg>\n"
  }
}
