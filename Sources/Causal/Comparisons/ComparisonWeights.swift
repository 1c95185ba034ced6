internal import Foundation
internal import LinearAlgebra

/// What a comparison takes from weights and covariates alone, whatever the response: odds, means of the covariates, inverse Gram
/// matrices. Cells of one group with one comparison group and one period of the covariates share it.
struct ComparisonWeights {
  /// Probabilities of treatment from which comparison units are trimmed (R's DRDID 1.2.3 has the same bound).
  static let trimming = 0.995

  let method: DifferencesMethod
  let parts: [ComparisonPart]
  /// Whether treatment's own regressions make the estimator locally efficient, which takes rows before.
  let isEfficient: Bool
  /// γ and its inverse information; nil where no propensity is used.
  let propensity: PropensityFit?
  /// Odds p/(1 − p) of the rows of the control parts, part after part; 0 for trimmed rows; nil where not used.
  private(set) var odds: [Double]?
  /// Σ w·odds·X'X of each role, for the propensity's part in regressions; nil where not used.
  let oddsGrams: [Matrix?]
  let trimmed: Int
  /// Σ w of each role; Σ w·odds of controls where odds are used.
  let totals: [Double]
  /// Means of X with the same weights.
  let means: [[Double]]
  /// Means of X over all treated rows with weights w, and their Σ w.
  let treatedMean: [Double]
  let treatedTotal: Double
  /// Σ w over all rows, and over the rows after.
  let allTotal: Double
  let afterTotal: Double
  /// (Σ w X'X)⁻¹ of each role that has a regression (weights w·odds for the controls of the improved estimator).
  let inverseGrams: [Matrix?]

  var usesRegression: Bool { inverseGrams.contains { $0 != nil } }

  /// The same without the odds of the rows, which can be worked out again.
  var withoutOdds: ComparisonWeights {
    var copy = self
    copy.odds = nil
    return copy
  }

