import Foundation
import TestFixtures
import Testing

/// 36 counts in four groups and three periods. Oracles, each on indicators: R 4.2.2's glm with sandwich 3.0-2, and MASS 7.3's glm.nb;
/// the effects also as fixest 0.12.2's fixef has them.
@Suite("estimate --family with fixed effects")
struct EstimateFamilyEffectsTests {
  private static let table =
    "y,x,g,t\n1,0.22,1,1\n0,-0.54,1,2\n4,0.89,1,3\n1,0.6,1,1\n7,1.64,1,2\n1,0.69,1,3\n1,-1.28,1,1\n"
    + "4,-0.21,1,2\n5,1.9,1,3\n2,1.78,2,1\n0,0.57,2,2\n0,0.02,2,3\n0,0.38,2,1\n1,-0.05,2,2\n"
    + "1,0.03,2,3\n2,0.17,2,1\n3,1.17,2,2\n0,-0.04,2,3\n3,-0.1,3,1\n1,-0.28,3,2\n18,1.54,3,3\n"
    + "2,0.17,3,1\n10,1.31,3,2\n26,1.29,3,3\n0,0.59,3,1\n4,-0.28,3,2\n5,1.26,3,3\n2,0.91,4,1\n"
    + "2,-0.93,4,2\n2,1.24,4,3\n3,0.15,4,1\n1,1.05,4,2\n0,-0.75,4,3\n0,-1.48,4,1\n4,0.86,4,2\n"
    + "1,-0.4,4,3\n"

  private func run(_ arguments: [String], _ file: String = table) throws -> CommandLineFixture.Run {
    try TemporaryFolder.with { folder in
      try folder.write(file, to: "table.csv")
      return try CommandLineFixture.run(
        ["estimate"] + arguments + ["--data", "table.csv", "--format", "json"], in: folder)
    }
  }

  private func first(_ done: CommandLineFixture.Run) throws -> (estimate: Double, error: Double) {
    #expect(done.status == 0, "\(done.err)")
    let term = try #require((done.object["terms"] as? [[String: Any]])?.first)
    return (try #require(term["estimate"] as? Double), try #require(term["std_error"] as? Double))
  }

  /// The oracle has eleven digits.
  private func expect(_ found: Double, _ wanted: Double, _ what: String) {
    #expect(abs(found - wanted) <= 1e-10 * abs(wanted) + 1e-14, "\(what): \(found), not \(wanted)")
  }

  @Test("covariances by leverage", arguments: [("hc2", 0.165733247083), ("hc3", 0.186428086562)])
  func leverage(_ kind: String, _ error: Double) throws {
    let command = ["y ~ x | g + t", "--family", "poisson", "--profile", "sandwich", "--covariance", kind]
    expect(try first(try run(command)).error, error, kind)
  }

  @Test("the negative binomial, which takes effects")
  func counts() throws {
    let done = try run(["y ~ x | g", "--family", "negbin", "--profile", "sandwich"])
    let found = try first(done)
    // glm.nb stops at 1e-10 of the deviance.
    #expect(abs(found.estimate - 0.843759962773) <= 1e-8 && abs(found.error - 0.184734563063) <= 1e-7)
    #expect(abs((done.object["alpha"] as? Double ?? 0) - 0.23289154641) <= 1e-7)
    #expect(done.err.contains("dispersion is estimated too small"))
    let refused = try run(["y ~ x | g", "--family", "negbin", "--covariance", "hc3"])
    #expect(refused.status == 1 && refused.err.contains("profile sandwich") && refused.out.isEmpty)
  }

  @Test("the effects by level")
  func levels() throws {
    let done = try run(["y ~ x | g + t", "--family", "poisson", "--effects"])
    #expect(done.status == 0, "\(done.err)")
    let effects = try #require(done.object["fixed_effects"] as? [String: [String: Double]])
    let wanted: [String: [Double]] = [
      "g": [-0.166010824876, -0.866410553497, 0.877279148384, -0.264996753033],
      "t": [0, 0.570066563976, 0.647574143433],
    ]
    #expect(effects.keys.sorted() == ["g", "t"])
    for (name, values) in wanted {
      #expect(effects[name]?.count == values.count)
      for (level, value) in values.enumerated() {
        expect(try #require(effects[name]?["\(level + 1)"]), value, name)
      }
    }
  }

  /// The 0/1 effects of the library's own indicators: the intercept and the coefficients.
  @Test(
    "the effects of a logit are the indicators' coefficients",
    arguments: ["logit", "probit", "negbin", "gamma"])
  func indicators(_ family: String) throws {
    let outcome = family == "negbin" ? "y" : family == "gamma" ? "I(y + 1)" : "I(y > 1)"
    let absorbed = try run(["\(outcome) ~ x | g", "--family", family, "--effects"])
    let spelled = try run(["\(outcome) ~ x + factor(g)", "--family", family])
    let levels = try #require((absorbed.object["fixed_effects"] as? [String: [String: Double]])?["g"])
    let terms = try #require(spelled.object["terms"] as? [[String: Any]])
    let values = terms.compactMap { $0["estimate"] as? Double }
    #expect(levels.count == 4)
    for level in 1...4 {
      let other = values[0] + (level > 1 ? values[level] : 0)
      #expect(abs((levels["\(level)"] ?? .nan) - other) <= 1e-10, "\(family) \(level)")
    }
  }
}
