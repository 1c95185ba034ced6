import Foundation
import TestFixtures
import Testing

/// `did` with the estimators of effects by event time: options, figures, formats, failures.
@Suite("Event-time options of did")
struct EventOptionTests {
  private static let castle = Project.path("notebooks-data/reference/data/castle.csv")

  private func run(_ estimator: String, _ options: String..., in folder: TemporaryFolder) throws
    -> CommandLineFixture.Run
  {
    try CommandLineFixture.run(
      [
        "did", "--data", Self.castle, "--outcome", "l_homicide", "--unit", "sid", "--time", "year",
        "--first-treated", "effyear", "--estimator", estimator,
      ] + options, in: folder)
  }

  @Test(
    "what is no event time is wrong usage",
    arguments: [
      ["--reference", "x"], ["--reference", "-1,-1"], ["--bins", "3"], ["--bins", "1,3"], ["--window", "-2"],
      ["--leads", "-1"], ["--bootstrap", "1"], ["--cluster", "sid", "--covariance", "hc1"],
      ["--covariance", "cluster:post+popwt"], ["--covariance", "conley:popwt+poverty:100"],
    ])
  func usage(_ options: [String]) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let done = try CommandLineFixture.run(
      [
        "did", "--data", Self.castle, "--outcome", "l_homicide", "--unit", "sid", "--time", "year",
        "--first-treated", "effyear", "--estimator", "event-study",
      ] + options, in: folder)
    #expect(done.status == 64 && done.out.isEmpty, "\(options): \(done.status) \(done.err)")
    #expect(done.err.split(separator: "\n").count == 1, "\(done.err)")
  }

  @Test("negative event times need no equals sign, and reach the estimator")
  func negative() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let done = try run(
      "event-study", "--reference", "-2", "--bins", "-4,3", "--trend", "-0.01", "--format", "json", in: folder
    )
    #expect(done.status == 0, "\(done.err)")
    let aggregate = done.object["aggregate"] as? [String: Any]
    let keys = (aggregate?["by"] as? [[String: Any]])?.compactMap { $0["key"] as? Int }
    #expect(keys == [-4, -3, -1, 0, 1, 2, 3])
    #expect(done.object["pretrend_power"] as? Double != nil)
    #expect((done.object["pretrend"] as? [String: Any])?["p_value"] as? Double != nil)
  }

  @Test("the column of clusters is the covariance's, or that of --cluster: the same errors")
  func clusters() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var rows = "u,t,y,d,pair\n"
    for unit in 0..<12 {
      for period in 1...3 {
        let treated = unit % 4 < 2 && period == 3
        rows +=
          "\(unit),\(period),\((unit * 7 + period * period * (unit % 5)) % 11),\(treated ? 1 : 0),\(unit / 2)\n"
      }
    }
    try Data(rows.utf8).write(to: URL(fileURLWithPath: folder.path + "/pairs.csv"))
    func run(_ options: String...) throws -> CommandLineFixture.Run {
      try CommandLineFixture.run(
        [
          "did", "--data", folder.path + "/pairs.csv", "--outcome", "y", "--unit", "u", "--time", "t",
          "--treatment", "d",
          "--estimator", "twfe", "--format", "json",
        ] + options, in: folder)
    }
    let named = try run("--covariance", "cluster:pair")
    let given = try run("--cluster", "pair")
    #expect(named.status == 0, "\(named.err)")
    #expect(named.out == given.out && !given.out.isEmpty)
    #expect(try run().out != given.out)
    let missing = try run("--covariance", "cluster:region")
    #expect(missing.status == 1 && missing.err.contains("(--covariance)"), "\(missing.err)")
  }

  @Test("a reference that no row has is one line and exit 1")
  func badReference() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let done = try run("event-study", "--reference", "-40", in: folder)
    #expect(done.status == 1 && done.out.isEmpty && done.err.contains("--reference"))
  }

  @Test(
    "every estimator in every format, and a figure",
    arguments: [
      "twfe", "event-study", "bacon", "sun-abraham", "imputation", "two-stage", "stacked",
      "local-projections",
      "etwfe", "switching",
    ])
  func formats(_ estimator: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for format in ["text", "json", "csv", "markdown", "latex", "html"] {
      let done = try run(estimator, "--format", format, "--language", "es", in: folder)
      #expect(done.status == 0 && !done.out.isEmpty, "\(estimator) \(format): \(done.err)")
    }
    guard estimator != "twfe" else { return }
    let done = try run(estimator, "--plot", "figure.svg", in: folder)
    #expect(done.status == 0, "\(done.err)")
    let figure = try String(contentsOfFile: folder.path + "/figure.svg", encoding: .utf8)
    #expect(figure.hasPrefix("<svg") && figure.contains("<circle"))
  }

  @Test("the decomposition's table lists the comparisons")
  func comparisons() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let done = try run("bacon", in: folder)
    #expect(done.out.contains("treated vs untreated") && done.out.contains("later vs earlier treated"))
    let csv = try run("bacon", "--format", "csv", in: folder)
    #expect(csv.out.contains("treated_vs_untreated") && csv.out.contains("later_vs_earlier_treated"))
    let spanish = try run("bacon", "--language", "es", in: folder)
    #expect(spanish.out.contains("tratados con no tratados") && spanish.out.contains("Goodman-Bacon"))
  }
}
