import Indicators
import Kernels
import Testing

/// Oracle: worked by hand.
@Suite("Coverage of populations")
struct PopulationCoverageTests {
  @Test("200 have the problem, 120 are meant, 90 served, 75 of them meant, goal 100")
  func byHand() {
    let coverage = PopulationCoverage(
      potential: Exact(200), target: Exact(120), served: Exact(90), servedEligible: Exact(75),
      goal: Exact(100))
    #expect(coverage.coverage == Exact(9, over: 20))
    #expect(coverage.targetCoverage == Exact(3, over: 4))
    #expect(coverage.underCoverage == Exact(3, over: 8))
    #expect(coverage.leakage == Exact(1, over: 6))
    #expect(coverage.goalReached == Exact(9, over: 10))
  }

  @Test("without target the eligible are the potential; nothing is said of what is not known")
  func partial() {
    let coverage = PopulationCoverage(potential: Exact(200), served: Exact(90), servedEligible: Exact(50))
    #expect(coverage.eligible == Exact(200) && coverage.underCoverage == Exact(3, over: 4))
    #expect(coverage.targetCoverage == nil && coverage.goalReached == nil)
    let less = PopulationCoverage(potential: Exact(200), served: Exact(300))
    #expect(less.underCoverage == nil && less.leakage == nil && less.coverage == Exact(3, over: 2))
    let empty = PopulationCoverage(
      potential: .zero, target: .zero, served: .zero, servedEligible: .zero, goal: .zero)
    #expect(
      empty.coverage == nil && empty.underCoverage == nil && empty.leakage == nil && empty.goalReached == nil)
  }

  @Test("law: served eligible = coverage of the eligible that leaks nothing")
  func law() {
    let coverage = PopulationCoverage(
      potential: Exact(70), target: Exact(60), served: Exact(40), servedEligible: Exact(33))
    let reached = coverage.eligible * (.one - (coverage.underCoverage ?? .zero))
    let kept = coverage.served * (.one - (coverage.leakage ?? .zero))
    #expect(reached == kept && reached == Exact(33))
  }
}
