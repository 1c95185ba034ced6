internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import Models

// What a test of leads can find. Under a linear violation of parallel trends, δ_l = slope·(l − reference), the leads' estimates are
// normal around δ with their covariance Σ. The pre-test passes where no lead is significant at 5 %, the common practice:
// |β̂_l| ≤ 1.96·σ_l for all; its power is one less the probability of that box. The slopes that are found in half and in four of
// five samples say what the test would miss. For a given trend come its power, the likelihood ratio of the estimates under
// the trend and under parallel trends, the Bayes factor of passing, and what the estimates would be on average, in all
// samples and in those that pass.
//
// The mean of the later estimates given that the leads pass is δ_post + Σ_post,pre·Σ_pre⁻¹·(E[β̂_pre | pass] − δ_pre); the mean of the
// truncated normal is by Tallis (1961): E[β̂ | pass] − δ = Σ·(f(l) − f(u))/P(pass), where fₖ is the density of lead k at its bound
// times the probability that the others pass given it.
//
// Source: Roth (2022), Pretest with caution: event-study estimates after testing for parallel trends, American Economic Review:
// Insights 4(3), 305–322; Tallis (1961), J. Royal Statistical Society B 23, 223–229.

/// The power of a test of leads against linear trends.
struct PretrendPower {
  let times: [Int]
  let reference: Int
  private let estimates: [Double]
  private let covariance: Matrix
  private let scales: [Double]
  private let correlation: Matrix

  /// Two-sided, 5 %.
  private static let critical = Normal().upperQuantile(0.025)
  private static let points = 4096

  /// Nil without leads, or where a lead has no variance.
  init?(path: EffectPath, times: [Int], reference: Int) {
    guard !times.isEmpty else { return nil }
    let variances = path.covariance.diagonal
    guard variances.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    self.times = times
    self.reference = reference
    estimates = path.estimates
    covariance = path.covariance
    scales = variances.map { $0.squareRoot() }
    var correlation = path.covariance
    for column in times.indices {
      for row in times.indices {
        correlation[row, column] =
          row == column ? 1 : correlation[row, column] / (scales[row] * scales[column])
      }
    }
    self.correlation = correlation
  }

  /// δ at some event times.
  private func trend(_ slope: Double, _ times: [Int]) -> [Double] {
    times.map { slope * Double($0 - reference) }
  }

  /// The probability that some lead is significant.
  func power(slope: Double) -> Double {
    1 - pass(trend(slope, times), NormalBox(correlation: correlation, points: Self.points))
  }

  private func pass(_ means: [Double], _ box: NormalBox) -> Double {
    let shifts = zip(means, scales).map { $0 / $1 }
    return box.probability(
      lower: shifts.map { -Self.critical - $0 }, upper: shifts.map { Self.critical - $0 })
  }

  /// The slope that is found with this probability; nil where none is, or where the test finds it with no trend at all.
  func slope(power: Double) -> Double? {
    let box = NormalBox(correlation: correlation, points: Self.points / 4)
    func found(_ slope: Double) -> Double { 1 - pass(trend(slope, times), box) }
    guard found(0) < power else { return nil }
    let unit = (scales.max() ?? 1) / Double(max(1, times.map { abs($0 - reference) }.max() ?? 1))
    var high = unit
    for _ in 0..<40 where found(high) < power { high *= 2 }
    guard found(high) >= power else { return nil }
    // False position with Illinois' halving.
    var low = high == unit ? 0 : high / 2
    var (below, above) = (found(low) - power, found(high) - power)
    for _ in 0..<30 where above > 1e-8 && high - low > 1e-9 * high {
      let middle = low + (high - low) * below / (below - above)
      let value = found(middle) - power
      if abs(value) <= 1e-8 { return middle }
      if value < 0 {
        low = middle
        below = value
        above /= 2
      } else {
        high = middle
        above = value
        below /= 2
      }
    }
    return high
  }

