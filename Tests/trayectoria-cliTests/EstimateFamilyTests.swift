import Foundation
import TestFixtures
import Testing

/// Oracle: the log odds of a table of two by two, by hand.
@Suite("estimate --family")
struct EstimateFamilyTests {
  /// 30 of 100 without the treatment, 55 of 80 with it.
  private static let table = "y,d,times\n0,0,70\n1,0,30\n0,1,25\n1,1,55\n"

  private func run(_ arguments: [String], _ file: String = table) throws -> CommandLineFixture.Run {
    try TemporaryFolder.with { folder in
      try folder.write(file, to: "table.csv")
      return try CommandLineFixture.run(["estimate"] + arguments + ["--data", "table.csv"], in: folder)
    }
  }

  private static let weights = ["--weights", "times", "--weight-kind", "frequency"]

  @Test("logit by hand, with what only a likelihood has")
  func logit() throws {
    let done = try run(
      ["y ~ d", "--family", "logit", "--profile", "stata", "--format", "json"] + Self.weights)
    #expect(done.status == 0 && done.err.isEmpty, "\(done.err)")
    let result = done.object
    let terms = try #require(result["terms"] as? [[String: Any]])
    let odds = log(55.0 / 25) - log(30.0 / 70)
    #expect(abs((terms[1]["estimate"] as? Double ?? 0) - odds) < 1e-13)
    let error = (1.0 / 30 + 1.0 / 70 + 1.0 / 55 + 1.0 / 25).squareRoot()
    #expect(abs((terms[1]["std_error"] as? Double ?? 0) - error) < 1e-12)
    #expect(terms[1]["df"] is NSNull)
    #expect(result["family"] as? String == "logit" && result["n"] as? Int == 180)
    #expect(result["converged"] as? Bool == true && (result["iterations"] as? Int ?? 0) > 2)
    let null = 85 * log(85.0 / 180) + 95 * log(95.0 / 180)
    #expect(abs((result["null_deviance"] as? Double ?? 0) + 2 * null) < 1e-10)
    let likelihood = try #require(result["log_likelihood"] as? Double)
    let deviance = try #require(result["deviance"] as? Double)
    #expect(abs(deviance + 2 * likelihood) < 1e-10)
    #expect(abs((result["pseudo_r_squared"] as? Double ?? 0) - (1 - likelihood / null)) < 1e-12)
    #expect(result["sigma"] is NSNull && result["r_squared"] is NSNull)
    let effects = try #require(result["marginal_effects"] as? [String: [[String: Any]]])
    #expect(effects["average"]?.count == 1 && effects["at_means"]?.count == 1)
    let wald = try #require((result["tests"] as? [String: [String: Any]])?["wald"])
    #expect(wald["distribution"] as? String == "chi_squared")
  }

  @Test("average marginal effects stand below the table in every format, and as lines of their own in CSV")
  func marginalEffects() throws {
    // Of one 0/1 column the derivative is b·mean of p(1 − p); by hand from both cells.
    let odds = log(55.0 / 25) - log(30.0 / 70)
    let slope = odds * (100 * 0.3 * 0.7 + 80 * (55.0 / 80) * (25.0 / 80)) / 180
    let model = ["y ~ d", "--family", "logit"] + Self.weights
    let shown = String(format: "%.6f", slope)
    for (format, title) in [
      ("text", "\nAverage marginal effects\n"), ("markdown", "### Average marginal effects"),
      ("latex", "\\caption{Average marginal effects}"), ("html", "Average marginal effects"),
    ] {
      let done = try run(model + ["--format", format])
      let parts = done.out.components(separatedBy: title)
      #expect(parts.count == 2 && parts.last?.contains(shown) == true, "\(format)\n\(done.out)")
      #expect(parts.last?.contains("a product is a column of its own") == true, "\(format)")
    }
    let spanish = try run(model + ["--language", "es"])
    #expect(spanish.out.contains("Efectos marginales promedio"))
    let lines = try run(model + ["--format", "csv"]).out.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(
      lines.map { $0.last } == [
        "part", "coefficient", "coefficient", "marginal_effect_average", "marginal_effect_at_means",
      ])
    #expect(abs((Double(lines[3][1]) ?? 0) - slope) < 1e-12)
    let least = try run(["y ~ d", "--format", "csv"] + Self.weights)
    #expect(least.out.hasPrefix("term,estimate,std_error,statistic,df,p_value,conf_low,conf_high\n"))
  }

  @Test("the table names the family, the deviance and the pseudo R²")
  func table() throws {
    let english = try run(["y ~ d", "--family", "probit"] + Self.weights)
    #expect(english.out.contains("PROBIT: y ~ d") && english.out.contains("Deviance"))
    let spanish = try run(["y ~ d", "--family", "negbin", "--language", "es"] + Self.weights)
    #expect(spanish.out.contains("Devianza") && spanish.out.contains("α"))
    // 0 and 1 are less dispersed than a Poisson outcome.
    #expect(spanish.err.contains("no es más disperso"))
  }

