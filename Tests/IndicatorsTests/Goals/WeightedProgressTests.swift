import Indicators
import Kernels
import Testing

/// Oracle: worked by hand.
@Suite("Progress by weights")
struct WeightedProgressTests {
  private func goal(_ planned: Int, _ achieved: GoalValue, _ weight: Exact?) -> ProjectGoal {
    ProjectGoal(
      id: "1", title: "t", level: .output, unit: "u", baseline: .none, planned: .quantity(Exact(planned)),
      achieved: achieved, weight: weight)
  }

  @Test("half of 0.5, more than all of 0.3, nothing known of 0.2")
  func byHand() throws {
    let progress = try #require(
      WeightedProgress([
        goal(10, .quantity(Exact(5)), Exact(1, over: 2)), goal(10, .quantity(Exact(14)), Exact(3, over: 10)),
        goal(10, .none, Exact(1, over: 5)),
      ]))
    #expect(progress.progress == Exact(11, over: 20) && progress.unmeasured == Exact(1, over: 5))
    // What fell below the baseline counts nothing.
    #expect(WeightedProgress([goal(10, .quantity(Exact(-5)), .one)])?.progress == .zero)
    #expect(WeightedProgress([goal(10, .described("bien"), .one)])?.unmeasured == .one)
  }

  @Test("no goals, or one without a weight")
  func none() {
    #expect(WeightedProgress([]) == nil)
    #expect(WeightedProgress([goal(1, .none, .one), goal(1, .none, nil)]) == nil)
  }
}