  /// E[β̂ | pass] of the leads under a trend.
  private func meanGivenPass(_ means: [Double]) -> [Double]? {
    let box = NormalBox(correlation: correlation, points: Self.points)
    let passing = pass(means, box)
    guard passing > 1e-6 else { return nil }
    let count = times.count
    let shifts = zip(means, scales).map { $0 / $1 }
    var differences = [Double](repeating: 0, count: count)
    for lead in 0..<count {
      let others = (0..<count).filter { $0 != lead }
      for (sign, bound) in [(1.0, -Self.critical - shifts[lead]), (-1.0, Self.critical - shifts[lead])] {
        var inside = 1.0
        if !others.isEmpty {
          // The others given this lead at its bound.
          var conditional = Matrix(rows: others.count, columns: others.count)
          let spreads = others.map { 1 - correlation[$0, lead] * correlation[$0, lead] }
          guard spreads.allSatisfy({ $0 > 1e-12 }) else { return nil }
          for (column, j) in others.enumerated() {
            for (row, i) in others.enumerated() {
              conditional[row, column] =
                row == column
                ? 1
                : (correlation[i, j] - correlation[i, lead] * correlation[j, lead])
                  / (spreads[row] * spreads[column]).squareRoot()
            }
          }
          let limits = others.enumerated().map { place, other in
            let centre = correlation[other, lead] * bound
            let root = spreads[place].squareRoot()
            return (
              (-Self.critical - shifts[other] - centre) / root,
              (Self.critical - shifts[other] - centre) / root
            )
          }
          inside = NormalBox(correlation: conditional, points: Self.points / 4).probability(
            lower: limits.map(\.0), upper: limits.map(\.1))
        }
        differences[lead] += sign * Normal().density(bound) * inside
      }
    }
    return (0..<count).map { lead in
      var sum = 0.0
      for other in 0..<count { sum += correlation[lead, other] * differences[other] }
      return means[lead] + scales[lead] * sum / passing
    }
  }

  func figures(trend slope: Double?) -> [DifferencesResult.Figure] {
    var figures: [DifferencesResult.Figure] = [
      .init(name: "slope_power_50", value: self.slope(power: 0.5)),
      .init(name: "slope_power_80", value: self.slope(power: 0.8)),
    ]
    guard let slope else { return figures }
    let power = power(slope: slope)
    let size = self.power(slope: 0)
    figures += [
      .init(name: "pretrend_power", value: power),
      .init(name: "pretrend_bayes_factor", value: size < 1 ? (1 - power) / (1 - size) : nil),
      .init(name: "pretrend_likelihood_ratio", value: likelihoodRatio(slope)),
    ]
    return figures
  }

  /// exp(−½(Q(δ) − Q(0))), Q the squared distance of the estimates in the metric of Σ⁻¹.
  private func likelihoodRatio(_ slope: Double) -> Double? {
    guard let factor = try? Cholesky(of: correlation) else { return nil }
    func distance(_ means: [Double]) -> Double? {
      let gap = estimates.indices.map { (estimates[$0] - means[$0]) / scales[$0] }
      guard let solved = try? factor.solve(gap) else { return nil }
      return zip(gap, solved).reduce(0) { $0 + $1.0 * $1.1 }
    }
    guard let under = distance(trend(slope, times)), let none = distance(times.map { _ in 0 }),
      (under - none).isFinite
    else { return nil }
    return PortableElementary.exp(-(under - none) / 2)
  }

  /// By event time the trend and what the estimate would be on average where the leads pass.
  func tables(of path: EffectPath, times all: [Int], leads: [Int], trend slope: Double?)
    -> [DifferencesResult.Table]
  {
    guard let slope else { return [] }
    let means = trend(slope, times)
    let conditional = meanGivenPass(means)
    let after = all.indices.filter { !leads.contains($0) }
    var rows: [[DifferencesResult.Table.Cell]] = leads.enumerated().map { place, position in
      [.integer(all[position]), .number(means[place]), .number(conditional?[place])]
    }
    if let conditional {
      let gap = zip(conditional, means).map { $0 - $1 }
      let scaled = zip(gap, scales).map { $0 / $1 }
      let solved = (try? Cholesky(of: correlation))
        .flatMap { try? $0.solve(scaled) }
        .map { zip($0, scales).map { $0 / $1 } }
      for position in after {
        let own = slope * Double(all[position] - reference)
        let shift = solved.map { solved in
          zip(leads, solved).reduce(0) { $0 + path.covariance[position, $1.0] * $1.1 }
        }
        rows.append([.integer(all[position]), .number(own), .number(shift.map { own + $0 })])
      }
    } else {
      for position in after {
        rows.append([
          .integer(all[position]), .number(slope * Double(all[position] - reference)), .number(nil),
        ])
      }
    }
    return [
      DifferencesResult.Table(
        name: "pretest", columns: ["key", "trend", "mean_after_pretest"], rows: rows)
    ]
  }
}
