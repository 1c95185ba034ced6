import Foundation
import TestFixtures
import Testing

/// Tables for people in Spanish, machine-readable results as in English.
@Suite("Results in Spanish")
struct SpanishResultTests {
  /// English words that no Spanish text, column or name of an estimator here has.
  private static let english = [
    "the", "of", "and", "with", "units", "rows", "weights", "treated", "treatment", "without", "from",
    "effect",
    "estimate", "draws", "donors", "clusters", "comparison", "controls", "left", "out", "weighted", "periods",
    "influence", "sample", "reference", "interval", "before", "after", "difference", "are", "they",
  ]

  private func expectSpanish(
    _ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for line in text.split(separator: "\n") {
      let words = line.lowercased().split { !$0.isLetter }.map(String.init)
      let found = words.filter { Self.english.contains($0) }
      #expect(found.isEmpty, "\(what): '\(line)'", sourceLocation: sourceLocation)
    }
  }

  private static let castle = Project.path("notebooks-data/reference/data/castle.csv")
  private static let organs = Project.path("notebooks-data/reference/data/organ_donations.csv")
  private static let castleOptions = [
    "did", "--data", castle, "--outcome", "l_homicide", "--unit", "sid", "--time", "year", "--first-treated",
    "effyear",
    "--estimator",
  ]

  @Test(
    "did, every estimator",
    arguments: [
      ["twfe"], ["event-study", "--sensitivity", "smoothness:0,0.01+relative-magnitudes:0.5"], ["bacon"],
      ["callaway-santanna", "--sensitivity", "smoothness:0"],
      ["callaway-santanna", "--bootstrap", "50", "--aggregate", "dynamic", "--control", "not-yet"],
      ["sun-abraham"], ["imputation"], ["two-stage"], ["stacked", "--window", "-2,2"],
      ["local-projections", "--reweight"], ["etwfe", "--control", "never"], ["switching"],
    ])
  func differences(_ options: [String]) throws {
    try TemporaryFolder.with { folder in
      let spanish = try CommandLineFixture.run(
        Self.castleOptions + options + ["--language", "es"], in: folder)
      #expect(spanish.status == 0, "\(spanish.err)")
      expectSpanish(spanish.out, options[0])
      for format in ["markdown", "html", "latex"] {
        let other = try CommandLineFixture.run(
          Self.castleOptions + options + ["--language", "es", "--format", format], in: folder)
        #expect(other.status == 0 && other.out.contains("estimaci"), "\(format): \(other.err)")
      }
      // Machines read the same in both languages.
      for format in ["json", "csv"] {
        let runs = try ["es", "en"].map {
          try CommandLineFixture.run(
            Self.castleOptions + options + ["--language", $0, "--format", format], in: folder)
        }
        #expect(runs[0].out == runs[1].out && runs[0].status == 0)
      }
    }
  }

  @Test("synthetic differences read as a result: estimate, error, interval, largest weights, paths, fit")
  func synthetic() throws {
    try TemporaryFolder.with { folder in
      let options = [
        "did", "--data", Self.organs, "--outcome", "Rate", "--unit", "State", "--time", "Quarter_Num",
        "--treatment",
        "Treated", "--estimator", "synthetic-did", "--bootstrap", "50", "--vce", "placebo",
      ]
      let spanish = try CommandLineFixture.run(options + ["--language", "es"], in: folder)
      #expect(spanish.status == 0, "\(spanish.err)")
      // Names of states are data.
      expectSpanish(spanish.out.replacing("District of Columbia", with: "DC"), "synthetic-did")
      #expect(spanish.out.contains("intervalo del 95 %"))
      let text = try CommandLineFixture.run(options, in: folder).out
      for part in [
        "overall", "95 % interval", "Donors' weights, the largest", "Virginia", "16 more",
        "Weights of periods before",
        "Treated and synthetic by period", "* under treatment",
        "root mean squared error before the treatment", "seed 1",
      ] {
        #expect(text.contains(part), "\(part)")
      }
      // Ten donors and no list of all.
      let donors = text.components(separatedBy: "Donors' weights")[1].components(
        separatedBy: "Weights of periods")[0]
      #expect(donors.split(separator: "\n").count == 15, "\(donors)")
      #expect(!text.contains("zeta_omega") && !text.contains("unit_weights"))
    }
  }

