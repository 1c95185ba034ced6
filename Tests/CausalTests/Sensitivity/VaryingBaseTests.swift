import Causal
import Testing

@Suite("Bounds of effects with a varying base period")
struct VaryingBaseTests {
  @Test("they are those of the universal one, and it is said; the estimate stays as it is")
  func note() throws {
    var varying = StaggeredFixture.request(.callawaySantAnna)
    varying.sensitivity = SensitivityRequest(restrictions: [
      .smoothness([0, 0.01]), .relativeMagnitudes([0.5]),
    ])
    var universal = varying
    universal.basePeriod = .universal
    universal.aggregation = .dynamic
    let one = try StaggeredFixture().estimate(varying)
    let other = try StaggeredFixture().estimate(universal)
    #expect(one.sensitivity?.bounds == other.sensitivity?.bounds && one.sensitivity?.bounds.count == 2)
    #expect(one.sensitivity?.note?.contains("universal base period") == true)
    #expect(other.sensitivity?.note == nil)
    #expect(one.aggregate?.type == "simple" && one.description.contains("varying"))
    var plain = varying
    plain.sensitivity = nil
    #expect(try StaggeredFixture().estimate(plain).aggregate == one.aggregate)
  }

  @Test(
    "estimators without such effects say which have them",
    arguments: [DifferencesEstimator.imputation, .twoWayFixedEffects, .stacked])
  func unsuited(_ estimator: DifferencesEstimator) {
    var request = HopelessDesignTests.request(estimator)
    request.sensitivity = SensitivityRequest(restrictions: [.smoothness([0])])
    let error = StaggeredFixture().failure(request)
    #expect(error?.description.contains("event-study, callaway-santanna, sun-abraham") == true)
    #expect(error?.isOfUsage == true)
  }
}