  @Test("what a family does not have is refused in one line")
  func refused() throws {
    let claims: [([String], String)] = [
      (["times ~ d", "--family", "logit"], "0 or 1"),
      (["y ~ 1 | d ~ times", "--family", "logit"], "instruments"),
      (["y ~ 1 | d ~ times", "--family", "logit", "--estimator", "liml"], "instruments"),
      (["y ~ d", "--family", "student"], "student"),
    ]
    for (arguments, word) in claims {
      let done = try run(arguments)
      #expect(done.status != 0 && done.out.isEmpty, "\(arguments)")
      #expect(done.err.contains(word), "\(arguments): \(done.err)")
    }
    let separated = try run(["y ~ d", "--family", "logit"], "y,d\n0,0\n1,0\n1,1\n1,1\n0,0\n1,1\n")
    #expect(separated.status != 0 && separated.err.contains("d tells the outcome of 3 of 6 rows"))
  }

  @Test("an ordered logit of two levels is a logit, its threshold the intercept with its sign turned")
  func ordered() throws {
    let done = try run(
      ["y ~ d", "--family", "ordered-logit", "--profile", "stata", "--format", "json"] + Self.weights)
    #expect(done.status == 0 && done.err.isEmpty, "\(done.err)")
    let terms = try #require(done.object["terms"] as? [[String: Any]])
    #expect(terms.map { $0["term"] as? String } == ["d", "0|1"])
    #expect(abs((terms[0]["estimate"] as? Double ?? 0) - log(55.0 / 25) + log(30.0 / 70)) < 1e-12)
    #expect(abs((terms[1]["estimate"] as? Double ?? 0) + log(30.0 / 70)) < 1e-12)
    #expect(done.object["family"] as? String == "ordered-logit" && done.object["n"] as? Int == 180)
    let text = try run(["y ~ d", "--family", "ordered-logit"] + Self.weights)
    #expect(text.out.contains("ORDERED-LOGIT: y ~ d"))
  }

  @Test("a conditional logit by hand: two groups of three with one case each")
  func conditional() throws {
    // ℓ = b − 2 log(e^b + 2): e^b = 2, with information 2·½·½. The third group has no choice.
    let file = "y,x,s\n1,1,a\n0,0,a\n0,0,a\n0,1,b\n1,0,b\n0,0,b\n1,5,c\n1,6,c\n"
    let done = try run(
      ["y ~ x", "--family", "conditional-logit", "--strata", "s", "--profile", "stata", "--format", "json"],
      file)
    #expect(done.status == 0, "\(done.err)")
    let terms = try #require(done.object["terms"] as? [[String: Any]])
    #expect(abs((terms[0]["estimate"] as? Double ?? 0) - log(2)) < 1e-12)
    #expect(abs((terms[0]["std_error"] as? Double ?? 0) - 2.0.squareRoot()) < 1e-11)
    #expect(done.object["n"] as? Int == 6)
    #expect((done.object["dropped"] as? [String: Int])?["separated"] == 2)
    let claims: [([String], Int32, String)] = [
      (["y ~ x", "--family", "conditional-logit"], 64, "--strata"),
      (["y ~ x", "--family", "logit", "--strata", "s"], 64, "conditional-logit"),
      (["y ~ x | s", "--family", "ordered-logit"], 65, "fixed effects"),
      (["y ~ x", "--family", "conditional-logit", "--strata", "s", "--weights", "x"], 64, "weights"),
      (["y ~ x", "--family", "conditional-logit", "--strata", "z"], 1, "z"),
    ]
    for (arguments, status, word) in claims {
      let refused = try run(arguments, file)
      #expect(refused.status == status && refused.out.isEmpty, "\(arguments): \(refused.status)")
      #expect(refused.err.contains(word), "\(arguments): \(refused.err)")
    }
  }

  @Test("effects of counts by hand, rows that they tell counted")
  func effects() throws {
    // Within each unit counts are 1 : 2 for x = 0 and 1, so that the coefficient is log 2; unit c has zeros alone.
    let file = "y,x,u\n3,0,a\n6,1,a\n5,0,b\n10,1,b\n0,0,c\n0,1,c\n1,0,b\n2,1,b\n"
    let done = try run(["y ~ x | u", "--family", "poisson", "--format", "json"], file)
    #expect(done.status == 0 && done.err.isEmpty, "\(done.err)")
    let terms = try #require(done.object["terms"] as? [[String: Any]])
    #expect(abs((terms[0]["estimate"] as? Double ?? 0) - log(2)) < 1e-13)
    #expect((done.object["dropped"] as? [String: Int])?["separated"] == 2 && done.object["n"] as? Int == 6)
    #expect(done.object["converged"] as? Bool == true)
    let text = try run(["y ~ x | u", "--family", "poisson", "--language", "es"], file)
    #expect(text.out.contains("Poisson") && text.out.contains("2 de resultado que el efecto determina"))
  }
}
