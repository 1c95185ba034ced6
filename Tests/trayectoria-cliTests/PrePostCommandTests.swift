import Foundation
import TestFixtures
import Testing

/// Oracles: the contract of the command line; small data by hand.
@Suite("prepost")
struct PrePostCommandTests {
  static let children = """
    id,pre,post,arm,treated,sick,later,school,word
    1,3,4,b,1,1,0,x,yes
    2,5,7,a,0,1,1,x,no
    3,4,6,b,1,1,0,y,yes
    4,6,6,a,0,0,0,y,no
    5,2,5,b,1,1,0,z,no
    6,7,9,a,0,0,0,z,no
    7,,8,a,0,1,1,z,yes

    """

  private func run(_ arguments: [String], _ file: String = children) throws -> CommandLineFixture.Run {
    try TemporaryFolder.with { folder in
      try folder.write(file, to: "children.csv")
      return try CommandLineFixture.run(["prepost"] + arguments, in: folder)
    }
  }

  private func json(_ arguments: [String], _ file: String = children) throws -> [String: Any] {
    let done = try run(arguments + ["--format", "json"], file)
    #expect(done.status == 0, "\(arguments): \(done.err)")
    return done.object
  }

  private static let wide = ["--data", "children.csv", "--before", "pre", "--after", "post"]

