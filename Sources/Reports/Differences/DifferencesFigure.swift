public import Causal

/// The figure of a difference-in-differences: the paths of a synthetic control, the comparisons that two-way fixed effects are made of,
/// or effects by time, group or period.
public struct DifferencesFigure: Sendable {
  public let result: DifferencesResult
  public let title: String
  public let language: Language

  public init(_ result: DifferencesResult, title: String = "", language: Language = .english) {
    self.result = result
    self.title = title
    self.language = language
  }

  /// As SVG; nil where the result has nothing to draw.
  public var svg: String? {
    SyntheticPathPlot(result, title: title, language: language).svg
      ?? ComparisonPlot(result, title: title, language: language).svg
      ?? EventStudyPlot(result, title: title, language: language).svg
  }
}
