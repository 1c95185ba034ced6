public import Causal

/// Effects by time since the treatment as a figure: a dot and a bar each, the uniform band behind them where there is one,
/// zero and the start of the treatment marked. For other aggregates the keys stand on the axis.
public struct EventStudyPlot: Sendable {
  public let result: DifferencesResult
  public let title: String
  public let language: Language

  public init(_ result: DifferencesResult, title: String = "", language: Language = .english) {
    self.result = result
    self.title = title
    self.language = language
  }

  private static let before = "#7a8794"
  private static let after = "#1b6ca8"

  /// What is drawn: the dynamic aggregate where the result has one, else the one that was asked for.
  private var drawn: DifferencesResult.Aggregate? {
    result.aggregate.flatMap { $0.by.isEmpty ? nil : $0 }
      ?? result.aggregates.first { $0.type == "dynamic" && !$0.by.isEmpty }
  }

  /// The figure as SVG; nil where the result has no effects by time, group or period.
  public var svg: String? {
    guard let aggregate = drawn else { return nil }
    let wording = DifferencesWording(language)
    let effects = aggregate.by.filter { $0.effect.estimate.isFinite }
    guard !effects.isEmpty else { return nil }
    let isDynamic = aggregate.type == "dynamic"
    let lows = effects.flatMap { [$0.uniformLow, $0.effect.confidenceLow, $0.effect.estimate] }
    let highs = effects.flatMap { [$0.uniformHigh, $0.effect.confidenceHigh, $0.effect.estimate] }
    let low = min(0, lows.compactMap { $0 }.filter(\.isFinite).min() ?? 0)
    let high = max(0, highs.compactMap { $0 }.filter(\.isFinite).max() ?? 0)
    let scale = AxisScale(covering: low...high)
    let frame = FigureFrame(height: 400, language: language)
    let top = title.isEmpty ? 18.0 : 46.0
    let bottom = frame.height - 52
    func y(_ value: Double) -> Double {
      bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - top)
    }
    let places = places(effects)
    func x(_ index: Int) -> Double {
      frame.left + (places[index] + 0.5) * (frame.width - frame.left - frame.right)
        / ((places.last ?? 0) + 1)
    }
    var out = frame.head(title: title, name: result.estimator)
    out += frame.ticks(scale, marksZero: true, y: y)
    if isDynamic, let first = effects.firstIndex(where: { isTreated($0.key) }), first > 0 {
      let place = (x(first - 1) + x(first)) / 2
      out += frame.line(place, top, place, bottom, "#444444", more: " stroke-dasharray=\"4 3\"")
    }
    let every = max(1, (effects.count + 23) / 24)
    for (index, effect) in effects.enumerated() {
      let colour = isDynamic && !isTreated(effect.key) ? Self.before : Self.after
      if let low = effect.uniformLow, let high = effect.uniformHigh, low.isFinite, high.isFinite {
        out +=
          "<rect x=\"\(frame.n(x(index) - 5))\" width=\"10\" y=\"\(frame.n(y(high)))\" height=\"\(frame.n(y(low) - y(high)))\" "
          + "fill=\"\(colour)\" fill-opacity=\"0.22\"/>\n"
      }
      if let low = effect.effect.confidenceLow, let high = effect.effect.confidenceHigh, low.isFinite,
        high.isFinite
      {
        out += frame.line(x(index), y(low), x(index), y(high), colour, more: " stroke-width=\"2\"")
      }
      out += frame.dot(x(index), y(effect.effect.estimate), colour)
      if index % every == 0 {
        out += frame.text(x(index), bottom + 18, effect.key.description, anchor: "middle")
      }
    }
    let axis = isDynamic ? wording.eventTime : (aggregate.type == "group" ? wording.group : wording.time)
    out += frame.text(
      (frame.left + frame.width - frame.right) / 2, bottom + 40, axis, anchor: "middle")
    return out + "</svg>\n"
  }

  private func isTreated(_ key: DifferencesResult.Key) -> Bool {
    if case .number(let number) = key { number >= 0 } else { true }
  }

  /// Positions on the axis: by value where all keys are numbers and not too far apart, else one after the other.
  private func places(_ effects: [DifferencesResult.KeyedEffect]) -> [Double] {
    let numbers = effects.compactMap { effect -> Int? in
      if case .number(let number) = effect.key { number } else { nil }
    }
    guard numbers.count == effects.count, let first = numbers.first, let last = numbers.last,
      last - first < 4 * effects.count, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
    else { return effects.indices.map(Double.init) }
    return numbers.map { Double($0 - first) }
  }
}
