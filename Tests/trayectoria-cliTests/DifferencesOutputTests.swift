import Foundation
import TestFixtures
import Testing

/// Oracles: the same numbers in JSON.
@Suite("did: what a result holds in every format")
struct DifferencesOutputTests {
  /// Rows of a CSV result by column; no field of it holds a comma or a quotation mark.
  private func rows(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  /// Both texts have all digits; Foundation's reading of JSON may miss the last one or two of them.
  private func agrees(_ text: String?, _ value: Any?) -> Bool {
    guard let expected = value as? Double else { return text?.isEmpty ?? true }
    guard let found = text.flatMap({ Double($0) }) else { return false }
    return abs(found - expected) <= 1e-14 * abs(expected)
  }

  private func both(_ options: [String]) throws -> (csv: [[String: String]], json: [String: Any]) {
    let text = try SyntheticCommandTests.run(options + ["--format", "csv"])
    let json = try SyntheticCommandTests.run(options + ["--format", "json"])
    #expect(text.status == 0 && json.status == 0, "\(text.err)")
    #expect(
      text.out.hasPrefix(
        "part,key,group,time,estimate,std_error,conf_low,conf_high,uniform_low,uniform_high,weight"))
    return (rows(text.out), json.object)
  }

  @Test("CSV has bounds, placebos, groups left out, figures and tests")
  func sensitivity() throws {
    let (csv, json) = try both([
      "--estimator", "event-study", "--sensitivity", "smoothness:0,0.1", "--placebo-dates", "1",
      "--leave-one-out", "unit",
    ])
    func part(_ name: String) -> [[String: String]] { csv.filter { $0["part"] == name } }
    let sensitivity = try #require(json["sensitivity"] as? [String: Any])
    let bounds = try #require(sensitivity["smoothness"] as? [[String: Any]])
    #expect(part("smoothness").map { $0["key"] } == ["0", "0.1"] && bounds.count == 2)
    for (row, bound) in zip(part("smoothness"), bounds) {
      for column in ["conf_low", "conf_high", "identified_low", "identified_high"] {
        #expect(agrees(row[column], bound[column]), "\(column)")
      }
    }
    #expect(agrees(part("smoothness_breakdown")[0]["estimate"], sensitivity["smoothness_breakdown"]))
    for name in ["placebo_dates", "leave_one_out"] {
      let listed = try #require(sensitivity[name] as? [[String: Any]])
      #expect(part(name).count == listed.count && !listed.isEmpty)
      for (row, variant) in zip(part(name), listed) {
        #expect(agrees(row["estimate"], variant["estimate"]))
      }
    }
    let test = try #require(json["pretrend"] as? [String: Any])
    #expect(agrees(part("pretrend")[0]["p_value"], test["p_value"]))
    let slope = part("figure").first { $0["key"] == "slope_power_50" }
    #expect(slope != nil && agrees(slope?["estimate"], json["slope_power_50"]))
  }

  @Test("CSV has the tables of an estimator: weights of effects, leads")
  func tables() throws {
    let (csv, json) = try both(["--estimator", "twfe"])
    let weights = try #require(json["effect_weights"] as? [[String: Any]])
    let listed = csv.filter { $0["part"] == "effect_weights" }
    #expect(listed.count == weights.count && !weights.isEmpty)
    for (row, weight) in zip(listed, weights) {
      #expect(agrees(row["weight"], weight["weight"]) && agrees(row["rows"], weight["rows"]))
    }
    let (leadRows, leadJSON) = try both(["--estimator", "imputation", "--leads", "2"])
    let leads = try #require(leadJSON["leads"] as? [[String: Any]])
    let listedLeads = leadRows.filter { $0["part"] == "leads" }
    #expect(listedLeads.count == leads.count)
    for (row, lead) in zip(listedLeads, leads) { #expect(agrees(row["std_error"], lead["std_error"])) }
    #expect(!leads.isEmpty)
  }

  @Test("the outcome is named, in the language of the table")
  func outcome() throws {
    let english = try SyntheticCommandTests.run(["--estimator", "twfe"])
    let spanish = try SyntheticCommandTests.run(["--estimator", "twfe", "--language", "es"])
    #expect(english.out.contains("\nOutcome: y\n") && spanish.out.contains("\nResultado: y\n"))
    let json = try SyntheticCommandTests.run(["--estimator", "twfe", "--format", "json"])
    #expect(json.object["outcome"] as? String == "y")
  }

  @Test("a few draws are said to be few")
  func draws() throws {
    func warns(_ draws: String) throws -> Bool {
      let options = ["--estimator", "synthetic-did", "--vce", "placebo", "--bootstrap", draws]
      return try SyntheticCommandTests.run(options).out.contains("draws are too few")
    }
    // (39 + 1)·0.025 = 1 draw in each tail.
    #expect(try warns("2") && warns("38") && !warns("39"))
  }

  @Test("no figure is left where the result cannot be written", arguments: ["did", "estimate"])
  func figure(command: String) throws {
    try TemporaryFolder.with { folder in
      try folder.write(SyntheticCommandTests.panel, to: "panel.csv")
      let wanted =
        command == "did"
        ? SyntheticCommandTests.did + ["--estimator", "event-study"]
        : ["estimate", "y ~ time + d", "--data", "panel.csv"]
      let failed = try CommandLineFixture.run(
        wanted + ["--plot", "a.svg", "--output", "nowhere/a.txt"], in: folder)
      #expect(failed.status == 73 && failed.err.contains("nowhere"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["panel.csv"])
      let done = try CommandLineFixture.run(wanted + ["--plot", "a.svg", "--output", "a.txt"], in: folder)
      #expect(done.status == 0, "\(done.err)")
      #expect(try String(contentsOfFile: folder.at("a.svg"), encoding: .utf8).hasPrefix("<svg"))
      #expect(try !String(contentsOfFile: folder.at("a.txt"), encoding: .utf8).isEmpty)
    }
  }
}
