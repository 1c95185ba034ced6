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

  @Test("what a cell left out says; notes are told once, and in Spanish where the result has none")
  func notes() throws {
    try TemporaryFolder.with { folder in
      let options = Self.castleOptions + ["callaway-santanna", "--covariates", "~ l_income"]
      let shown = try CommandLineFixture.run(options + ["--language", "es"], in: folder)
      #expect(shown.status == 0 && shown.err.isEmpty, "\(shown.err)")
      expectSpanish(shown.out, "left out")
      #expect(shown.out.contains("fuera: grupo 2010 en 2002: las covariables separan"))
      // Thirty-three effects of groups of one, two and four units.
      #expect(shown.out.contains("sin prueba conjunta antes del tratamiento"))
      #expect(!shown.out.contains("Sin efecto antes"))
      let json = try CommandLineFixture.run(options + ["--language", "es", "--format", "json"], in: folder)
      #expect(json.object["pretrend"] is NSNull)
      #expect(json.err.contains("grupo 2010 en 2002"))
      expectSpanish(json.err, "standard error")
      #expect(json.out.contains("group 2010 in 2002"))
    }
  }

  @Test("terms of two-by-two, the group with one period before, one period before a local projection")
  func smallNames() throws {
    try TemporaryFolder.with { folder in
      try folder.write(
        "u,t,y,g\n1,1,1,2\n1,2,4,2\n2,1,2,2\n2,2,4.5,2\n3,1,1,0\n3,2,2,0\n4,1,3,0\n4,2,3.5,0\n", to: "two.csv"
      )
      let options = [
        "did", "--data", "two.csv", "--outcome", "y", "--unit", "u", "--time", "t", "--first-treated", "g",
        "--estimator", "two-by-two",
      ]
      let done = try CommandLineFixture.run(options + ["--language", "es"], in: folder)
      #expect(done.status == 0, "\(done.err)")
      for word in ["(constante)", "tratados:después", "grupo 2: un solo periodo"] {
        #expect(done.out.contains(word), "\(word): \(done.out)")
      }
      expectSpanish(done.out, "two-by-two")
      let json = try CommandLineFixture.run(options + ["--language", "es", "--format", "json"], in: folder)
      #expect(json.out.contains("treated:after"))
      let local = try CommandLineFixture.run(
        Self.castleOptions + ["local-projections", "--language", "es"], in: folder)
      #expect(!local.out.contains("1 periodos"), "\(local.out)")
    }
  }

  @Test("a column that the file does not have: the file, the option and what there is")
  func unknownColumn() throws {
    try TemporaryFolder.with { folder in
      try folder.write("u,t,y,g\n1,1,1,2\n", to: "two.csv")
      func failure(_ outcome: String, _ language: String) throws -> String {
        let done = try CommandLineFixture.run(
          [
            "did", "--data", "two.csv", "--outcome", outcome, "--unit", "u", "--time", "t", "--first-treated",
            "g",
            "--estimator", "twfe", "--language", language,
          ], in: folder)
        #expect(done.status == 1 && done.out.isEmpty)
        return done.err
      }
      #expect(
        try failure("nada", "en")
          == "trayectoria: two.csv: no column 'nada' (--outcome); there are 'u', 't', 'y', 'g'\n")
      #expect(
        try failure("nada", "es")
          == "trayectoria: two.csv: no hay columna 'nada' (--outcome); están 'u', 't', 'y', 'g'\n")
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
        expectSpanish(done.out + done.err, options[0])
      }
      let several = try CommandLineFixture.run(
        [
          "estimate", "l_homicide ~ year", "l_homicide ~ year | sid", "--covariance", "cluster:sid", "--data",
          Self.castle,
          "--language", "es",
        ], in: folder)
      #expect(several.out.contains("Covarianza: por conglomerados de sid, perfil fixest"), "\(several.out)")
      #expect(several.out.contains("R² intragrupo") && !several.out.contains("within"))
      for (options, title) in [
        (["l_homicide ~ year"], "Mínimos cuadrados"),
        (["post ~ year", "--family", "ordered-logit"], "Logit ordenado"),
        (
          [
            "l_homicide ~ year", "--estimator", "random-effects", "--panel-id", "sid", "--panel-time", "year",
          ],
          "Efectos aleatorios"
        ),
        (
          [
            "l_homicide ~ year", "--estimator", "first-difference", "--panel-id", "sid", "--panel-time",
            "year",
          ],
          "Primeras diferencias"
        ),
      ] {
        let done = try CommandLineFixture.run(
          ["estimate"] + options + ["--data", Self.castle, "--language", "es"], in: folder)
        #expect(done.out.hasPrefix(title), "\(done.out) \(done.err)")
      }
    }
  }

  @Test("counts in notes of a comparison have their thousands apart")
  func thousands() throws {
    try TemporaryFolder.with { folder in
      var text = "a,b\n"
      for row in 0..<1500 { text += "\(row),\(row % 3 == 0 ? row - 1 : row + 2)\n" }
      try folder.write(text, to: "pairs.csv")
      let done = try CommandLineFixture.run(
        [
          "prepost", "--data", "pairs.csv", "--before", "a", "--after", "b", "--test", "sign_test",
          "--language", "es",
        ], in: folder)
      #expect(done.out.contains("1.000 de 1.500 positivas"), "\(done.out) \(done.err)")
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
