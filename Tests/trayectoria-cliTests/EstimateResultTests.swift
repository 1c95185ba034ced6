import Foundation
import TestFixtures
import Testing

/// Oracle: the contract of the command line, and small numbers by hand.
@Suite("The result of estimate")
struct EstimateResultTests {
  /// y = 1 + 2x but for the residuals 1, −1, −1, 1, so that b = (1, 2) and SSR = 4; a row without x.
  static let line = "x,y,firm,run\n0,2,a,1\n1,2,a,2\n2,4,b,3\n3,8,b,4\n,9,b,5\n"

  private func run(_ arguments: [String], _ file: String = line) throws -> CommandLineFixture.Run {
    try TemporaryFolder.with { folder in
      try folder.write(file, to: "line.csv")
      return try CommandLineFixture.run(arguments, in: folder)
    }
  }

  @Test("keys and numbers by hand")
  func keys() throws {
    let done = try run(["estimate", "y ~ x", "--data", "line.csv", "--format", "json"])
    #expect(done.status == 0 && done.err.isEmpty, "\(done.err)")
    let result = done.object
    let wanted: Set<String> = [
      "command", "estimator", "formula", "n", "dropped", "terms", "vcov", "covariance", "clusters",
      "df_model",
      "df_residual", "df_absorbed", "sigma", "r_squared", "adj_r_squared", "r_squared_within",
      "log_likelihood", "tests", "collinear", "iterations", "converged",
    ]
    #expect(wanted.isSubset(of: result.keys))
    #expect(result["command"] as? String == "estimate" && result["estimator"] as? String == "ols")
    #expect(result["n"] as? Int == 4)
    #expect(
      result["dropped"] as? [String: Int] == ["missing": 1, "singletons": 0, "weights": 0, "where": 0])
    let terms = try #require(result["terms"] as? [[String: Any]])
    #expect(terms.map { $0["term"] as? String } == ["(Intercept)", "x"])
    #expect(terms.map { $0["estimate"] as? Double } == [1, 2])
    // σ² = 4/2, Σ(x − 1.5)² = 5.
    #expect(abs((terms[1]["std_error"] as? Double ?? 0) - (2.0 / 5).squareRoot()) < 1e-15)
    #expect(result["df_residual"] as? Int == 2 && result["df_model"] as? Int == 1)
    // TSS = 24 around the mean 4.
    #expect(abs((result["r_squared"] as? Double ?? 0) - (1 - 4.0 / 24)) < 1e-15)
    #expect(result["r_squared_within"] is NSNull && result["iterations"] is NSNull)
    #expect(result["covariance"] as? String == "iid" && result["profile"] as? String == "fixest")
    #expect((result["clusters"] as? [String: Int])?.isEmpty == true)
  }

  @Test("a set without ends is called so, and lags are said once")
  func words() throws {
    // Three assignments of one treated cluster: no effect has a p-value below a third.
    let file = "y,d,g\n1,0,1\n2,0,1\n4,0,2\n3,0,2\n9,1,3\n7,1,3\n"
    let arguments = [
      "estimate", "y ~ d", "--data", "line.csv", "--randomisation", "d=0", "--cluster", "g", "--repetitions",
      "all",
    ]
    #expect(try run(arguments, file).out.contains("95 % unbounded, 3 assignments"))
    #expect(try run(arguments + ["--language", "es"], file).out.contains("95 % no acotado"))
    let lags = ["estimate", "y ~ x", "--data", "line.csv", "--covariance", "newey-west:1"]
    #expect(try run(lags).out.contains("Covariance: newey-west:1, profile fixest (4 rows)\n"))
    #expect(try run(lags + ["--language", "es"]).out.contains("perfil fixest (4 filas)"))
    let places = "y,x,lat,lon\n1,2,0,0\n2,1,3,0\n4,3,9,0\n3,5,1,1\n2,4,2,1\n"
    let conley = ["estimate", "y ~ x", "--data", "line.csv", "--covariance", "conley:lat+lon:10"]
    #expect(try run(conley, places).out.contains("Covariance: conley:lat+lon:10, profile"))
  }

  @Test("errors that are rounding are told: clusters with a level of the regressor each")
  func rounding() throws {
    let file = "y,d,g\n1,0,1\n2,0,1\n4,0,1\n3,1,2\n9,1,2\n"
    let done = try run(
      ["estimate", "y ~ d", "--data", "line.csv", "--covariance", "cluster:g", "--format", "json"], file)
    #expect(done.status == 0)
    let warnings = try #require(done.object["warnings"] as? [String])
    #expect(warnings.contains { $0.contains("zero but for rounding") && $0.hasSuffix(": (Intercept), d") })
    let plain = try run(["estimate", "y ~ d", "--data", "line.csv", "--format", "json"], file)
    #expect(plain.object["warnings"] as? [String] == [])
  }

  @Test("values that leave the numbers are counted as missing, and told with their term")
  func infinite() throws {
    let done = try run(["estimate", "y ~ log(x)", "--data", "line.csv", "--format", "json"])
    #expect(done.status == 0 && done.object["n"] as? Int == 3)
    #expect((done.object["dropped"] as? [String: Int])?["missing"] == 2)
    let warning =
      "rows counted as missing because log(x) is not finite in them, though its columns have values: 1"
    #expect(done.object["warnings"] as? [String] == [warning] && done.err.contains(warning))
    let spanish = try run(["estimate", "y ~ log(x)", "--data", "line.csv", "--language", "es"])
    #expect(spanish.err.contains("filas contadas como faltantes porque log(x) no es finito en ellas"))
  }

  @Test(
    "every format has the terms, and CSV all their digits",
    arguments: ["text", "csv", "markdown", "latex", "html"])
  func formats(_ format: String) throws {
    let done = try run(["estimate", "y ~ x", "--data", "line.csv", "--format", format])
    #expect(done.status == 0)
    #expect(done.out.contains("(Intercept)") && done.out.contains("0.63245"))
    if format == "csv" { #expect(done.out.contains("x,2,0.632455532033675")) }
  }

  @Test("several formulas stand side by side, stars only when they are asked for")
  func models() throws {
    let plain = try run(["estimate", "y ~ x", "y ~ 1", "--data", "line.csv", "--language", "es"])
    #expect(plain.out.contains("(1)") && plain.out.contains("(2)") && plain.out.contains("0,6325"))
    #expect(!plain.out.contains("*"))
    let starred = try run(["estimate", "y ~ x", "y ~ 1", "--data", "line.csv", "--stars"])
    #expect(starred.out.contains("2.000*\n") || starred.out.contains("2.000* "))
    let json = try run(["estimate", "y ~ x", "y ~ 1", "--data", "line.csv", "--format", "json"])
    #expect((json.object["models"] as? [Any])?.count == 2)
  }

  @Test("a unit with several rows under independent errors is warned of, with what to use")
  func warning() throws {
    let done = try run(["estimate", "y ~ x", "--data", "line.csv", "--panel-id", "firm", "--format", "json"])
    #expect(done.status == 0 && done.err.contains("cluster:firm"))
    #expect((done.object["warnings"] as? [String])?.count == 1)
    let clustered = try run([
      "estimate", "y ~ x", "--data", "line.csv", "--panel-id", "firm", "--covariance", "cluster:firm",
    ])
    // Two clusters are warned of instead.
    #expect(clustered.err.contains("2 clusters") && clustered.err.contains("cr2:firm"))
  }

  @Test("fewer clusters than regressors: the table is there, the joint test is not, and it is said")
  func lowRank() throws {
    let file = "x,z,y,firm\n0,1,2,a\n1,0,2,a\n2,2,4,b\n3,0,8,b\n4,1,9,c\n5,5,9,c\n6,2,14,a\n"
    let done = try run(
      [
        "estimate", "y ~ x + z + I(x*z)", "--data", "line.csv", "--covariance", "cluster:firm", "--format",
        "json",
      ], file)
    #expect(done.status == 0, "\(done.err)")
    let tests = try #require(done.object["tests"] as? [String: Any])
    #expect(tests["wald"] == nil)
    #expect(done.err.contains("no joint test of the 3 regressors"), "\(done.err)")
    #expect((done.object["terms"] as? [[String: Any]])?.count == 4)
  }

  @Test("models side by side: which effects each has, its bootstrap, and all digits in CSV")
  func sideBySide() throws {
    let file = "x,y,firm\n0,0,a\n1,4,a\n2,10,b\n4,14,b\n3,3,c\n5,9,c\n"
    let formulas = ["estimate", "y ~ x", "y ~ x | firm", "--data", "line.csv"]
    let table = try run(
      formulas + ["--format", "csv", "--wild-bootstrap", "x=0", "--cluster", "firm"], file)
    #expect(table.status == 0, "\(table.err)")
    #expect(table.out.hasPrefix("model,term,estimate,std_error"))
    #expect(table.out.contains("\n(2),x,"))
    let text = try run(formulas + ["--wild-bootstrap", "x=0", "--cluster", "firm"], file)
    let lines = text.out.split(separator: "\n").map {
      $0.split(separator: " ", omittingEmptySubsequences: true)
    }
    #expect(lines.contains { $0 == ["firm", "no", "yes"] }, "\(text.out)")
    #expect(
      text.out.contains("(1) Wild cluster bootstrap") && text.out.contains("(2) Wild cluster bootstrap"))
  }

  @Test("fixed effects, by hand: within firms the slope is 3, and the singletons' rule is followed")
  func effects() throws {
    let file = "x,y,firm\n0,0,a\n1,4,a\n2,10,b\n4,14,b\n3,3,c\n"
    let kept = try run(["estimate", "y ~ x | firm", "--data", "line.csv", "--format", "json"], file)
    // Within a: Δ = (1, 4), within b: (2, 4); (½·2 + 1·2·2)/(½ + 2) with deviations ±½ and ±1: (2 + 4)/(½ + 2).
    let terms = try #require(kept.object["terms"] as? [[String: Any]])
    #expect(abs((terms[0]["estimate"] as? Double ?? 0) - 6 / 2.5) < 1e-14)
    #expect(kept.object["n"] as? Int == 5 && kept.object["df_absorbed"] as? Int == 3)
    #expect(kept.object["converged"] as? Bool == true && kept.object["iterations"] as? Int != nil)
    let dropped = try run(
      ["estimate", "y ~ x | firm", "--data", "line.csv", "--format", "json", "--singletons", "drop"], file)
    #expect((dropped.object["dropped"] as? [String: Int])?["singletons"] == 1)
    #expect(dropped.object["n"] as? Int == 4)
    let profile = try run(
      ["estimate", "y ~ x | firm", "--data", "line.csv", "--format", "json", "--profile", "reghdfe"], file)
    #expect((profile.object["dropped"] as? [String: Int])?["singletons"] == 1)
    let absorbed = try run(["estimate", "y ~ x | firm + x", "--data", "line.csv"], file)
    #expect(absorbed.status == 1, "\(absorbed.err)")
  }

  @Test("the figure is written beside the table")
  func plot() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.line, to: "line.csv")
      let done = try CommandLineFixture.run(
        ["estimate", "y ~ x", "--data", "line.csv", "--plot", "b.svg"], in: folder)
      #expect(done.status == 0)
      let figure = try String(contentsOfFile: folder.path + "/b.svg", encoding: .utf8)
      #expect(figure.hasPrefix("<svg") && figure.contains(">x</text>") && !figure.contains("Intercept"))
    }
  }

  @Test(
    "a column of identifiers makes no names of terms, and none is in the message",
    arguments: ["i(run)", "factor(run)", "rut", "i(rut, x)", "i(run, ref = 1)"])
  func identifiers(_ term: String) throws {
    let people = CommandLineFixture.people
    var file = "x,y,run,rut\n"
    for (row, body) in people.bodies.prefix(30).enumerated() {
      file += "\(row % 7),\(row % 5),\(body),\(body)-\(PanelFixture.digit(of: body))\n"
    }
    let done = try run(["estimate", "y ~ x + \(term)", "--data", "line.csv"], file)
    #expect(done.status == 1 && done.err.contains("identifies persons"), "\(done.err)")
    #expect(!people.bodies.contains { (done.out + done.err).contains(String($0)) })
    let clustered = try run(
      ["estimate", "y ~ x", "--data", "line.csv", "--covariance", "cluster:rut", "--format", "json"], file)
    #expect(clustered.status == 0, "\(clustered.err)")
    #expect(!people.bodies.contains { (clustered.out + clustered.err).contains(String($0)) })
  }

  @Test(
    "few persons are persons too, however their numbers are written",
    arguments: ["", "-1", "_5", " k", "e0", "dots", "RUT "])
  func fewIdentifiers(_ form: String) throws {
    let bodies = CommandLineFixture.people.bodies.prefix(4).map(String.init)
    let written = bodies.map { body in
      switch form {
      case "dots": "\(body.dropLast(6)).\(body.suffix(6).prefix(3)).\(body.suffix(3))"
      case "RUT ": "RUT \(body)"
      default: body + form
      }
    }
    var file = "x,y,who\n"
    for row in 0..<20 { file += "\(row % 7),\(row % 5),\(written[row % 4])\n" }
    for term in ["factor(who)", "i(who)", "i(who, x)"] {
      let done = try run(["estimate", "y ~ x + \(term)", "--data", "line.csv"], file)
      #expect(done.status == 1 && done.err.contains("identifies persons"), "\(term) \(done.err)")
      #expect(!written.contains { (done.out + done.err).contains($0) })
    }
  }

  @Test("decimals, years and places are no persons")
  func noIdentifiers() throws {
    var file = "x,y,z,year,commune\n"
    for row in 0..<24 {
      file += "\(row % 7),\(row % 5 + row % 3),\(row % 4)\(".234567"),\(2014 + row % 3),1310\(row % 2)\n"
    }
    let done = try run(
      ["estimate", "y ~ x + factor(z) + i(year) + i(commune)", "--data", "line.csv"], file)
    #expect(done.status == 0, "\(done.err)")
  }

  @Test("a stray text that makes a factor of numbers is told with its line")
  func strayText() throws {
    var file = "x,y\n"
    for row in 0..<30 { file += "\(row == 11 ? "n/a" : String(row % 4)),\(row % 5 + row % 3)\n" }
    let done = try run(["estimate", "y ~ x", "--data", "line.csv"], file)
    #expect(done.status == 0 && done.err.contains("column 'x' is text because of 1 value"), "\(done.err)")
    #expect(done.err.contains("line 13"))
  }

  @Test("frequencies past what can be counted are an error")
  func frequencies() throws {
    for weight in ["5000000000000000000", "1e19", "9007199254740993"] {
      let done = try run(
        ["estimate", "y ~ x", "--data", "line.csv", "--weights", "w", "--weight-kind", "frequency"],
        "x,y,w\n1,1,\(weight)\n1,3,\(weight)\n2,2,1\n3,5,1\n")
      #expect(done.status == 1 && done.err.contains("2^53"), "\(done.err)")
    }
  }

  @Test("the same bytes from any number of threads")
  func threads() throws {
    let arguments = ["estimate", "y ~ x", "--data", "line.csv", "--format", "json", "--threads"]
    #expect(try run(arguments + ["1"]).out == run(arguments + ["2"]).out)
  }

  @Test("cells of equal rows give the same numbers, and are told")
  func cells() throws {
    let rows = (0..<60).map { "\($0 % 3),\($0 % 2),\($0 % 5),\(($0 * 7) % 11)\n" }.joined()
    let command = [
      "estimate", "y ~ x + z | g", "--data", "line.csv", "--covariance", "cluster:g", "--format", "json",
    ]
    let plain = try run(command + ["--compress", "no"], "x,z,g,y\n" + rows)
    let cells = try run(command + ["--compress", "yes"], "x,z,g,y\n" + rows)
    #expect(plain.object["cells"] is NSNull && cells.object["cells"] as? Int == 30)
    let (a, b) = (plain.object["terms"] as? [[String: Any]], cells.object["terms"] as? [[String: Any]])
    for (left, right) in zip(try #require(a), try #require(b)) {
      for key in ["estimate", "std_error", "p_value"] {
        let (wanted, found) = (left[key] as? Double ?? .nan, right[key] as? Double ?? 0)
        #expect(abs(found - wanted) <= 1e-12 * abs(wanted), "\(key)")
      }
    }
    #expect(cells.object["n"] as? Int == 60 && cells.object["df_residual"] as? Int == 53)
  }

  @Test("random effects by hand: units' means and deviations, and the panel's part of the result")
  func panel() throws {
    let file = "x,y,firm,t\n0,1,a,1\n2,3,a,2\n1,2,b,1\n5,5,b,2\n3,4,c,1\n1,4,c,2\n2,7,d,1\n8,9,d,2\n"
    let command = ["estimate", "y ~ x", "--data", "line.csv", "--panel-id", "firm", "--panel-time", "t"]
    let done = try run(command + ["--estimator", "random-effects", "--format", "json"], file)
    #expect(done.status == 0, "\(done.err)")
    let panel = try #require(done.object["panel"] as? [String: Any])
    // Within: Σ(x − x̄_i)² = ½(4 + 16 + 4 + 36) = 30, Σxy = ½(4 + 12 + 0 + 12) = 14, Σy² = ½(4 + 9 + 0 + 4) = 8.5.
    let error = (8.5 - 14.0 * 14 / 30) / 3
    #expect(abs((panel["sigma2_e"] as? Double ?? 0) - error) <= 1e-14)
    // Between: means of x 1, 3, 2, 5 and of y 2, 3.5, 4, 8 around 2.75 and 4.375: Sxx 8.75, Sxy 12.375, Syy 19.6875.
    let unit = (19.6875 - 12.375 * 12.375 / 8.75) / 2 - error / 2
    #expect(abs((panel["sigma2_u"] as? Double ?? 0) - unit) <= 1e-13)
    let share = 1 - (error / (error + 2 * unit)).squareRoot()
    #expect(abs((panel["theta"] as? Double ?? 0) - share) <= 1e-14)
    #expect(
      panel["units"] as? Int == 4 && panel["periods"] as? Int == 2 && panel["balanced"] as? Bool == true)
    let terms = try #require(done.object["terms"] as? [[String: Any]])
    let square = (1 - share) * (1 - share)
    // Weighted sums of within and between.
    let slope = (14 + square * 2 * 12.375) / (30 + square * 2 * 8.75)
    #expect(abs((terms[1]["estimate"] as? Double ?? 0) - slope) <= 1e-13)
    let tests = try #require(done.object["tests"] as? [String: [String: Any]])
    #expect(
      tests["hausman"]?["df"] as? Int == 1
        && tests["breusch_pagan"]?["distribution"] as? String == "chi_squared")
    for format in ["text", "markdown", "latex", "html", "csv"] {
      let table = try run(command + ["--estimator", "between", "--format", format], file)
      #expect(table.status == 0 && !table.out.isEmpty, "\(format)")
    }
    let spanish = try run(command + ["--estimator", "between", "--language", "es"], file)
    #expect(spanish.out.contains("Unidades: 4, 2 períodos, 2 filas por unidad"))
  }
}
