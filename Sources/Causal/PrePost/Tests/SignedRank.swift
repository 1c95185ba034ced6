internal import Distributions

// V = Σ of the ranks of |d| over d > 0, zeros left out first, ties by midranks; differences to ten decimals. Under symmetry around
// zero each rank is counted with probability ½: E V = n(n + 1)/4, Var V = n(n + 1)(2n + 1)/24 − Σ(t³ − t)/48, and the exact
// law given the midranks is that of Σ rᵢBᵢ, by convolution over doubled ranks.
//
// The estimate is the median of the Walsh averages (dᵢ + dⱼ)/2, i ≤ j; the ends of the interval are those order
// statistics of them that the law of V leaves in each tail.
//
// Source: Wilcoxon (1945), Biometrics Bulletin 1; Hodges & Lehmann (1963), Ann. Math. Stat. 34; Hollander, Wolfe & Chicken
// (2014), Nonparametric Statistical Methods, 3rd ed., ch. 3.
extension PairedSamples {
  /// Pairs up to which the exact law is worked out: 10⁹ additions, and 2⁻ⁿ still a double.
  static let exactLimit = 1000

  func signedRank(_ test: PrePostTest, _ asked: RankLaw, _ options: TestOptions) throws(PrePostError)
    -> TestOutcome
  {
    let differences = roundedDifferences.filter { $0 != 0 }
    let zeros = count - differences.count
    let n = differences.count
    guard n > 0 else { throw .constant(test: test.rawValue, what: "all differences are zero") }
    let ranks = MidRanks(differences.map(\.magnitude))
    let doubledV = zip(differences, ranks.doubled).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    let v = Double(doubledV) / 2
    let law = asked != .automatic ? asked : n < 50 && zeros == 0 && !ranks.hasTies ? .exact : .normalCorrected
    var outcome = TestOutcome(test)
    outcome.statistic = v
    outcome.count = n
    var notes: [String] = []
    if zeros > 0 { notes.append("\(zeros) zero differences left out") }
    let size = Double(n)
    let mean = size * (size + 1) / 4
    let rank: Int
    switch law {
    case .exact:
      guard n <= PairedSamples.exactLimit else {
        throw .exactTooLarge(test: test.rawValue, size: n, limit: PairedSamples.exactLimit)
      }
      let exact = SignedRankLaw(ranks.doubled)
      outcome.pValue = options.alternative.pValue(lower: exact.lower(doubledV), upper: exact.upper(doubledV))
      rank = exact.quantile(options.tail) / 2
      notes.append(ranks.hasTies ? "exact given the midranks" : "exact")
    case .normal, .normalCorrected, .automatic:
      let deviation = (size * (size + 1) * (2 * size + 1) / 24 - ranks.tieSum / 48).squareRoot()
      let corrected = law != .normal
      let z = RankLaw.deviate(v - mean, deviation, corrected: corrected, options.alternative)
      outcome.deviate = z
      outcome.pValue = options.alternative.pValue(z, Normal())
      let reach = Normal().quantile(at: .upper(options.tail)) * deviation + (corrected ? 0.5 : 0)
      rank = Int((mean - reach).rounded(.down)) + 1
      notes.append(corrected ? "normal with continuity correction" : "normal")
    }
    let sorted = differences.sorted()
    let averages = n * (n + 1) / 2
    outcome.estimate = PairwiseOrder.median(of: averages) { PairwiseOrder.walsh($0, sorted) }
    // Both ends are missed with probability 2⁻ⁿ each, however the interval is taken.
    if RankLaw.hasInterval(rank: rank, leastTail: Double(sign: .plus, exponent: -n, significand: 1), options)
    {
      outcome.setRankInterval(rank, of: averages, options.alternative) { PairwiseOrder.walsh($0, sorted) }
    } else {
      notes.append("too few pairs for an interval")
    }
    outcome.note = notes.joined(separator: "; ")
    return outcome
  }
}

extension RankLaw {
  /// Whether order statistics hold the confidence that is asked for. The widest interval, from the smallest to the largest, leaves
  /// `leastTail` on each side; R's `wilcox.test` warns where that is more than one and a half times the tail asked for, and so much is
  /// let pass here too.
  static func hasInterval(rank: Int, leastTail: Double, _ options: TestOptions) -> Bool {
    rank >= 1 || leastTail <= 1.5 * options.tail
  }

  /// The standardised distance of a statistic from its mean, half a unit nearer with a correction.
  static func deviate(
    _ distance: Double, _ deviation: Double, corrected: Bool, _ alternative: Alternative
  ) -> Double {
    guard corrected else { return distance / deviation }
    let half: Double =
      switch alternative {
      case .twoSided: distance == 0 ? 0 : distance > 0 ? 0.5 : -0.5
      case .less: -0.5
      case .greater: 0.5
      }
    return (distance - half) / deviation
  }
}

extension TestOutcome {
  /// The interval between the `rank`-th order statistics from both ends; the ends of the data where the law has no rank.
  mutating func setRankInterval(
    _ rank: Int, of total: Int, _ alternative: Alternative, _ statistic: (Int) -> Double
  ) {
    let inside = min(max(rank, 1), (total + 1) / 2)
    if alternative != .less { confidenceLow = statistic(inside) }
    if alternative != .greater { confidenceHigh = statistic(total + 1 - inside) }
  }
}

/// The law of Σ rᵢBᵢ with Bᵢ fair coins; ranks doubled.
struct SignedRankLaw {
  /// P(doubled V = s).
  private let mass: [Double]

  /// O(n · Σ r).
  init(_ doubled: [Int]) {
    var mass = [Double](repeating: 0, count: doubled.reduce(0, +) + 1)
    mass[0] = 1
    var reach = 0
    for rank in doubled {
      reach += rank
      var sum = reach
      while sum >= rank {
        mass[sum] = 0.5 * (mass[sum] + mass[sum - rank])
        sum -= 1
      }
      while sum >= 0 {
        mass[sum] *= 0.5
        sum -= 1
      }
    }
    self.mass = mass
  }

  /// P(doubled V ≤ s), summed from the small end.
  func lower(_ sum: Int) -> Double { sum < 0 ? 0 : mass[...min(sum, mass.count - 1)].reduce(0, +) }

  /// P(doubled V ≥ s); by symmetry the same as below the mirrored sum.
  func upper(_ sum: Int) -> Double { lower(mass.count - 1 - sum) }

  /// The smallest sum with P(doubled V ≤ s) ≥ p.
  func quantile(_ p: Double) -> Int {
    var total = 0.0
    for (sum, mass) in mass.enumerated() {
      total += mass
      if total >= p { return sum }
    }
    return mass.count - 1
  }
}
