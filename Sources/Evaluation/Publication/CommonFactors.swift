import Kernels
import Reports

/// Failures of a check in one table that all have the same ratio to what is computed: a factor other than the published one
/// went into them.
struct CommonFactors {
  private struct Ratio {
    let index: Int
    let range: ClosedRange<Exact>
  }

  private var groups: [[String]: [Ratio]] = [:]
  private var order: [[String]] = []

  /// A ratio is one where its interval is narrower than this part of its distance from 1; wider ones agree by chance.
  private static let sharpness = Exact(1, over: 5)
  /// Farther from 1 than this it is no factor that someone rounded.
  private static let reach = Exact(1, over: 10)

  /// Keeps a failure; `index` is what its diagnosis will be known by.
  mutating func add(_ figure: CheckedFigure, _ answer: PublicationAuditor.Answer, at index: Int) {
    guard answer.own != nil, let computed = answer.computed,
      let range = (Bounded(answer.published, half: answer.half) / computed)?.range
    else { return }
    let key = [figure.group, figure.check, figure.table]
    if groups[key] == nil { order.append(key) }
    groups[key, default: []].append(Ratio(index: index, range: range))
  }

  /// The common factor of each failure that has one.
  func diagnoses() -> [(index: Int, diagnosis: Diagnosis)] {
    order.flatMap { key -> [(index: Int, diagnosis: Diagnosis)] in
      let ratios = groups[key] ?? []
      guard ratios.count >= 2, let low = ratios.map(\.range.lowerBound).max(),
        let high = ratios.map(\.range.upperBound).min(), low <= high
      else { return [] }
      let middle = (low + high) * Exact(1, over: 2)
      let distance = middle < .one ? .one - middle : middle - .one
      guard distance < CommonFactors.reach, high - low < CommonFactors.sharpness * distance else { return [] }
      return ratios.map { ($0.index, .commonFactor(middle.text(decimals: 7))) }
    }
  }
}
