public import Kernels

// The concentration index with its standard error.
//
// With mean benefit μ, mid-rank R of a person's group (share of the people below it plus half its own) and L₋, L₊ the ordinates of
// the concentration curve at the two ends of the group, a person's influence on C is a − (1 + C), where
//
//   a = (benefit / μ) (2R − 1 − C) + 2 − L₋ − L₊,
//
// so that var(C) = Σ (w / W)² (a − 1 − C)². With equal weights and no ties this is formula (14) of Kakwani, Wagstaff and van
// Doorslaer (1997, Journal of Econometrics 77, 87–103), var = (1/n)[(1/n) Σ a² − (1 + C)²]; with ties it is their formula (15) for
// grouped data with the variances inside groups. Weights are taken as given and records as drawn independently of one another, as in
// the linearisation of Binder and Kovačević (1995, Survey Methodology 21, 137–145); no finite-sample factor.

/// The concentration index of a benefit, from records.
public struct ConcentrationIndex: Sendable, Equatable {
  public let value: Exact
  /// Nil with a single record.
  public let standardError: Double?
  /// Records with a weight.
  public let records: Int

  /// Nil where nobody receives anything. Throws as the curve does.
  ///
  /// - Complexity: O(n log n) for n records.
  public init?(_ records: [BenefitRecord]) throws(TargetingError) {
    try self.init(records, curve: ConcentrationCurve(records))
  }

  /// The same where the curve of these records is known.
  public init?(_ records: [BenefitRecord], curve: ConcentrationCurve) {
    guard let value = curve.index else { return nil }
    self.value = value
    self.records = curve.groups.reduce(0) { $0 + $1.records }
    guard self.records > 1 else {
      standardError = nil
      return
    }
    let people = Double(curve.weight)
    let total = Double(curve.benefit)
    let mean = total / people
    let index = value.double
    // Multiples of each group's benefit per person, and what is the same for all of a group.
    var slopes: [Double] = []
    var levels: [Double] = []
    for group in curve.groups {
      let rank = (Double(group.weightBelow) + Double(group.weight) / 2) / people
      let ordinates = (Double(group.benefitBelow) + Double(group.benefitBelow + group.benefit)) / total
      slopes.append((2 * rank - 1 - index) / mean)
      levels.append(2 - ordinates - (1 + index))
    }
    // In a fixed order, whatever the order of the records.
    let sorted = records.filter { $0.weight > 0 }.sorted {
      ($0.rank, $0.weight, $0.benefit) < ($1.rank, $1.weight, $1.benefit)
    }
    var sum = 0.0
    var group = 0
    for record in sorted {
      while curve.groups[group].rank != record.rank { group += 1 }
      let part = Double(record.weight) / people * (slopes[group] * Double(record.benefit) + levels[group])
      sum += part * part
    }
    standardError = sum.squareRoot()
  }
}
