import Columns
import Foundation
import Models
import TableFiles
import Testing

/// Oracles: full enumerations of the cases (notebooks-data/reference/cases/bootstrap), each cross-checked with refits.
@Suite("The wild cluster bootstrap against the reference cases")
struct ReferenceBootstrapTests {
  private func fit(_ formula: String, _ dataset: String, _ cluster: String, _ filter: String?) throws -> (
    LinearFit, Grouping
  ) {
    let request = DesignRequest(
      try Formula(formula), filter: try filter.map { try RowFilter($0) }, also: [cluster])
    let path = ReferenceFolder.dataFile(dataset).path(percentEncoded: false)
    let table = try TableReader().read(path: path, columns: request.columns).table
    let design = try Design(request, table)
    let grouping = try design.grouping(cluster)
    return (try LeastSquares(covariance: .cluster([grouping])).fit(design.data), grouping)
  }

  @Test(
    "every number of the case",
    arguments: ["wcb_grunfeld_capital", "wcb_grunfeld_value_t8", "wcb_gapminder_continent"])
  func cases(_ id: String) throws {
    let reference = try ReferenceCase(id, area: "bootstrap")
    let term: String
    let (fit, cluster): (LinearFit, Grouping)
    switch id {
    case "wcb_gapminder_continent":
      term = "I(year - 1952)"
      (fit, cluster) = try self.fit(
        "log(lifeExp) ~ log(gdpPercap) + I(year - 1952)", "gapminder", "continent", nil)
    case "wcb_grunfeld_value_t8":
      term = "value"
      (fit, cluster) = try self.fit(
        "invest ~ value + capital", "grunfeld", "firm",
        "firm == \"American Steel\" | firm == \"Atlantic Refining\" | firm == \"Chrysler\" | firm == \"Diamond Match\" | firm == \"General Electric\" | firm == \"General Motors\" | firm == \"Goodyear\" | firm == \"IBM\""
      )
    default:
      term = "capital"
      (fit, cluster) = try self.fit("invest ~ value + capital", "grunfeld", "firm", nil)
    }
    let restricted = try WildBootstrap(cluster: cluster, repetitions: .all).test(fit, term: term)
    let free = try WildBootstrap(cluster: cluster, imposesNull: false, repetitions: .all).test(
      fit, term: term)
    let position = try fit.position(of: term)
    for key in reference.keys {
      switch key {
      case "beta": try reference.check(key, restricted.estimate)
      case "se_cr1": try reference.check(key, fit.standardErrors[position])
      case "t": try reference.check(key, restricted.statistic)
      case "G": try reference.check(key, Double(restricted.clusters))
      case "n": try reference.check(key, Double(fit.observations))
      case "n_draws": try reference.check(key, Double(restricted.repetitions))
      case "n_greater": try reference.check(key, Double(restricted.greater))
      case "n_ties": try reference.check(key, Double(restricted.ties))
      case "p": try reference.check(key, restricted.pValue)
      case "p_with_ties":
        try reference.check(
          key, Double(restricted.greater + restricted.ties) / Double(restricted.repetitions))
      case "p_equal_tail": try reference.check(key, restricted.equalTailPValue)
      case "conf_set_95":
        let wanted = try reference.named(key)
        let tolerance = try reference.tolerance(key)
        for (end, found) in [("lo", restricted.confidenceLow), ("hi", restricted.confidenceHigh)] {
          let value = try #require(wanted[end])
          #expect(abs(found - value) <= tolerance * abs(value), "\(id) \(end): \(found) \(value)")
        }
      case "wcu_n_greater": try reference.check(key, Double(free.greater))
      case "wcu_n_ties": try reference.check(key, Double(free.ties))
      case "wcu_p": try reference.check(key, free.pValue)
      // Draws one by one and another tool's count of ties are no results of ours.
      default:
        #expect(
          ["t_star_sorted_abs_top5", "t_star_quantiles", "p_wildboottest", "wcu_p_wildboottest"].contains(
            key),
          "\(key) is not checked")
      }
    }
  }
}
