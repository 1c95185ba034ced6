public import Kernels

// How much of a population does a programme reach, and how much of what it gives goes elsewhere?
//
// Coverage = served / potential, or served / target; under-coverage (error of exclusion) = 1 − served among the eligible / eligible;
// leakage (error of inclusion) = served who are not eligible / served (Cornia and Stewart 1993, "Two errors of targeting", Journal
// of International Development 5(5), 459–496). The eligible are the target population where there is one, else the potential one.

/// The populations of a programme under one definition, and how they stand to each other.
public struct PopulationCoverage: Sendable, Equatable {
  /// Those who have the problem.
  public let potential: Exact
  /// Those of them whom the programme means to serve; nil where it has not said.
  public let target: Exact?
  public let served: Exact
  /// Those of the served who are eligible; nil where that is not known.
  public let servedEligible: Exact?
  /// How many were to be served; nil where no goal was set.
  public let goal: Exact?

  /// Numbers of people, or sums of their weights; none of them negative.
  public init(
    potential: Exact, target: Exact? = nil, served: Exact, servedEligible: Exact? = nil, goal: Exact? = nil
  ) {
    precondition(
      [potential, target, served, servedEligible, goal].allSatisfy { $0 ?? .zero >= .zero },
      "a population below zero")
    self.potential = potential
    self.target = target
    self.served = served
    self.servedEligible = servedEligible
    self.goal = goal
  }

  /// The target population, or the potential one where there is none.
  public var eligible: Exact { target ?? potential }

  /// Served of the potential population; nil where that is empty. Above one where more are served than have the problem.
  public var coverage: Exact? { served / potential }

  /// Served of the target population.
  public var targetCoverage: Exact? { target.flatMap { served / $0 } }

  /// Eligible who are not served, of the eligible.
  public var underCoverage: Exact? { servedEligible.flatMap { (eligible - $0) / eligible } }

  /// Served who are not eligible, of the served.
  public var leakage: Exact? { servedEligible.flatMap { (served - $0) / served } }

  /// Served of those who were to be served.
  public var goalReached: Exact? { goal.flatMap { served / $0 } }
}
