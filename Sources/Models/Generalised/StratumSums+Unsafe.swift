internal import Kernels

// B = Σ_S e^{Σ_{i∈S} η_i} over the sets S of m among n rows, with the mean and covariance of Σ_S x under the law that gives a set the share
// e^{Σ_S η}/B. For any λ, with p_i = 1/(1 + e^{−η_i−λ}), it is the law of rows that are in S independently of each other with
// probability p_i, given that m of them are: B = P(K = m)·e^{−λm}·Π(1 + e^{η_i+λ}) for their number K. With Σp = m that probability is
// of the order of 1/√n, and the recursion over rows
//   f(r, i) = (1 − p_i)·f(r, i − 1) + p_i·f(r − 1, i − 1)
// needs neither logarithms nor more than the numbers r that a path to m can have but for 10⁻⁴⁰: those within
// t = L/3 + √(L²/9 + 2LV) of their mean, V the variance and L = log(2·10⁴⁰) (Bernstein's inequality), looked at from both ends.
// All terms are positive, so that rounding grows with n and no further; O(n·√n) states for one stratum in place of n·m.
//
// Recursions of this kind: Howard (1972), J. Royal Stat. Soc. B 34; Gail, Lubin & Rubinstein (1981), Biometrika 68; the independent
// law conditioned on its sum: Chen, Dempster & Liu (1994), Biometrika 81.

/// The sets of ones of one stratum.
struct StratumSums {
  let rows: Int
  let ones: Int
  /// Σ log P(y_i) of independent rows.
  private let logarithm: Double
  private let chances: [Double]
  private let rests: [Double]
  /// The numbers of ones that are followed after each row.
  private let lows: [Int]
  private let highs: [Int]

  /// log(2·10⁴⁰).
  private static let depth = 92.8

  /// Nil where a predictor is not finite. `predictors` and `outcomes`: a number a row, of outcomes zero or one.
  init?(predictors: [Double], outcomes: ArraySlice<Double>) {
    let rows = predictors.count
    guard predictors.allSatisfy(\.isFinite) else { return nil }
    let ones = outcomes.count { $0 == 1 }
    let shift = StratumSums.shift(predictors, ones)
    var chances: [Double] = []
    var rests: [Double] = []
    var sum = CompensatedSum()
    var (means, variances) = ([0.0], [0.0])
    for (predictor, outcome) in zip(predictors, outcomes) {
      let place = predictor + shift
      let (chance, rest) = Family.logistic(place)
      chances.append(chance)
      rests.append(rest)
      // log P(y) = −log(1 + e^{−z}) for z = ±η.
      let z = outcome == 1 ? place : -place
      sum.add(min(z, 0) - RealPower.logarithmOfOnePlus(RealPower.exponential(-abs(z))))
      means.append(means[means.count - 1] + chance)
      variances.append(variances[variances.count - 1] + chance * rest)
    }
    self.rows = rows
    self.ones = ones
    self.chances = chances
    self.rests = rests
    logarithm = sum.value
    var (lows, highs) = ([Int](), [Int]())
    for row in 0...rows {
      let before = StratumSums.reach(variances[row])
      let after = StratumSums.reach(variances[rows] - variances[row])
      let left = Double(ones) - (means[rows] - means[row])
      let low = max(0, ones - (rows - row), Int(max(means[row] - before, left - after, 0).rounded(.down)))
      let high = min(row, ones, Int(max(min(means[row] + before, left + after), 0).rounded(.up)))
      // A number once left is not come back to.
      lows.append(max(min(low, high), lows.last ?? 0))
      highs.append(high)
    }
    self.lows = lows
    self.highs = highs
  }

  /// States of a stratum, at most.
  static func states(rows: Int, ones: Int) -> Double {
    let (n, m) = (Double(rows), Double(ones))
    return n * min(min(m, n - m) + 1, 2 * reach(m * (n - m) / n))
  }

  private static func reach(_ variance: Double) -> Double {
    depth / 3 + (depth * depth / 9 + 2 * depth * max(0, variance)).squareRoot()
  }

