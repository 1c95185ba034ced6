internal import LinearAlgebra

/// Bounds of an effect under violations of parallel trends, for several values and with the value where zero enters.
public struct SensitivityAnalysis: Sendable {
  public let study: EventStudyEstimates
  /// Weights of the effects after the reference.
  public let target: [Double]
  /// Of the intervals, between 0 and 1.
  public var confidence: Double
  /// Of the draws of least favourable distributions.
  public var seed: UInt64
  public var threads: Int

  public init(
    _ study: EventStudyEstimates, target: [Double], confidence: Double = 0.95, seed: UInt64 = 1,
    threads: Int = 1
  ) {
    precondition(
      target.count == study.after.count, "\(target.count) weights for \(study.after.count) effects")
    self.study = study
    self.target = target
    self.confidence = confidence
    self.seed = seed
    self.threads = threads
  }

  /// lᵀβ̂ of the effects after, with its own error.
  public var original: EffectEstimate {
    let before = study.before.count
    var value = 0.0
    var variance = 0.0
    for (position, weight) in target.enumerated() {
      value += weight * study.estimates[before + position]
      for (other, second) in target.enumerated() {
        variance += weight * second * study.covariance[before + position, before + other]
      }
    }
    return EffectEstimate(value, standardError: max(0, variance).squareRoot(), confidence: confidence)
  }

  /// The bounds for each value of a restriction. Throws `.outOfRange` for a value that is none of
  /// `SensitivityRequest.Restriction.range`.
  public func bounds(_ restriction: SensitivityRequest.Restriction) throws(SensitivityError)
    -> SensitivityResult.Bounds
  {
    if let outside = restriction.values.first(where: { !SensitivityRequest.Restriction.range.contains($0) }) {
      throw .outOfRange(value: outside)
    }
    switch restriction {
    case .relativeMagnitudes(let values):
      var bounds: [SensitivityResult.Bound] = []
      for value in values {
        let found = try RelativeMagnitudeBounds(
          study, magnitude: value, target: target, confidence: confidence, seed: seed, threads: threads)
        bounds.append(
          .init(
            value: value, identifiedLow: found.identified.lowerBound,
            identifiedHigh: found.identified.upperBound,
            confidenceLow: found.confidenceLow, confidenceHigh: found.confidenceHigh))
      }
      let breakdown = try breakdown(start: 0.25, steps: 10) { magnitude throws(SensitivityError) in
        try RelativeMagnitudeBounds.holds(
          0, study, magnitude: magnitude, target: target, confidence: confidence, seed: seed, threads: threads
        )
      }
      return .init(restriction: "relative_magnitudes", bounds: bounds, breakdown: breakdown)
    case .smoothness(let values):
      var bounds: [SensitivityResult.Bound] = []
      for value in values {
        let found = try SmoothnessBounds(study, smoothness: value, target: target, confidence: confidence)
        bounds.append(
          .init(
            value: value, identifiedLow: found.identified?.lowerBound,
            identifiedHigh: found.identified?.upperBound,
            confidenceLow: found.confidenceLow, confidenceHigh: found.confidenceHigh))
      }
      let unit = original.standardError ?? 1
      let breakdown = try breakdown(start: 0.01 * (unit > 0 ? unit : 1), steps: 40) {
        smoothness throws(SensitivityError) in
        let found = try SmoothnessBounds(
          study, smoothness: smoothness, target: target, confidence: confidence)
        return found.confidenceLow <= 0 && found.confidenceHigh >= 0
      }
      return .init(restriction: "smoothness", bounds: bounds, breakdown: breakdown)
    }
  }

  /// The least value for which a property that stays once it holds holds: doubling from `start`, then bisection to 10⁻⁴ of it.
  private func breakdown(start: Double, steps: Int, _ holds: (Double) throws(SensitivityError) -> Bool)
    throws(SensitivityError) -> Double?
  {
    if try holds(0) { return 0 }
    var low = 0.0
    var high = start
    var tried = 0
    while try !holds(high) {
      low = high
      high *= 2
      tried += 1
      if tried > steps { return nil }
    }
    while high - low > 1e-4 * high {
      let middle = 0.5 * (low + high)
      if try holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
