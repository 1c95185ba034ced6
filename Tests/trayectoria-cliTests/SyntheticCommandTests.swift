import Foundation
import Kernels
import TestFixtures
import Testing

@Suite("did with few treated units, and its sensitivity")
struct SyntheticCommandTests {
  /// Twelve units over eight periods; two are treated from the sixth on, with an effect of 2.
  static let panel: String = {
    var generator = PCG64(seed: 31, stream: 0)
    var text = "unit,time,y,d,g\n"
    for unit in 1...12 {
      let level = generator.nextNormal()
      for time in 1...8 {
        let isTreated = unit > 10 && time > 5
        let value = level + 0.1 * Double(time) + 0.2 * generator.nextNormal() + (isTreated ? 2 : 0)
        text += "u\(unit),\(time),\(value),\(isTreated ? 1 : 0),\(unit > 10 ? 6 : 0)\n"
      }
    }
    return text
  }()

  static let did = [
    "did", "--data", "panel.csv", "--outcome", "y", "--unit", "unit", "--time", "time", "--treatment", "d",
  ]

  static func run(_ options: [String], panel: String = Self.panel) throws -> CommandLineFixture.Run {
    try TemporaryFolder.with { folder in
      try folder.write(panel, to: "panel.csv")
      return try CommandLineFixture.run(did + options, in: folder)
    }
  }

  @Test("weights, errors and a figure", arguments: ["synthetic-did", "synthetic-control"])
  func result(estimator: String) throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.panel, to: "panel.csv")
      let options = ["--estimator", estimator, "--vce", "jackknife", "--format", "json", "--plot", "a.svg"]
      let done = try CommandLineFixture.run(Self.did + options, in: folder)
      #expect(done.status == 0, "\(done.err)")
      let aggregate = try #require(done.object["aggregate"] as? [String: Any])
      let overall = try #require(aggregate["overall"] as? [String: Any])
      #expect(abs(try #require(overall["estimate"] as? Double) - 2) < 0.5)
      #expect(try #require(overall["std_error"] as? Double) > 0)
      let weights = try #require(done.object["unit_weights"] as? [[String: Any]])
      let sum = weights.reduce(0) { $0 + ($1["weight"] as? Double ?? 0) }
      #expect(abs(sum - 1) < 1e-12)
      #expect(weights.allSatisfy { ($0["key"] as? String)?.hasPrefix("u") == true })
      #expect((done.object["att_gt"] as? [[String: Any]])?.count == 3)
      let figure = try String(contentsOfFile: folder.at("a.svg"), encoding: .utf8)
      #expect(figure.contains("<polyline") && figure.contains("synthetic"))
    }
  }

  @Test("the same text for one thread and for two, with placebo draws of a seed")
  func threads() throws {
    let options = ["--estimator", "synthetic-did", "--vce", "placebo", "--bootstrap", "20", "--seed", "4"]
    let one = try Self.run(options + ["--threads", "1", "--format", "json"])
    let two = try Self.run(options + ["--threads", "2", "--format", "json"])
    #expect(one.status == 0 && one.out == two.out)
    let other = try Self.run(Array(options.dropLast()) + ["5", "--format", "json"])
    #expect(other.out != one.out)
  }

  @Test("placebo dates, placebo groups and units left out stand under sensitivity")
  func sensitivity() throws {
    let options = [
      "--estimator", "synthetic-did", "--vce", "none", "--placebo-dates", "1,2", "--placebo-groups", "9",
      "--leave-one-out", "unit",
    ]
    let done = try Self.run(options + ["--format", "json"])
    #expect(done.status == 0, "\(done.err)")
    let found = try #require(done.object["sensitivity"] as? [String: Any])
    #expect((found["placebo_dates"] as? [[String: Any]])?.map { $0["key"] as? Int } == [1, 2])
    #expect((found["leave_one_out"] as? [[String: Any]])?.count == 12)
    let groups = try #require(found["placebo_groups"] as? [String: Any])
    #expect(groups["draws"] as? Int == 9)
    let spanish = try Self.run(options + ["--language", "es"])
    #expect(spanish.out.contains("Grupos placebo") && spanish.out.contains("Fechas placebo"))
  }

  @Test("failures are one line with their code")
  func failures() throws {
    let synthetic = ["--estimator", "synthetic-did"]
    let lines = Self.panel.split(separator: "\n").map(String.init)
    let missing = (lines[..<10] + lines[12...]).joined(separator: "\n") + "\n"
    let treatedAlone =
      ([lines[0]] + lines.filter { $0.hasPrefix("u11,") || $0.hasPrefix("u12,") })
      .joined(separator: "\n") + "\n"
    let cases: [(Int32, [String], String, String)] = [
      (1, synthetic, missing, "2 of 96 cells"), (1, synthetic, treatedAlone, "untreated"),
      (64, synthetic + ["--vce", "placebo", "--control", "not-yet"], Self.panel, "--control"),
      (64, synthetic + ["--sensitivity", "smoothness:0"], Self.panel, "covariance"),
      (64, ["--estimator", "twfe", "--vce", "jackknife"], Self.panel, "--vce"),
      (64, synthetic + ["--vce", "guess"], Self.panel, "guess"),
      (64, synthetic + ["--sensitivity", "smooth:0"], Self.panel, "--sensitivity"),
      (64, synthetic + ["--sensitivity", "smoothness:-1"], Self.panel, "--sensitivity"),
      (64, synthetic + ["--sensitivity-target", "first"], Self.panel, "--sensitivity-target"),
      (64, synthetic + ["--placebo-dates", "0"], Self.panel, "--placebo-dates"),
      (64, synthetic + ["--placebo-groups", "0"], Self.panel, "--placebo-groups"),
    ]
    for (status, options, panel, word) in cases {
      let done = try Self.run(options, panel: panel)
      #expect(done.status == status, "\(options): \(done.err)")
      #expect(done.out.isEmpty && done.err.contains(word), "\(options): \(done.err)")
    }
  }
}
