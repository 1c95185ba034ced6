import Causal
import Columns
import LinearAlgebra
import Testing

@Suite("Bounds of estimates by time since the treatment")
struct EventCovarianceTests {
  static func request(_ estimator: DifferencesEstimator) -> DifferencesRequest {
    var request = DesignPlacebosTests.request(nil)
    request.estimator = estimator
    request.errorSource = nil
    request.basePeriod = estimator == .callawaySantAnna ? .universal : .varying
    request.aggregation = .dynamic
    return request
  }

  static let estimators: [DifferencesEstimator] = [.eventStudy, .sunAbraham, .callawaySantAnna]

  @Test("the covariance by event time has the errors of the effects", arguments: estimators)
  func diagonal(estimator: DifferencesEstimator) throws {
    let result = try Self.request(estimator).estimate(DesignPlacebosTests.table())
    let covariance = try #require(result.eventCovariance)
    #expect(covariance.reference == -1)
    let dynamic = try #require(result.aggregates.first { $0.type == "dynamic" })
    for (position, time) in covariance.times.enumerated() where time != -1 {
      let effect = try #require(dynamic.by.first { $0.key == .number(time) }).effect
      let error = try #require(effect.standardError)
      #expect(abs(covariance.matrix[position, position].squareRoot() - error) < 1e-10 * error)
    }
  }

  @Test("bounds start from the effect and hold it; M = 0 and M̄ = 0 are the narrowest", arguments: estimators)
  func bounds(estimator: DifferencesEstimator) throws {
    var request = Self.request(estimator)
    // Effects nine periods ahead rest on three units: the errors of so few are for the arithmetic alone.
    request.sensitivity = SensitivityRequest(
      restrictions: [.relativeMagnitudes([0, 1]), .smoothness([0, 0.5])])
    let result = try request.estimate(DesignPlacebosTests.table())
    let found = try #require(result.sensitivity)
    let dynamic = try #require(result.aggregates.first { $0.type == "dynamic" })
    let first = try #require(dynamic.by.first { $0.key == .number(0) }).effect.estimate
    #expect(abs(try #require(found.original).estimate - first) < 1e-12)
    #expect(found.bounds.map(\.restriction) == ["relative_magnitudes", "smoothness"])
    for bounds in found.bounds {
      let lengths = try bounds.bounds.map { bound in
        try #require(bound.confidenceHigh) - (try #require(bound.confidenceLow))
      }
      #expect(lengths[0] > 0 && lengths[1] > lengths[0])
    }
    let relative = found.bounds[0].bounds
    #expect(relative[0].identifiedLow == relative[0].identifiedHigh)
    let low = try #require(relative[1].confidenceLow)
    let high = try #require(relative[1].confidenceHigh)
    #expect(low < first && high > first)
  }
}
