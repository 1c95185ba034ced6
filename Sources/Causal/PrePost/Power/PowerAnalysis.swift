internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// How likely a test at level α finds an effect of a given size, how large an effect it finds with a given power, how many units it takes.
//
// Student's t, paired or of two groups: the noncentral t with noncentrality effect/error, exact for normal outcomes. Two proportions: the
// normal approximation with the pooled variance under the null, unpooled under the effect (Fleiss, Levin & Paik 2003, § 4.1).
// McNemar's: the normal approximation of Connor (1987, Biometrics 43) with the shares of discordant pairs.
//
// Clusters: the variance of a mean grows by the design effect 1 + ((cv² + 1)·m − 1)·ρ, m the mean size of clusters, cv the coefficient of
// variation of the sizes, ρ the intraclass correlation (Eldridge, Ashby & Kerry 2006, Int. J. Epidemiology 35); degrees are clusters less
// groups (Murray 1998, Design and Analysis of Group-Randomized Trials).

/// Clusters of a design: schools of children.
public struct ClusterDesign: Sendable, Equatable {
  /// Units a cluster, on average.
  public var size: Double
  /// The intraclass correlation of what is compared (of changes, for pairs), 0…1.
  public var correlation: Double
  /// The standard deviation of the sizes over their mean.
  public var sizeVariation: Double

  /// Throws where a part is out of its range.
  public init(size: Double, correlation: Double, sizeVariation: Double = 0) throws(PrePostError) {
    guard size >= 1, size.isFinite else {
      throw .outOfRange(what: "the size of clusters", value: size, range: "from 1 on")
    }
    guard correlation >= 0, correlation <= 1 else {
      throw .outOfRange(what: "the intraclass correlation", value: correlation, range: "from 0 to 1")
    }
    guard sizeVariation >= 0, sizeVariation.isFinite else {
      throw .outOfRange(what: "the variation of the sizes", value: sizeVariation, range: "from 0 on")
    }
    self.size = size
    self.correlation = correlation
    self.sizeVariation = sizeVariation
  }

  /// By how much clusters multiply the variance of a mean.
  public var effect: Double { 1 + ((sizeVariation * sizeVariation + 1) * size - 1) * correlation }
}

/// Power, minimum detectable effect and sample size.
///
///     let power = PowerAnalysis(clusters: try ClusterDesign(size: 54, correlation: 0.1))
///     let smallest = try power.detectablePaired(units: 2700)    // in standard deviations of the change
public struct PowerAnalysis: Sendable {
  /// α, between 0 and 1.
  public var level: Double
  public var alternative: Alternative
  public var clusters: ClusterDesign?

  public init(level: Double = 0.05, alternative: Alternative = .twoSided, clusters: ClusterDesign? = nil) {
    precondition(level > 0 && level < 1, "a level of \(level)")
    self.level = level
    self.alternative = alternative
    self.clusters = clusters
  }

  private var designEffect: Double { clusters?.effect ?? 1 }

  // MARK: - Student's t

  /// Power of the paired t for a mean change of so many standard deviations of the change.
  public func paired(units: Int, effect: Double) throws(PrePostError) -> Double {
    let degrees = try degrees(units: units, groups: 1)
    return student(effect * (Double(units) / designEffect).squareRoot(), degrees)
  }

  /// Power of the t of two groups for a difference of so many standard deviations.
  public func twoGroups(first: Int, second: Int, effect: Double) throws(PrePostError) -> Double {
    let degrees = try degrees(units: first + second, groups: 2)
    guard first > 0, second > 0 else {
      throw .tooFew(test: "power", needs: 1, found: min(first, second), of: "units of each group")
    }
    let size = 1 / (1 / Double(first) + 1 / Double(second))
    return student(effect * (size / designEffect).squareRoot(), degrees)
  }

  /// The smallest mean change, in standard deviations of the change, that is found with this power.
  public func detectablePaired(units: Int, power: Double = 0.8) throws(PrePostError) -> Double {
    let degrees = try degrees(units: units, groups: 1)
    return try detectable(degrees, power) / (Double(units) / designEffect).squareRoot()
  }

  /// The smallest difference of two groups, in standard deviations, that is found with this power.
  public func detectableTwoGroups(first: Int, second: Int, power: Double = 0.8) throws(PrePostError) -> Double
  {
    let degrees = try degrees(units: first + second, groups: 2)
    guard first > 0, second > 0 else {
      throw .tooFew(test: "power", needs: 1, found: min(first, second), of: "units of each group")
    }
    let size = 1 / (1 / Double(first) + 1 / Double(second))
    return try detectable(degrees, power) / (size / designEffect).squareRoot()
  }

  /// The fewest pairs that give this power; with clusters a whole number of them.
  public func pairsNeeded(effect: Double, power: Double = 0.8) throws(PrePostError) -> Int {
    try needed(power, groups: 1) { (units) throws(PrePostError) in try paired(units: units, effect: effect) }
  }

