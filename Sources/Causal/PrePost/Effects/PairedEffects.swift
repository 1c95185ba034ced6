internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// d̄ in units of a standard deviation: of the differences (d_z), of both occasions √((s₁² + s₂²)/2) (d_av; `cohen_d` is the same, as if the
// occasions were groups), of the first occasion (Glass). Hedges: times J. Intervals: d_z from the noncentral t; d_av its scaling by
// s_d/s_av (Algina & Keselman 2003, Educational and Psychological Measurement 63); Glass's by its large-sample variance
// s_d²/(s₁²(n − 1)) + Δ²/(2(n − 1)) (Bonett 2008, Psychological Methods 13).
//
// Cliff's δ: pairs of an after and a before value in which after is larger, less those in which it is smaller, of all n². Rank-biserial:
// (V⁺ − V⁻)/(V⁺ + V⁻) of the signed ranks (Kerby 2014, Comprehensive Psychology 3).
extension PairedSamples {
  /// Effect sizes of pairs of numbers. Those that have no meaning for the data are left out.
  public func effects(_ options: TestOptions = TestOptions()) -> [EffectSize] {
    let two = TestOptions(confidence: options.confidence)
    var effects: [EffectSize] = []
    let (first, second, change) = (SampleMoments(before), SampleMoments(after), SampleMoments(differences))
    let n = Double(count)
    if count >= 2 {
      let degrees = n - 1
      let pooled = ((first.variance + second.variance) / 2).squareRoot()
      if !change.isConstant {
        let dz = change.mean / change.deviation
        let ends = HedgesCorrection.noncentrality(dz * n.squareRoot(), degrees: degrees, two)
        func scaled(_ factor: Double) -> (low: Double?, high: Double?) {
          (ends.low.map { $0 * factor }, ends.high.map { $0 * factor })
        }
        let unit = 1 / n.squareRoot()
        effects.append(EffectSize("cohen_dz", dz, scaled(unit), note: "noncentral t"))
        if let j = HedgesCorrection.exact(degrees), let near = HedgesCorrection.approximate(degrees) {
          effects.append(EffectSize("hedges_gz", j * dz, scaled(j * unit)))
          effects.append(EffectSize("hedges_gz_approx", near * dz, scaled(near * unit)))
        }
        if pooled > 0 {
          let ratio = change.deviation / pooled
          effects.append(EffectSize("cohen_dav", dz * ratio, scaled(unit * ratio)))
          effects.append(
            EffectSize("cohen_d", dz * ratio, scaled(unit * ratio), note: "the same as cohen_dav"))
          if let j = HedgesCorrection.exact(2 * degrees) {
            effects.append(EffectSize("hedges_g", j * dz * ratio, scaled(j * unit * ratio)))
          }
        }
      }
      if !first.isConstant {
        let delta = change.mean / first.deviation
        let variance = change.variance / (first.variance * degrees) + delta * delta / (2 * degrees)
        effects.append(
          EffectSize(
            "glass_delta_pre", delta,
            two.alternative.interval(
              delta, variance.squareRoot(), Normal(), confidence: two.confidence), note: "large samples"))
      }
    }
    effects.append(EffectSize("cliff_delta", CliffDelta.estimate(after, before)))
    let rounded = roundedDifferences.filter { $0 != 0 }
    if !rounded.isEmpty {
      let ranks = MidRanks(rounded.map(\.magnitude)).doubled
      let signed = zip(rounded, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : -$1.1) }
      effects.append(EffectSize("rank_biserial", Double(signed) / Double(ranks.reduce(0, +))))
    }
    return effects
  }
}
