import Foundation
import Models

/// Estimates with their intervals as a figure: a line a term, a dot and a bar a model, zero marked.
public struct CoefficientPlot: Sendable {
  public let models: [ModelTable.Model]
  public let title: String
  public let language: Language
  /// Terms that are drawn; nil for all but the intercept.
  public let terms: [String]?

  public init(
    _ models: [ModelTable.Model], title: String = "", language: Language = .english, terms: [String]? = nil
  ) {
    self.models = models
    self.title = title
    self.language = language
    self.terms = terms
  }

  private static let colours = ["#1b6ca8", "#c0532c", "#4b8b3b", "#7a4fa3", "#8a6d1f", "#3b8b8b"]
  private static let width = 720.0
  private static let left = 220.0
  private static let right = 24.0

  /// The figure as SVG; terms without a finite interval are left out.
  public var svg: String {
    let lines = shownTerms
    let spacing = 14.0
    let height = 26.0 + spacing * Double(models.count - 1)
    let top = title.isEmpty ? 16.0 : 44.0
    let foot = 46.0 + (models.count > 1 ? 20.0 : 0)
    let total = top + height * Double(lines.count) + foot
    let scale = AxisScale(covering: bounds(lines))
    func x(_ value: Double) -> Double {
      let share = (value - scale.low) / (scale.high - scale.low)
      return CoefficientPlot.left + share
        * (CoefficientPlot.width - CoefficientPlot.left - CoefficientPlot.right)
    }
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(CoefficientPlot.width)) \(n(total))\" "
      + "font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
    out += "<title>\(EscapedText.html(title.isEmpty ? EstimateWording(language).estimate : title))</title>\n"
    out += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    if !title.isEmpty {
      out +=
        "<text x=\"16\" y=\"26\" font-size=\"15\">\(EscapedText.html(EscapedText.oneLine(title)))</text>\n"
    }
    let bottom = top + height * Double(lines.count)
    let format = NumberFormat(language)
    for tick in scale.ticks {
      let isZero = tick == 0
      out +=
        "<line x1=\"\(n(x(tick)))\" x2=\"\(n(x(tick)))\" y1=\"\(n(top))\" y2=\"\(n(bottom))\" "
        + "stroke=\"\(isZero ? "#444444" : "#dddddd")\"\(isZero ? " stroke-dasharray=\"4 3\"" : "")/>\n"
      out +=
        "<text x=\"\(n(x(tick)))\" y=\"\(n(bottom + 18))\" text-anchor=\"middle\">"
        + "\(scale.label(tick, format))</text>\n"
    }
    for (index, name) in lines.enumerated() {
      let middle = top + height * (Double(index) + 0.5)
      out +=
        "<text x=\"\(n(CoefficientPlot.left - 12))\" y=\"\(n(middle + 4))\" text-anchor=\"end\">"
        + "\(EscapedText.html(EscapedText.oneLine(name)))</text>\n"
      for (number, model) in models.enumerated() {
        guard let term = model.estimate.terms.first(where: { $0.name == name && Self.isDrawn($0) }) else {
          continue
        }
        let y = middle + spacing * (Double(number) - Double(models.count - 1) / 2)
        let colour = Self.colours[number % Self.colours.count]
        out +=
          "<line x1=\"\(n(x(term.confidenceLow)))\" x2=\"\(n(x(term.confidenceHigh)))\" y1=\"\(n(y))\" "
          + "y2=\"\(n(y))\" stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
        out += "<circle cx=\"\(n(x(term.estimate)))\" cy=\"\(n(y))\" r=\"4\" fill=\"\(colour)\"/>\n"
      }
    }
    if models.count > 1 {
      for (number, model) in models.enumerated() {
        let place = CoefficientPlot.left + 110 * Double(number)
        let colour = Self.colours[number % Self.colours.count]
        out += "<circle cx=\"\(n(place))\" cy=\"\(n(bottom + 38))\" r=\"4\" fill=\"\(colour)\"/>\n"
        out +=
          "<text x=\"\(n(place + 9))\" y=\"\(n(bottom + 42))\">"
          + "\(EscapedText.html(EscapedText.oneLine(model.name)))</text>\n"
      }
    }
    return out + "</svg>\n"
  }

  private static func isDrawn(_ term: CoefficientTerm) -> Bool {
    [term.estimate, term.confidenceLow, term.confidenceHigh].allSatisfy(\.isFinite)
  }

  private var shownTerms: [String] {
    var seen: Set<String> = []
    let all = models.flatMap { $0.estimate.terms.filter(Self.isDrawn).map(\.name) }
      .filter { seen.insert($0).inserted }
    guard let terms else { return all.filter { $0 != "(Intercept)" } }
    return terms.filter { all.contains($0) }
  }

  private func bounds(_ names: [String]) -> ClosedRange<Double> {
    let drawn = models.flatMap { $0.estimate.terms }.filter { names.contains($0.name) && Self.isDrawn($0) }
    let low = drawn.map(\.confidenceLow).min() ?? 0
    let high = drawn.map(\.confidenceHigh).max() ?? 0
    return min(low, 0)...max(high, 0)
  }

  /// A coordinate with two decimals.
  private func n(_ value: Double) -> String { String(format: "%.2f", value) }
}