  /// The fewest units of each of two equal groups.
  public func unitsNeededPerGroup(effect: Double, power: Double = 0.8) throws(PrePostError) -> Int {
    try needed(power, groups: 2) { (units) throws(PrePostError) in
      try twoGroups(first: units, second: units, effect: effect)
    }
  }

  // MARK: - Events

  /// Power of the test of two proportions.
  public func proportions(
    _ first: Double, of n: Int, _ second: Double, of m: Int
  ) throws(PrePostError) -> Double {
    for share in [first, second] where !(share >= 0 && share <= 1) {
      throw .outOfRange(what: "a share", value: share, range: "from 0 to 1")
    }
    guard n > 0, m > 0 else {
      throw .tooFew(test: "power", needs: 1, found: min(n, m), of: "people of each group")
    }
    let (a, b) = (Double(n) / designEffect, Double(m) / designEffect)
    let pooled = (a * first + b * second) / (a + b)
    let null = (pooled * (1 - pooled) * (1 / a + 1 / b)).squareRoot()
    let real = (first * (1 - first) / a + second * (1 - second) / b).squareRoot()
    return normal(first - second, null: null, real: real)
  }

  /// Power of McNemar's test: `leaving` is the share of pairs in the event before and not after, `entering` the reverse.
  public func mcNemar(pairs: Int, leaving: Double, entering: Double) throws(PrePostError) -> Double {
    guard leaving >= 0, entering >= 0, leaving + entering <= 1 else {
      throw .outOfRange(
        what: "the share of discordant pairs", value: leaving + entering, range: "from 0 to 1")
    }
    guard pairs > 0 else { throw .tooFew(test: "power", needs: 1, found: pairs, of: "pairs") }
    let n = Double(pairs) / designEffect
    let (gap, sum) = (entering - leaving, leaving + entering)
    return normal(gap, null: (sum / n).squareRoot(), real: (max(0, sum - gap * gap) / n).squareRoot())
  }

  // MARK: -

  private func degrees(units: Int, groups: Int) throws(PrePostError) -> Double {
    guard let clusters else {
      guard units > groups else { throw .tooFew(test: "power", needs: groups + 1, found: units, of: "units") }
      return Double(units - groups)
    }
    let degrees = Double(units) / clusters.size - Double(groups)
    guard degrees > 0 else {
      throw .tooFew(
        test: "power", needs: groups + 1, found: Int(Double(units) / clusters.size), of: "clusters")
    }
    return degrees
  }

  private func student(_ noncentrality: Double, _ degrees: Double) -> Double {
    let tail = alternative == .twoSided ? level / 2 : level
    let cut = StudentT(degreesOfFreedom: degrees).quantile(at: .upper(tail))
    let law = NoncentralT(degreesOfFreedom: degrees, noncentrality: noncentrality)
    switch alternative {
    case .twoSided: return min(1, law.upper(cut) + law.lower(-cut))
    case .greater: return law.upper(cut)
    case .less: return law.lower(-cut)
    }
  }

  private func normal(_ gap: Double, null: Double, real: Double) -> Double {
    let tail = alternative == .twoSided ? level / 2 : level
    let cut = Normal().quantile(at: .upper(tail)) * null
    func above(_ distance: Double) -> Double {
      real > 0 ? Normal().upper(distance / real) : distance < 0 ? 1 : distance > 0 ? 0 : 0.5
    }
    switch alternative {
    case .twoSided: return min(1, above(cut - gap) + above(cut + gap))
    case .greater: return above(cut - gap)
    case .less: return above(cut + gap)
    }
  }

  /// The noncentrality that gives this power.
  private func detectable(_ degrees: Double, _ power: Double) throws(PrePostError) -> Double {
    guard power > level, power < 1 else {
      throw .outOfRange(what: "the power", value: power, range: "from the level \(level) to 1")
    }
    let sign: Double = alternative == .less ? -1 : 1
    var high = 1.0
    while student(sign * high, degrees) < power, high < 1e6 { high *= 2 }
    return sign
      * BrentRoot.find(from: 0, to: high, tolerance: 1e-12) { student(sign * $0, degrees) - power }
  }

  private func needed(
    _ power: Double, groups: Int, _ found: (Int) throws(PrePostError) -> Double
  ) throws(PrePostError) -> Int {
    guard power > level, power < 1 else {
      throw .outOfRange(what: "the power", value: power, range: "from the level \(level) to 1")
    }
    let step = clusters.map { max(1, Int($0.size.rounded(.up))) } ?? 1
    func reaches(_ count: Int) throws(PrePostError) -> Bool {
      do throws(PrePostError) { return try found(count * step) >= power } catch {
        if case .tooFew = error { return false }
        throw error
      }
    }
    var high = 2
    while try !reaches(high) {
      guard high < 1 << 40 else {
        throw .outOfRange(
          what: "the effect", value: 0, range: "away from 0, else no number of units is enough")
      }
      high *= 2
    }
    var low = 0
    while high - low > 1 {
      let middle = (low + high) / 2
      if try reaches(middle) { high = middle } else { low = middle }
    }
    return high * step
  }
}
