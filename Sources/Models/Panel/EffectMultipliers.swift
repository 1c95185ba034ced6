// Lagrange multipliers of pooled least squares residuals e against effects of units (1) and of periods (2). With T_i rows of unit i, N_t of
// period t, M₁ = ΣT_i², M₂ = ΣN_t² and A₁ = Σ_i(Σ_t e_it)²/Σe² − 1, A₂ the same by period:
//   Honda          h = √(n²/(2(M − n)))·A, its upper tail: variances are not negative    Honda (1985), Rev. Economic Studies 52(4)
//   Breusch–Pagan  h², or h₁² + h₂²           Breusch & Pagan (1980), Rev. Economic Studies 47(1); unbalanced: Baltagi & Li (1990)
//   both           (h₁ + h₂)/√2               Honda (1985)
//   King–Wu        (√(M₁ − n)·h₁ + √(M₂ − n)·h₂)/√(M₁ + M₂ − 2n)      King & Wu (1997), Econometric Reviews 16(2)
//   GHM            the squares of those h that are above zero, against ¼χ²(0) + ½χ²(1) + ¼χ²(2)
//                                             Gourieroux, Holly & Monfort (1982), Econometrica 50(1)
// Unbalanced panels: the forms of Baltagi, Chang & Li (1998), Advances in Econometrics 13, which are these.

/// Tests for effects of units and periods that need pooled least squares alone.
struct EffectMultipliers {
  let tests: [PanelTest]

  /// Those of periods and of both where periods are known and a period has several rows. O(n).
  init(_ pooled: LinearFit, _ panel: PanelRows) {
    let residuals = pooled.residuals
    let rows = Double(panel.rows)
    var tests: [PanelTest] = []
    guard let (first, firstExcess) = EffectMultipliers.honda(residuals, panel.unit) else {
      self.tests = []
      return
    }
    tests.append(PanelTest(.breuschPagan, first * first, .chiSquared(1)))
    tests.append(PanelTest(.honda, first, .normal(twoSided: false)))
    if let time = panel.time, let (second, secondExcess) = EffectMultipliers.honda(residuals, time) {
      tests.append(PanelTest(.breuschPaganTime, second * second, .chiSquared(1)))
      tests.append(PanelTest(.hondaTime, second, .normal(twoSided: false)))
      tests.append(PanelTest(.breuschPaganBoth, first * first + second * second, .chiSquared(2)))
      tests.append(PanelTest(.hondaBoth, (first + second) / 2.0.squareRoot(), .normal(twoSided: false)))
      let kingWu =
        (firstExcess.squareRoot() * first + secondExcess.squareRoot() * second)
        / (firstExcess + secondExcess).squareRoot()
      tests.append(PanelTest(.kingWu, kingWu, .normal(twoSided: false)))
      let positive = [first, second].filter { $0 > 0 }.reduce(0) { $0 + $1 * $1 }
      tests.append(PanelTest(.gourierouxHollyMonfort, positive, .mixture))
    }
    self.tests = rows > 0 ? tests : []
  }

  /// h and M − n; nil where each group is one row.
  private static func honda(_ residuals: [Double], _ grouping: Grouping) -> (Double, Double)? {
    let rows = Double(residuals.count)
    let excess = grouping.sizes.reduce(0.0) { $0 + Double($1) * Double($1) } - rows
    guard excess > 0 else { return nil }
    var sums = [Double](repeating: 0, count: grouping.count)
    var squares = CompensatedSum()
    for (row, value) in residuals.enumerated() {
      sums[Int(grouping.codes[row])] += value
      squares.add(value * value)
    }
    var grouped = CompensatedSum()
    for sum in sums { grouped.add(sum * sum) }
    guard squares.value > 0 else { return nil }
    return ((rows * rows / (2 * excess)).squareRoot() * (grouped.value / squares.value - 1), excess)
  }
}
