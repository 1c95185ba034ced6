internal import Distributions
internal import LinearAlgebra
internal import Models

// d̄ / (s_d/√n) against Student's t with n − 1 degrees: exact for independent normal differences, and for large n without.
//
// Clustered: d̄ with the variance G/(G − 1)·(n − 1)/(n − 1)·Σ_g (Σ_{i∈g} (dᵢ − d̄))²/n², Student's t with G − 1 degrees (Liang &
// Zeger 1986, Biometrika 73; the factor as fixest's and Stata's). Adjusted: the intercept of d on covariates around their
// means, least squares.
//
// Source: Student (1908), Biometrika 6.
extension PairedSamples {
  func pairedT(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    var outcome = TestOutcome(.pairedT)
    guard count >= 2 else { throw .tooFew(test: "paired_t", needs: 2, found: count, of: "pairs") }
    let moments = try spread("paired_t")
    let error = moments.deviation / Double(count).squareRoot()
    let law = StudentT(degreesOfFreedom: Double(count - 1))
    outcome.setDifference(moments.mean, error, law, Double(count - 1), options)
    outcome.count = count
    return outcome
  }

  /// Moments of the differences, which must not be all the same.
  private func spread(_ test: String) throws(PrePostError) -> SampleMoments {
    let moments = SampleMoments(differences)
    let scale = max(SampleMoments(before).mean.magnitude, SampleMoments(after).mean.magnitude)
    guard !moments.isConstant, moments.deviation > 10 * Double.ulpOfOne * scale else {
      throw .constant(test: test, what: "all differences are the same")
    }
    return moments
  }

  func clusteredT(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let test = PrePostTest.pairedTClustered
    guard let clusters else { throw .missingPart("\(test.rawValue) needs the cluster of each pair") }
    let moments = try spread(test.rawValue)
    var sums: [Int: Double] = [:]
    var order: [Int] = []
    for (cluster, difference) in zip(clusters, differences) {
      if sums[cluster] == nil { order.append(cluster) }
      sums[cluster, default: 0] += difference - moments.mean
    }
    let groups = Double(order.count)
    guard order.count >= 2 else {
      throw .tooFew(test: test.rawValue, needs: 2, found: order.count, of: "clusters")
    }
    let squares = order.reduce(0.0) { $0 + (sums[$1] ?? 0) * (sums[$1] ?? 0) }
    let variance = groups / (groups - 1) * squares / (Double(count) * Double(count))
    guard variance > 0 else {
      throw .constant(test: test.rawValue, what: "all clusters have one mean difference")
    }
    var outcome = TestOutcome(test)
    outcome.setDifference(
      moments.mean, variance.squareRoot(), StudentT(degreesOfFreedom: groups - 1), groups - 1, options)
    outcome.count = count
    outcome.note = "\(order.count) clusters"
    return outcome
  }

  func adjusted(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let test = PrePostTest.pairedAdjusted
    guard !covariates.isEmpty else { throw .missingPart("\(test.rawValue) needs covariates") }
    for values in covariates {
      precondition(values.count == count, "a covariate of \(values.count) values for \(count) pairs")
    }
    let centred = covariates.map { values in
      let mean = SampleMoments(values).mean
      return values.map { $0 - mean }
    }
    let data = RegressionData(
      matrix: TallMatrix(rows: count, columns: [.constant(1)] + centred.map { .real($0) }),
      names: ["(Intercept)"] + centred.indices.map { "covariate \($0 + 1)" }, outcome: .real(differences))
    let fit: LinearFit
    do throws(RegressionError) { fit = try LeastSquares().fit(data) } catch {
      throw .model("\(test.rawValue): \(error.description)")
    }
    let degrees = Double(fit.residualDegrees)
    var outcome = TestOutcome(test)
    outcome.setDifference(
      fit.coefficients[0], fit.standardErrors[0], StudentT(degreesOfFreedom: degrees), degrees, options)
    outcome.count = count
    return outcome
  }
}

extension TestOutcome {
  /// An estimate whose quotient by its error is held against a law around zero.
  mutating func setDifference(
    _ estimate: Double, _ error: Double, _ law: some ContinuousDistribution, _ degrees: Double?,
    _ options: TestOptions
  ) {
    self.estimate = estimate
    standardError = error
    statistic = estimate / error
    degreesOfFreedom = degrees
    pValue = options.alternative.pValue(estimate / error, law)
    (confidenceLow, confidenceHigh) = options.alternative.interval(
      estimate, error, law, confidence: options.confidence)
  }

  /// An F statistic: only large values speak against the null.
  mutating func setF(_ value: Double, _ numerator: Double, _ denominator: Double) {
    statistic = value
    degreesOfFreedom = numerator
    denominatorDegrees = denominator
    pValue = FisherF(numerator: numerator, denominator: denominator).upper(max(0, value))
  }

  mutating func setChiSquared(_ value: Double, _ degrees: Double) {
    statistic = value
    degreesOfFreedom = degrees
    pValue = ChiSquared(degreesOfFreedom: degrees).upper(max(0, value))
  }
}