  @Test("the keys of the contract, null where there is none")
  func contract() throws {
    let result = try json(Self.wide + ["--paired"])
    #expect(result["command"] as? String == "prepost" && result["n"] as? Int == 6)
    let tests = try #require(result["tests"] as? [[String: Any]])
    #expect(
      tests.map { $0["test"] as? String } == ["paired_t", "wilcoxon_signed_rank", "sign_test", "pearson"])
    for test in tests {
      for key in ["estimate", "statistic", "df", "p_value", "conf_low", "conf_high"] {
        #expect(test[key] != nil, "\(key) of \(test)")
      }
    }
    #expect(tests[0]["df"] as? Double == 5 && tests[2]["df"] is NSNull)
    // Differences 1, 2, 2, 0, 3, 2.
    #expect(abs((tests[0]["estimate"] as? Double ?? 0) - 10.0 / 6) < 1e-14)
    let effects = try #require(result["effect_sizes"] as? [[String: Any]])
    #expect(effects.contains { $0["measure"] as? String == "cohen_dz" })
    let descriptives = try #require(result["descriptives"] as? [[String: Any]])
    #expect(descriptives.map { $0["key"] as? String } == ["before", "after", "change"])
    #expect((result["rows"] as? [String: Int]) == ["read": 7, "missing": 1, "filtered": 0])
  }

  @Test("designs: groups, an indicator, two columns, changes, events, words, a long table")
  func designs() throws {
    let file = ["--data", "children.csv"]
    let arms = try json(file + ["--after", "post", "--independent", "--group", "arm"])
    #expect(arms["groups"] as? [String] == ["a", "b"] && arms["design"] as? String == "independent_numeric")
    // One outcome, however it is named.
    let named = try run(file + ["--after", "post", "--group", "arm", "--format", "csv"]).out
    #expect(try run(file + ["--before", "post", "--group", "arm", "--format", "csv"]).out == named)
    #expect(named.contains("welch_t"))
    let treated = try json(file + ["--after", "post", "--group", "treated"])
    #expect(treated["groups"] as? [String] == ["1", "0"] && treated["direction"] as? String == "1 − 0")
    let columns = try json(Self.wide + ["--independent", "--test", "welch_t"])
    #expect(columns["n"] as? Int == 13 && columns["direction"] as? String == "after − before")
    let changes = try json(Self.wide + ["--group", "arm", "--reference", "a"])
    #expect(changes["groups"] as? [String] == ["b", "a"] && changes["ancova"] != nil)
    let events = try json(file + ["--before", "sick", "--after", "later", "--paired"])
    #expect(events["design"] as? String == "paired_binary")
    let table = try #require(events["table"] as? [String: Any])
    #expect(table["counts"] as? [Int] == [2, 3, 0, 2] && table["event"] as? String == "1")
    let words = try json(
      file + ["--after", "word", "--group", "arm", "--outcome", "binary", "--event", "no"])
    #expect((words["table"] as? [String: Any])?["counts"] as? [Int] == [3, 1, 1, 2])
    let long = "u,t,y\n1,2,4\n1,1,3\n2,1,5\n2,2,7\n3,1,4\n3,2,7\n"
    let pairs = try json(
      file + ["--paired", "--group", "t", "--id", "u", "--after", "y", "--test", "paired_t"], long)
    let first = try #require((pairs["tests"] as? [[String: Any]])?.first)
    #expect(first["estimate"] as? Double == 2)
  }

  @Test("tables of counts with x and ×; both families where nothing is said")
  func tables() throws {
    for text in ["2x2:12,5,3,14", "2×2:12, 5,3,14", "2X2:12,5,3,14"] {
      let result = try json(["--table", text, "--test", "mcnemar,mcnemar_exact"])
      let tests = try #require(result["tests"] as? [[String: Any]])
      #expect(tests[0]["statistic"] as? Double == 0.125 && result["n"] as? Int == 34)
      let odds = (result["effect_sizes"] as? [[String: Any]])?.first {
        $0["measure"] as? String == "odds_ratio"
      }
      #expect(abs((odds?["estimate"] as? Double ?? 0) - 5.0 / 3) < 1e-15)
    }
    let names = try #require(try json(["--table", "2x2:12,5,3,14"])["tests"] as? [[String: Any]]).compactMap {
      $0["test"] as? String
    }
    #expect(names.contains("chi_squared") && names.contains("mcnemar") && names.contains("fisher"))
    let paired = try json(["--table", "2x2:12,5,3,14", "--paired"])
    #expect(paired["design"] as? String == "paired_binary")
    let wide = try json(["--table", "2x3:3,4,2,9,8,7"])
    #expect((wide["tests"] as? [[String: Any]])?.count == 2)
  }

  @Test("a battery: a line a group, corrected p-values, several outcomes")
  func battery() throws {
    let result = try json(Self.wide + ["--by", "arm", "--repetitions", "99", "--seed", "3"])
    #expect(result["n"] as? Int == 6)
    let battery = try #require(result["battery"] as? [String: Any])
    let lines = try #require(battery["lines"] as? [[String: Any]])
    #expect(lines.map { $0["key"] as? String } == ["a", "b"] && battery["seed"] as? Int == 3)
    for key in ["p_value", "p_holm", "p_benjamini_hochberg", "p_romano_wolf"] {
      #expect(lines.allSatisfy { $0[key] is Double }, "\(key)")
    }
    let two = try json([
      "--data", "children.csv", "--before", "pre,sick", "--after", "post,later", "--by", "arm",
      "--repetitions", "0",
    ])
    let keys = ((two["battery"] as? [String: Any])?["lines"] as? [[String: Any]])?.compactMap {
      $0["key"] as? String
    }
    #expect(keys == ["a/post", "a/later", "b/post", "b/later"])
    let csv = try run(Self.wide + ["--by", "arm", "--repetitions", "0", "--format", "csv"])
    #expect(csv.out.hasPrefix("arm,before,after,n,mean_before"))
  }

  @Test("the smallest change that is found, with clusters")
  func power() throws {
    let result = try json(Self.wide + ["--power", "0.8", "--cluster", "school"])
    let power = try #require(result["power"] as? [String: Any])
    #expect(power["clusters"] as? Int == 3 && power["power"] as? Double == 0.8)
    #expect((power["detectable_change"] as? Double ?? 0) > 0 && (power["design_effect"] as? Double ?? 0) >= 1)
  }

  @Test("every format, and Spanish words")
  func formats() throws {
    for format in ["text", "csv", "markdown", "latex", "html"] {
      let done = try run(Self.wide + ["--format", format])
      #expect(done.status == 0 && !done.out.isEmpty && done.err.isEmpty, "\(format): \(done.err)")
      #expect(done.out.contains(format == "csv" ? "test,paired_t," : "paired t"), "\(format)")
    }
    let spanish = try run(Self.wide + ["--language", "es"])
    #expect(spanish.out.contains("Antes y después") && spanish.out.contains("t pareada"))
    #expect(
      spanish.out.contains("valor p") && spanish.out.contains("d_z de Cohen")
        && spanish.out.contains("1,6667"))
    let battery = try run(Self.wide + ["--by", "arm", "--language", "es", "--repetitions", "99"])
    #expect(battery.out.contains("Batería de comparaciones") && battery.out.contains("p Romano–Wolf"))
  }

  @Test("a battery by a rank test has its shift and says so, and who lacks a value")
  func rankedBattery() throws {
    let options = Self.wide + ["--by", "arm", "--test", "wilcoxon_signed_rank", "--repetitions", "99"]
    let text = try run(options)
    #expect(text.out.contains("Change and interval: Hodges and Lehmann's, not of the means"), "\(text.out)")
    #expect(text.out.contains("\na: 1 missing\n"), "\(text.out)")
    let battery = try #require(try json(options)["battery"] as? [String: Any])
    let lines = try #require(battery["lines"] as? [[String: Any]])
    // Changes of b are 1, 2, 3; so few have no interval.
    #expect(lines.count == 2 && lines[1]["estimate"] as? Double == 2 && lines[1]["conf_low"] is NSNull)
    // Infinite is missing.
    let infinite = try run(options, Self.children.replacingOccurrences(of: "\n1,3,", with: "\n1,inf,"))
    #expect(infinite.status == 0 && infinite.out.contains("\nb: 1 missing\n"), "\(infinite.out)")
    #expect(try !run(Self.wide + ["--by", "arm", "--repetitions", "99"]).out.contains("Hodges"))
  }

  @Test("the text of a battery has the power that was asked for")
  func batteryPower() throws {
    let options = Self.wide + ["--by", "arm", "--power", "0.8", "--repetitions", "0"]
    let text = try run(options)
    #expect(text.out.contains("All units together: Minimum detectable change (80 %)"), "\(text.out)")
    let alone = try run(Self.wide + ["--power", "0.8"])
    let line = try #require(text.out.split(separator: "\n").first { $0.hasPrefix("All units together: ") })
    #expect(alone.out.contains(line.dropFirst("All units together: ".count)))
    let spanish = try run(options + ["--language", "es"])
    #expect(spanish.out.contains("Todas las unidades juntas: Cambio mínimo detectable"))
    #expect(try !run(Self.wide + ["--by", "arm"]).out.contains("All units together"))
  }

  @Test("a 2×2 table with an empty row is read as pairs where some changed, and told of otherwise")
  func emptyRow() throws {
    let pairs = try run(["--table", "2x2:5,7,0,0", "--format", "json"])
    let tests = try #require(pairs.object["tests"] as? [[String: Any]])
    let exact = try #require(tests.first { $0["test"] as? String == "mcnemar_exact" })
    // 2·2⁻⁷.
    #expect(pairs.status == 0 && exact["p_value"] as? Double == 1.0 / 64)
    #expect(try run(["--table", "2x2:5,0,0,0"]).status == 1)
  }

  @Test("help names every test")
  func help() throws {
    let done = try run(["--help"])
    for name in ["paired_t", "wilcoxon_signed_rank_exact", "mcnemar_mid_p", "ks_exact", "ancova", "fisher"] {
      #expect(done.out.contains(name), "\(name)")
    }
  }
}
