import Foundation
import TestFixtures
import Testing

/// Oracles: enumerations counted by hand; the same test in another form.
@Suite("estimate --wild-bootstrap, --randomisation and instruments")
struct EstimateClusterTests {
  /// Six villages in three districts over two years, three of them treated in the second.
  private static let table: String = {
    var lines = ["village,district,year,d,z,y"]
    let outcomes = [3.0, 7.0, 2.0, 5.5, 4.0, 5.0, 3.5, 3.0, 2.5, 3.0, 5.0, 4.5]
    for village in 0..<6 {
      for year in 0..<2 {
        let treated = village % 2 == 0 && year == 1 ? 1 : 0
        lines.append(
          "\(village),\(village / 2),\(2014 + year),\(treated),\((village * 7 + year * 3) % 5),\(outcomes[2 * village + year])"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  private func run(_ arguments: [String]) throws -> CommandLineFixture.Run {
    try TemporaryFolder.with { folder in
      try folder.write(Self.table, to: "table.csv")
      return try CommandLineFixture.run(["estimate"] + arguments + ["--data", "table.csv"], in: folder)
    }
  }

  private func found(_ arguments: [String], _ key: String) throws -> [String: Any] {
    let done = try run(arguments + ["--format", "json"])
    #expect(done.status == 0, "\(done.err)")
    return try #require(done.object[key] as? [String: Any])
  }

  @Test("randomisation: with two years and effects it is the test of the changes, counted by hand")
  func randomisation() throws {
    // Changes: 4, 3.5, 1, −½, ½, −½, the first of each two treated: 5½. All sums of three lie around 4.
    let all = try found(
      [
        "y ~ d | village + year", "--randomisation", "d=0", "--cluster", "village", "--panel-time", "year",
        "--panel-id",
        "village", "--repetitions", "all",
      ], "randomisation")
    let changes = [4.0, 3.5, 1.0, -0.5, 0.5, -0.5]
    var count = 0
    for a in 0..<6 {
      for b in a + 1..<6 {
        for c in b + 1..<6 where abs(changes[a] + changes[b] + changes[c] - 4) >= 1.5 - 1e-12 { count += 1 }
      }
    }
    #expect(all["repetitions"] as? Int == 20 && all["enumerated"] as? Bool == true)
    #expect(all["p_value"] as? Double == Double(count) / 20)
    // Within districts: eight assignments. Treated less untreated change by district: ½, 1½, 1, all of one sign.
    let paired = try found(
      [
        "y ~ d | village + year", "--randomisation", "d=0", "--cluster", "village", "--panel-time", "year",
        "--strata",
        "district", "--repetitions", "all",
      ], "randomisation")
    #expect(paired["repetitions"] as? Int == 8)
    #expect(paired["p_value"] as? Double == 2.0 / 8)
  }

  @Test("clusters in several ways, drawn by another column, and what is said of few of them")
  func ways() throws {
    let arguments = [
      "y ~ d + z", "--wild-bootstrap", "d=0", "--cluster", "village+year", "--bootstrap-by", "village",
    ]
    let test = try found(arguments, "bootstrap")
    #expect((test["drawn_by"] as? [String: Any])?["count"] as? Int == 6)
    #expect(test["repetitions"] as? Int == 64 && test["clusters"] as? Int == 2)
    let sub = try found(
      ["y ~ d + z", "--wild-bootstrap", "d=0", "--cluster", "district", "--bootstrap-by", "village"],
      "bootstrap")
    #expect(sub["clusters"] as? Int == 3 && sub["repetitions"] as? Int == 64)
    let done = try run(arguments)
    #expect(done.err.contains("webb") && done.out.contains("Wild cluster bootstrap"))
  }

  @Test("instruments: the bootstrap, Anderson and Rubin's set in JSON and in the table")
  func instruments() throws {
    let arguments = ["y ~ 1 | d ~ z", "--covariance", "hc1"]
    let tests = try found(arguments, "tests")
    let rubin = try #require(tests["anderson_rubin"] as? [String: Any])
    #expect(rubin["df"] as? Int == 1 && rubin["statistic"] is Double && rubin["shape"] is String)
    // With one instrument the test at zero is that of z in y's own regression.
    let plain = try run(["y ~ z", "--covariance", "hc1", "--format", "json"])
    let terms = try #require(plain.object["terms"] as? [[String: Any]])
    let t = try #require(terms[1]["statistic"] as? Double)
    let f = try #require(rubin["statistic"] as? Double)
    #expect(abs(f - t * t) <= 1e-10 * f)
    #expect(try run(arguments).out.contains("Anderson–Rubin"))
    let bootstrap = try found(
      ["y ~ 1 | d ~ z", "--wild-bootstrap", "d=0", "--cluster", "village", "--repetitions", "all"],
      "bootstrap")
    #expect(bootstrap["repetitions"] as? Int == 64 && bootstrap["p_value"] is Double)
  }

  @Test("the same bytes on one thread and on two")
  func threads() throws {
    for arguments in [
      ["y ~ d | year", "--wild-bootstrap", "d=0", "--cluster", "village", "--bootstrap-weights", "webb"],
      [
        "y ~ 1 | d ~ z", "--wild-bootstrap", "d=0", "--cluster", "village", "--bootstrap-weights", "webb",
        "--repetitions", "500",
      ],
      [
        "y ~ d", "--randomisation", "d=0", "--cluster", "village", "--panel-time", "year", "--repetitions",
        "19",
      ],
    ] {
      let one = try run(arguments + ["--format", "json", "--threads", "1"])
      let two = try run(arguments + ["--format", "json", "--threads", "2"])
      #expect(one.status == 0 && one.out == two.out, "\(one.err)")
    }
  }
}