  @Test("names of units that look like numbers of persons are positions, in every format")
  func identifiers() throws {
    try TemporaryFolder.with { folder in
      var text = "rut,t,y,g\n"
      for unit in 0..<14 {
        let body = 12_345_678 + 7919 * unit
        for time in 1...6 {
          text +=
            "\(body)-\(PanelFixture.digit(of: UInt32(body))),\(time),\(Double((unit * 7 + time * 5) % 11) / 3),\(unit < 2 ? 4 : 0)\n"
        }
      }
      try folder.write(text, to: "people.csv")
      for (options, format) in [
        (["--estimator", "synthetic-did", "--vce", "none"], "text"),
        (["--estimator", "synthetic-did", "--vce", "none"], "json"),
        (["--estimator", "synthetic-control", "--bootstrap", "20"], "json"),
        (["--estimator", "twfe", "--leave-one-out", "unit"], "json"),
        (["--estimator", "twfe", "--leave-one-out", "unit"], "text"),
      ] {
        let done = try CommandLineFixture.run(
          [
            "did", "--data", "people.csv", "--outcome", "y", "--unit", "rut", "--time", "t",
            "--first-treated", "g",
          ] + options
            + ["--format", format], in: folder)
        #expect(done.status == 0, "\(done.err)")
        for unit in 0..<14 { #expect(!(done.out + done.err).contains(String(12_345_678 + 7919 * unit))) }
        #expect(done.out.contains("#"), "\(options) \(format)")
      }
    }
  }

  @Test("prepost: tests, tables, groups and a battery")
  func comparisons() throws {
    let commands = [
      ["--data", "children.csv", "--before", "pre", "--after", "post"],
      ["--data", "children.csv", "--after", "post", "--group", "treated"],
      ["--data", "children.csv", "--before", "sick", "--after", "later"],
      ["--table", "2x2:12,5,3,14"], ["--table", "3x3:3,0,2,1,5,0,0,2,4", "--test", "fisher,chi_squared"],
      ["--data", "children.csv", "--before", "pre", "--after", "post", "--by", "arm"],
      [
        "--data", Project.path("notebooks-data/literacy/children.csv"), "--after", "deficit_post", "--group",
        "sexo",
        "--by", "proveedor", "--repetitions", "50",
      ],
    ]
    try TemporaryFolder.with { folder in
      try folder.write(PrePostCommandTests.children, to: "children.csv")
      for command in commands {
        let done = try CommandLineFixture.run(["prepost"] + command + ["--language", "es"], in: folder)
        #expect(done.status == 0, "\(command): \(done.err)")
        expectSpanish(done.out, command.joined(separator: " "))
      }
    }
  }

  @Test("estimate: what the covariance says of itself")
  func estimates() throws {
    try TemporaryFolder.with { folder in
      for options in [
        ["l_homicide ~ effyear + year"], ["l_homicide ~ year | sid", "--covariance", "cluster:sid"],
        [
          "l_homicide ~ year + effyear", "--covariance", "driscoll-kraay:2", "--panel-id", "sid",
          "--panel-time", "year",
        ],
        ["l_homicide ~ year", "--estimator", "random-effects", "--panel-id", "sid", "--panel-time", "year"],
      ] {
        let done = try CommandLineFixture.run(
          ["estimate"] + options + ["--data", Self.castle, "--language", "es"], in: folder)
        #expect(done.status == 0, "\(options): \(done.err)")
        expectSpanish(done.out, options[0])
      }
    }
  }

  @Test("the comparisons of two-way fixed effects as a figure")
  func figure() throws {
    try TemporaryFolder.with { folder in
      let done = try CommandLineFixture.run(
        Self.castleOptions + ["bacon", "--plot", "bacon.svg", "--language", "es"], in: folder)
      #expect(done.status == 0, "\(done.err)")
      let figure = try String(contentsOfFile: folder.path + "/bacon.svg", encoding: .utf8)
      let comparisons =
        try CommandLineFixture.run(Self.castleOptions + ["bacon", "--format", "json"], in: folder)
        .object["comparisons"] as? [Any]
      // A dot a comparison and one a kind.
      #expect(figure.components(separatedBy: "<circle").count - 1 == (comparisons?.count ?? 0) + 3)
      #expect(figure.contains("tratados con no tratados") && figure.hasPrefix("<svg"))
    }
  }
}
