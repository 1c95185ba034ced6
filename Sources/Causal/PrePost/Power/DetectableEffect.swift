// The smallest mean change, or difference of two groups, that data of this size, spread and clustering find with a given power:
// `PowerAnalysis` at the standard deviation seen. The intraclass correlation is that of one-way analysis of variance,
// (MSB − MSW)/(MSB + (m₀ − 1)MSW) with m₀ = (n − Σ m²/n)/(G − 1), not below 0 (Donner 1986, Int. Statistical Review 54).

/// What a design like that of the data can find.
public struct DetectableEffect: Sendable, Equatable {
  /// Asked for.
  public let power: Double
  /// α.
  public let level: Double
  /// In standard deviations, of the change or of both groups.
  public let effect: Double
  /// In units of the outcome; shares for events.
  public let change: Double
  public let clusters: Int?
  /// Of the changes within clusters; nil without clusters.
  public let intraclassCorrelation: Double?
  /// By how much clusters multiply the variance; 1 without clusters.
  public let designEffect: Double

  /// Of the mean change of pairs, with their clusters.
  ///
  /// Throws where there are too few pairs or clusters, or the changes do not vary.
  public init(
    _ pairs: PairedSamples, power: Double, level: Double = 0.05, alternative: Alternative = .twoSided
  )
    throws(PrePostError)
  {
    let moments = SampleMoments(pairs.differences)
    guard pairs.count >= 2 else { throw .tooFew(test: "power", needs: 2, found: pairs.count, of: "pairs") }
    guard !moments.isConstant else { throw .constant(test: "power", what: "all differences are the same") }
    var analysis = PowerAnalysis(level: level, alternative: alternative)
    var within: Double?
    if let codes = pairs.clusters {
      let sizes = ClusterSizes(pairs.differences, codes)
      guard sizes.count >= 2 else {
        throw .tooFew(test: "power", needs: 2, found: sizes.count, of: "clusters")
      }
      within = sizes.correlation
      analysis.clusters = try ClusterDesign(
        size: sizes.mean, correlation: sizes.correlation, sizeVariation: sizes.variation)
      clusters = sizes.count
    } else {
      clusters = nil
    }
    self.power = power
    self.level = level
    intraclassCorrelation = within
    designEffect = analysis.clusters?.effect ?? 1
    effect = try analysis.detectablePaired(units: pairs.count, power: power)
    change = effect * moments.deviation
  }

  /// Of the difference between two groups.
  ///
  /// Throws where there are not two groups, or none of them varies.
  public init(
    _ groups: IndependentSamples, power: Double, level: Double = 0.05, alternative: Alternative = .twoSided
  ) throws(PrePostError) {
    guard groups.groups.count == 2 else {
      throw .groups(test: "power", needs: "two", found: groups.groups.count)
    }
    let moments = groups.groups.map { SampleMoments($0) }
    let squares = moments[0].squares + moments[1].squares
    guard squares > 0, groups.count > 2 else { throw .constant(test: "power", what: "no group varies") }
    self.power = power
    self.level = level
    clusters = nil
    intraclassCorrelation = nil
    designEffect = 1
    effect = try PowerAnalysis(level: level, alternative: alternative)
      .detectableTwoGroups(first: moments[0].count, second: moments[1].count, power: power)
    change = effect * (squares / Double(groups.count - 2)).squareRoot()
  }
}

/// Clusters of values: how many, how large, how alike within.
struct ClusterSizes {
  let count: Int
  let mean: Double
  /// Standard deviation of the sizes over their mean.
  let variation: Double
  /// Intraclass correlation, not below 0.
  let correlation: Double

  init(_ values: [Double], _ codes: [Int]) {
    var groups: [Int: [Double]] = [:]
    var order: [Int] = []
    for (code, value) in zip(codes, values) {
      if groups[code] == nil { order.append(code) }
      groups[code, default: []].append(value)
    }
    let lists = order.map { groups[$0] ?? [] }
    let sizes = SampleMoments(lists.map { Double($0.count) })
    let (n, g) = (Double(values.count), Double(lists.count))
    count = lists.count
    mean = sizes.mean
    variation = lists.count > 1 ? sizes.deviation / sizes.mean : 0
    let whole = SampleMoments(values).mean
    var (between, within, squares) = (0.0, 0.0, 0.0)
    for list in lists {
      let own = SampleMoments(list)
      let m = Double(list.count)
      between += m * (own.mean - whole) * (own.mean - whole)
      within += own.squares
      squares += m * m
    }
    guard g > 1, n > g else {
      correlation = 0
      return
    }
    let (msb, msw) = (between / (g - 1), within / (n - g))
    let size = (n - squares / n) / (g - 1)
    let total = msb + (size - 1) * msw
    correlation = total > 0 ? min(1, max(0, (msb - msw) / total)) : 0
  }
}
