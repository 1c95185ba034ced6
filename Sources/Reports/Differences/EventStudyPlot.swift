public import Causal
import Foundation

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

  private static let width = 720.0
  private static let height = 400.0
  private static let left = 76.0
  private static let right = 20.0
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
    let top = title.isEmpty ? 18.0 : 46.0
    let bottom = Self.height - 52
    func y(_ value: Double) -> Double {
      bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - top)
    }
    let places = places(effects)
    func x(_ index: Int) -> Double {
      Self.left + (places[index] + 0.5) * (Self.width - Self.left - Self.right)
        / ((places.last ?? 0) + 1)
    }
    let format = NumberFormat(language)
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(Self.width)) \(n(Self.height))\" "
      + "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
    out +=
      "<title>\(EscapedText.html(title.isEmpty ? result.estimator : EscapedText.oneLine(title)))</title>\n"
    out += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    if !title.isEmpty {
      out +=
        "<text x=\"16\" y=\"26\" font-size=\"15\">\(EscapedText.html(EscapedText.oneLine(title)))</text>\n"
    }
    for tick in scale.ticks {
      let isZero = tick == 0
      out +=
        "<line x1=\"\(n(Self.left))\" x2=\"\(n(Self.width - Self.right))\" y1=\"\(n(y(tick)))\" "
        + "y2=\"\(n(y(tick)))\" stroke=\"\(isZero ? "#444444" : "#e2e2e2")\"/>\n"
      out +=
        "<text x=\"\(n(Self.left - 8))\" y=\"\(n(y(tick) + 4))\" text-anchor=\"end\">"
        + "\(scale.label(tick, format))</text>\n"
    }
    if isDynamic, let first = effects.firstIndex(where: { isTreated($0.key) }), first > 0 {
      let place = (x(first - 1) + x(first)) / 2
      out +=
        "<line x1=\"\(n(place))\" x2=\"\(n(place))\" y1=\"\(n(top))\" y2=\"\(n(bottom))\" "
        + "stroke=\"#444444\" stroke-dasharray=\"4 3\"/>\n"
    }
    let every = max(1, (effects.count + 23) / 24)
    for (index, effect) in effects.enumerated() {
      let colour = isDynamic && !isTreated(effect.key) ? Self.before : Self.after
      if let low = effect.uniformLow, let high = effect.uniformHigh, low.isFinite, high.isFinite {
        out +=
          "<rect x=\"\(n(x(index) - 5))\" width=\"10\" y=\"\(n(y(high)))\" height=\"\(n(y(low) - y(high)))\" "
          + "fill=\"\(colour)\" fill-opacity=\"0.22\"/>\n"
      }
      if let low = effect.effect.confidenceLow, let high = effect.effect.confidenceHigh, low.isFinite,
        high.isFinite
      {
        out +=
          "<line x1=\"\(n(x(index)))\" x2=\"\(n(x(index)))\" y1=\"\(n(y(low)))\" y2=\"\(n(y(high)))\" "
          + "stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
      }
      out +=
        "<circle cx=\"\(n(x(index)))\" cy=\"\(n(y(effect.effect.estimate)))\" r=\"4\" fill=\"\(colour)\"/>\n"
      if index % every == 0 {
        out +=
          "<text x=\"\(n(x(index)))\" y=\"\(n(bottom + 18))\" text-anchor=\"middle\">"
          + "\(EscapedText.html(EscapedText.oneLine(effect.key.description)))</text>\n"
      }
    }
    let axis = isDynamic ? wording.eventTime : (aggregate.type == "group" ? wording.group : wording.time)
    out +=
      "<text x=\"\(n((Self.left + Self.width - Self.right) / 2))\" y=\"\(n(bottom + 40))\" "
      + "text-anchor=\"middle\">\(EscapedText.html(axis))</text>\n"
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

  /// A coordinate with two decimals.
  private func n(_ value: Double) -> String { String(format: "%.2f", value) }
}
