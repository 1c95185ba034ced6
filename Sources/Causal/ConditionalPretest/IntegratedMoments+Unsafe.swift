internal import Foundation
internal import LinearAlgebra

/// Of one group and period before its treatment: the moment at all points, and what gives each row's influence on it.
///
/// With h a row's share of the treated weight w or of the comparison's w·odds and Δ the change from the period before, less its mean
/// with h over the comparison: J(u) = Σ_treated hΔ1{X ≤ u} − Σ_comparison hΔ1{X ≤ u}. A row's influence is
/// ±h(Δ1{X ≤ u} − J±(u)) − G(u)·hΔ of the comparison − M(u)'I⁻¹x·w(D − p), with J± the two sums, G(u) the difference of the two sums of
/// h1{X ≤ u}, M(u) = Σ_comparison hx(Δ1{X ≤ u} − J₋(u) + G(u)Δ) and I the information of the propensity.
struct IntegratedMoments {
  let source: ComparisonSource
  let points: IndicatorPoints
  private let weights: ComparisonWeights
  private let fit: PropensityFit
  /// The comparison's mean change.
  private var mean = 0.0
  /// J₊, J₋, G and M of each point: 3 + k numbers.
  private var moments: [Double] = []

  private var size: Int { source.parameters }
  private static let bound = ComparisonWeights.trimming / (1 - ComparisonWeights.trimming)

  /// Nil without a propensity.
  init?(_ source: ComparisonSource, _ weights: ComparisonWeights, _ points: IndicatorPoints) {
    guard let fit = weights.propensity else { return nil }
    self.source = source
    self.points = points
    self.weights = weights.withoutOdds
    self.fit = fit
    let size = source.parameters
    let width = 3 + size
    var sums = points.sums(width: width)
    // Over the comparison: hΔ, hx, hΔx.
    var mean = 0.0
    each { rows, isTreated, share, change, _ in
      if !isTreated { mean += BlockSums.dot(share, change, rows.count) }
    }
    self.mean = mean
    var means = [Double](repeating: 0, count: size)
    var products = means
    var numbers = [Double](repeating: 0, count: IndicatorPoints.block * width)
    each { rows, isTreated, share, change, _ in
      for index in 0..<rows.count {
        let product = share[index] * change[index]
        let own = index * width
        numbers[own] = isTreated ? product : 0
        numbers[own + 1] = isTreated ? 0 : product
        numbers[own + 2] = isTreated ? share[index] : -share[index]
        for column in 0..<size {
          let x = source.covariates[column][rows.lowerBound + index]
          numbers[own + 3 + column] = isTreated ? 0 : product * x
          if !isTreated {
            means[column] += share[index] * x
            products[column] += product * x
          }
        }
      }
      numbers.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { points.add(rows, base, width: width, to: &sums) }
      }
    }
    var found = points.cumulated(sums, width: width)
    for point in 0..<points.count {
      let own = point * width
      for column in 0..<size {
        found[own + 3 + column] += found[own + 2] * products[column] - found[own + 1] * means[column]
      }
    }
    moments = found
  }

  /// Σ over the points of their share times J².
  var square: Double {
    let width = 3 + size
    return (0..<points.count).reduce(0) { sum, point in
      let moment = moments[point * width] - moments[point * width + 1]
      return sum + points.shares[point] * moment * moment
    }
  }

  /// The same of Σ V·influence, for each of some draws; `multipliers` writes the draws' V of a row.
  func squares(
    draws: Int, _ multipliers: (_ row: Int, _ out: UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    // Of each draw: Σ Vh of treated and comparison rows, Σ VhΔ of these, Σ V·w(D − p)·x.
    let width = 3 + size
    var totals = [Double](repeating: 0, count: width * draws)
    var sums = points.sums(width: draws)
    var numbers = [Double](repeating: 0, count: IndicatorPoints.block * draws)
    var drawn = [Double](repeating: 0, count: draws)
    each { rows, isTreated, share, change, score in
      numbers.withUnsafeMutableBufferPointer { numbers in
        drawn.withUnsafeMutableBufferPointer { drawn in
          totals.withUnsafeMutableBufferPointer { totals in
            guard let numbers = numbers.baseAddress, let drawn = drawn.baseAddress,
              let totals = totals.baseAddress
            else { return }
            for index in 0..<rows.count {
              let row = rows.lowerBound + index
              multipliers(row, drawn)
              let signed = (isTreated ? 1 : -1) * share[index] * change[index]
              let own = numbers + index * draws
              for draw in 0..<draws { own[draw] = signed * drawn[draw] }
              BlockSums.add(share[index], drawn, totals + (isTreated ? 0 : draws), draws)
              if !isTreated { BlockSums.add(-signed, drawn, totals + 2 * draws, draws) }
              for column in 0..<size {
                BlockSums.add(
                  score[index] * source.covariates[column][row], drawn, totals + (3 + column) * draws, draws)
              }
            }
          }
        }
      }
      numbers.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { points.add(rows, base, width: draws, to: &sums) }
      }
    }
    let found = points.cumulated(sums, width: draws)
    var squares = [Double](repeating: 0, count: draws)
    for draw in 0..<draws {
      let coefficients = fit.inverseInformation.times((0..<size).map { totals[(3 + $0) * draws + draw] })
      for point in 0..<points.count {
        let own = point * width
        var moment =
          found[point * draws + draw] - moments[own] * totals[draw] + moments[own + 1] * totals[draws + draw]
          - moments[own + 2] * totals[2 * draws + draw]
        for column in 0..<size { moment -= moments[own + 3 + column] * coefficients[column] }
        squares[draw] += points.shares[point] * moment * moment
      }
    }
    return squares
  }

  /// Calls `body` with blocks of rows of one kind: their h, Δ and w(D − p).
  private func each(
    _ body: (
      _ rows: Range<Int>, _ isTreated: Bool, _ share: UnsafePointer<Double>, _ change: UnsafePointer<Double>,
      _ score: UnsafePointer<Double>
    ) -> Void
  ) {
    let block = IndicatorPoints.block
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 4 * block)
    scratch.initialize(repeating: 0, count: 4 * block)
    defer { scratch.deallocate() }
    let (share, change) = (scratch, scratch + block)
    let (score, place) = (scratch + 2 * block, scratch + 3 * block)
    let total = weights.totals[ComparisonRole.controlAfter.rawValue]
    for part in weights.parts {
      var first = part.rows.lowerBound
      while first < part.rows.upperBound {
        let rows = first..<min(part.rows.upperBound, first + block)
        first = rows.upperBound
        source.weights(rows, share)
        source.response(rows, change)
        place.update(repeating: 0, count: rows.count)
        source.addPredictor(fit.coefficients, times: 1, rows, place)
        for index in 0..<rows.count {
          change[index] -= mean
          let odds = exp(place[index])
          if part.role.isTreated {
            score[index] = share[index] / (1 + odds)
            share[index] /= weights.treatedTotal
          } else {
            score[index] = -share[index] / (1 + 1 / odds)
            share[index] *= odds < Self.bound ? odds / total : 0
          }
        }
        body(rows, part.role.isTreated, share, change, score)
      }
    }
  }
}