  /// λ with Σp within a hundredth of m: Newton's steps, halved intervals where one leaves them.
  private static func shift(_ predictors: [Double], _ ones: Int) -> Double {
    let (n, m) = (Double(predictors.count), Double(ones))
    guard m > 0, m < n else { return 0 }
    // p ≤ e^{η+λ} and 1 − p ≤ e^{−η−λ} bound the sum at both ends.
    var low = RealPower.logarithm(m / n) - (predictors.max() ?? 0)
    var high = -RealPower.logarithm((n - m) / n) - (predictors.min() ?? 0)
    var place = low / 2 + high / 2
    for _ in 0..<200 {
      var (gap, slope) = (-m, 0.0)
      for predictor in predictors {
        let (chance, rest) = Family.logistic(predictor + place)
        gap += chance
        slope += chance * rest
      }
      if abs(gap) <= 0.01 { break }
      if gap < 0 { low = place } else { high = place }
      let next = place - gap / slope
      place = next > low && next < high ? next : low / 2 + high / 2
      if place <= low || place >= high { break }
    }
    return place
  }

  /// The logarithm of the share of the sample's own ones among all sets.
  func logLikelihood() -> Double {
    var law = [Double](repeating: 0, count: ones + 1)
    law[0] = 1
    law.withUnsafeMutableBufferPointer { law in
      for row in 0..<rows {
        let (chance, rest) = (chances[row], rests[row])
        let (low, high) = (lows[row + 1], highs[row + 1])
        var size = high
        while size >= max(low, 1) {
          law[size] = rest * law[size] + chance * law[size - 1]
          size -= 1
        }
        if low == 0 { law[0] *= rest }
        StratumSums.clear(&law, lows[row]..<low)
        StratumSums.clear(&law, high + 1..<max(high, highs[row]) + 1)
      }
    }
    return logarithm - RealPower.logarithm(law[ones])
  }

  /// The same with the mean of Σ_S x and, column by column, its covariance. `values`: `width` numbers a row.
  func moments(_ values: ArraySlice<Double>, width: Int) -> (
    logLikelihood: Double, mean: [Double], covariance: [Double]
  ) {
    let square = width * (width + 1) / 2
    var law = [Double](repeating: 0, count: ones + 1)
    law[0] = 1
    var means = [Double](repeating: 0, count: (ones + 1) * width)
    var products = [Double](repeating: 0, count: (ones + 1) * square)
    var gap = [Double](repeating: 0, count: width)
    law.withUnsafeMutableBufferPointer { law in
      means.withUnsafeMutableBufferPointer { means in
        products.withUnsafeMutableBufferPointer { products in
          gap.withUnsafeMutableBufferPointer { gap in
            values.withUnsafeBufferPointer { values in
              for row in 0..<rows {
                let (low, high) = (lows[row + 1], highs[row + 1])
                let chance = chances[row]
                let rest = rests[row]
                var size = high
                while size >= max(low, 1) {
                  let (stay, enter) = (rest * law[size], chance * law[size - 1])
                  let (own, other) = (size * width, (size - 1) * width)
                  let (ownSquare, otherSquare) = (size * square, (size - 1) * square)
                  let total = stay + enter
                  law[size] = total
                  let (share, left) = total > 0 ? (enter / total, stay / total) : (0, 1)
                  size -= 1
                  if enter == 0 { continue }
                  for column in 0..<width {
                    gap[column] = means[other + column] + values[row * width + column] - means[own + column]
                    means[own + column] += share * gap[column]
                  }
                  var index = 0
                  for column in 0..<width {
                    let scaled = share * left * gap[column]
                    for second in 0...column {
                      products[ownSquare + index] =
                        left * products[ownSquare + index] + share * products[otherSquare + index]
                        + scaled * gap[second]
                      index += 1
                    }
                  }
                }
                if low == 0 { law[0] *= rest }
                StratumSums.clear(&law, lows[row]..<low)
                StratumSums.clear(&law, high + 1..<max(high, highs[row]) + 1)
              }
            }
          }
        }
      }
    }
    var covariance = [Double](repeating: 0, count: width * width)
    var index = ones * square
    for column in 0..<width {
      for second in 0...column {
        covariance[column * width + second] = products[index]
        covariance[second * width + column] = products[index]
        index += 1
      }
    }
    return (
      logarithm - RealPower.logarithm(law[ones]), Array(means[(ones * width)..<(ones + 1) * width]),
      covariance
    )
  }

  private static func clear(_ law: inout UnsafeMutableBufferPointer<Double>, _ range: Range<Int>) {
    for size in range { law[size] = 0 }
  }
}