  /// `cell` names the comparison in errors, `names` the covariates.
  init(
    _ source: ComparisonSource, _ parts: [ComparisonPart], _ method: DifferencesMethod, cell: String,
    names: [String]
  ) throws(DifferencesError) {
    self.method = method
    self.parts = parts
    let size = source.parameters
    let hasBefore = parts.contains { !$0.role.isAfter }
    isEfficient = hasBefore && size > 0 && (method == .doublyRobust || method == .improved)
    var usesPropensity = false
    var regressed: Set<ComparisonRole> = []
    if size > 0 {
      switch method {
      case .regression, .changesInChanges, .outcomeRegression: regressed = [.controlAfter, .controlBefore]
      case .weighting, .abadie: usesPropensity = true
      case .doublyRobust, .improved, .doublyRobustSimple, .improvedSimple:
        usesPropensity = true
        regressed = [.controlAfter, .controlBefore]
        if isEfficient { regressed = [.controlAfter, .controlBefore, .treatedAfter, .treatedBefore] }
      }
    }
    let isImproved = method == .improved || method == .improvedSimple
    for role in ComparisonRole.allCases where hasBefore || role.isAfter {
      let count = parts.reduce(0) { $0 + ($1.role == role ? $1.rows.count : 0) }
      let needed = regressed.contains(role) ? max(1, size) : 1
      if count < needed {
        throw .tooFew(
          cell: cell, role: role.isTreated ? "treated" : "comparison", units: count, parameters: needed)
      }
    }
    if usesPropensity {
      do throws(PropensityFit.Failure) {
        let logit = try PropensityFit(source, parts, .logit)
        propensity =
          isImproved ? try PropensityFit(source, parts, .tilting, start: logit.coefficients) : logit
      } catch {
        switch error {
        case .separation(let column): throw .separation(cell: cell, terms: [names[column]])
        case .dependent(let column): throw .collinear(cell: cell, terms: [names[column]])
        }
      }
    } else {
      propensity = nil
    }
    var sums = Sums(size)
    var odds: [Double]?
    if usesPropensity {
      odds = []
      odds?.reserveCapacity(parts.reduce(0) { $0 + ($1.role.isTreated ? 0 : $1.rows.count) })
    }
    let block = BlockSums.block
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 4 * block)
    scratch.initialize(repeating: 0, count: 4 * block)
    defer { scratch.deallocate() }
    for part in parts {
      var first = part.rows.lowerBound
      while first < part.rows.upperBound {
        let rows = first..<min(part.rows.upperBound, first + block)
        first = rows.upperBound
        let count = rows.count
        source.weights(rows, scratch)
        sums.addAll(part, BlockSums.sum(scratch, count))
        if regressed.contains(part.role), !isImproved || part.role.isTreated {
          sums.addGram(part.role, source, rows, scratch, scratch + block)
        }
        if part.role.isTreated {
          sums.add(part.role, source, rows, scratch)
        } else if let fit = propensity {
          let place = scratch + 2 * block
          place.update(repeating: 0, count: count)
          source.addPredictor(fit.coefficients, times: 1, rows, place)
          for index in 0..<count {
            // p < 0.995 where exp(x) < 199.
            let value = exp(place[index])
            let isIn = value < ComparisonWeights.trimming / (1 - ComparisonWeights.trimming)
            if !isIn { sums.trimmed += 1 }
            place[index] = isIn ? value : 0
          }
          odds?.append(contentsOf: UnsafeBufferPointer(start: place, count: count))
          BlockSums.multiply(scratch, place, scratch + 3 * block, count)
          sums.add(part.role, source, rows, scratch + 3 * block)
          if !regressed.isEmpty {
            sums.addGram(
              part.role, source, rows, scratch + 3 * block, scratch + block, isOdds: !isImproved)
          }
        } else {
          sums.add(part.role, source, rows, scratch)
        }
      }
    }
    self.odds = odds
    trimmed = sums.trimmed
    totals = sums.totals
    for role in ComparisonRole.allCases where hasBefore || role.isAfter {
      guard sums.totals[role.rawValue] > 0 else {
        if role.isTreated {
          throw .tooFew(cell: cell, role: "treated", units: 0, parameters: 1)
        }
        throw .noOverlap(cell: cell, trimmed: sums.trimmed)
      }
    }
    means = zip(sums.moments, sums.totals).map { moments, total in moments.map { $0 / total } }
    treatedTotal = sums.treatedTotal
    treatedMean = sums.treatedMoments.map { $0 / sums.treatedTotal }
    allTotal = sums.allTotal
    afterTotal = sums.afterTotal
    let needsOddsGrams = usesPropensity && !regressed.isEmpty && !isImproved
    oddsGrams = ComparisonRole.allCases.map { role in
      needsOddsGrams && !role.isTreated ? sums.gram(role, isOdds: true) : nil
    }
    var inverses = [Matrix?](repeating: nil, count: 4)
    for role in ComparisonRole.allCases where regressed.contains(role) && (hasBefore || role.isAfter) {
      do throws(LinearAlgebraError) {
        let factor = try Cholesky(of: sums.gram(role))
        guard try factor.reciprocalCondition() > 1e-13 else {
          throw LinearAlgebraError.singular(routine: "dpocon", pivot: size, size: size)
        }
        inverses[role.rawValue] = try factor.inverse()
      } catch {
        var column = size - 1
        if case .notPositiveDefinite(_, let minor, _) = error { column = minor - 1 }
        throw .collinear(cell: cell, terms: [names[column]])
      }
    }
    inverseGrams = inverses
  }

  private struct Sums {
    let size: Int
    var totals = [Double](repeating: 0, count: 4)
    var moments: [[Double]]
    var grams: [[Double]]
    var oddsGrams: [[Double]]
    var treatedTotal = 0.0
    var treatedMoments: [Double]
    var allTotal = 0.0
    var afterTotal = 0.0
    var trimmed = 0

    init(_ size: Int) {
      self.size = size
      moments = Array(repeating: Array(repeating: 0, count: size), count: 4)
      grams = Array(repeating: Array(repeating: 0, count: size * size), count: 4)
      oddsGrams = grams
      treatedMoments = Array(repeating: 0, count: size)
    }

    mutating func addAll(_ part: ComparisonPart, _ weight: Double) {
      allTotal += weight
      if part.role.isAfter { afterTotal += weight }
    }

    mutating func add(
      _ role: ComparisonRole, _ source: ComparisonSource, _ rows: Range<Int>, _ weights: UnsafePointer<Double>
    ) {
      let total = BlockSums.sum(weights, rows.count)
      totals[role.rawValue] += total
      if role.isTreated { treatedTotal += total }
      for column in 0..<size {
        let moment = BlockSums.dot(weights, source.covariates[column] + rows.lowerBound, rows.count)
        moments[role.rawValue][column] += moment
        if role.isTreated { treatedMoments[column] += moment }
      }
    }

    mutating func addGram(
      _ role: ComparisonRole, _ source: ComparisonSource, _ rows: Range<Int>,
      _ weights: UnsafePointer<Double>, _ product: UnsafeMutablePointer<Double>, isOdds: Bool = false
    ) {
      for column in 0..<size {
        BlockSums.multiply(weights, source.covariates[column] + rows.lowerBound, product, rows.count)
        for other in 0...column {
          let sum = BlockSums.dot(product, source.covariates[other] + rows.lowerBound, rows.count)
          if isOdds {
            oddsGrams[role.rawValue][column + other * size] += sum
          } else {
            grams[role.rawValue][column + other * size] += sum
          }
        }
      }
    }

    func gram(_ role: ComparisonRole, isOdds: Bool = false) -> Matrix {
      var gram = isOdds ? oddsGrams[role.rawValue] : grams[role.rawValue]
      for column in 0..<size {
        for other in 0..<column { gram[other + column * size] = gram[column + other * size] }
      }
      return Matrix(rows: size, columns: size, columnMajor: gram)
    }
  }
}
