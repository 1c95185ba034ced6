import Causal
import Columns
import Kernels
import Models
import Testing

/// Oracles: the same tests one by one; the corrections by hand; laws of the resamples.
@Suite("Batteries of comparisons")
struct PrePostBatteryTests {
  /// Three providers with a change of 0, 0.5 and 1 standard deviations in one outcome, none in the other.
  static func table(_ seed: UInt64 = 4) throws -> Table {
    var generator = PCG64(seed: seed, stream: 0)
    var (pre, post, other, later): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    var (provider, school): ([String?], [Double]) = ([], [])
    for row in 0..<180 {
      let group = row % 3
      provider.append(["A", "B", "C"][group])
      school.append(Double(row / 9 * 3 + group))
      let base = generator.nextNormal()
      pre.append(base)
      post.append(base + generator.nextNormal(mean: Double(group) / 2))
      other.append(generator.nextNormal())
      later.append(generator.nextNormal())
    }
    pre[4] = .nan
    return try Table([
      "pre": Column(pre), "post": Column(post), "other": Column(other), "later": Column(later),
      "provider": Column(provider), "school": Column(school),
    ])
  }

  private func battery() -> PrePostBattery {
    PrePostBattery(
      outcomes: [.init(before: "pre", after: "post"), .init(before: "other", after: "later")],
      by: ["provider"],
      repetitions: 999, seed: 8)
  }

  @Test("a line is the test of its group and outcome alone")
  func lines() throws {
    let table = try Self.table()
    let result = try battery().run(table)
    #expect(
      result.lines.map { $0.group.joined() + $0.outcome.after } == [
        "Apost", "Alater", "Bpost", "Blater", "Cpost", "Clater",
      ])
    var request = PrePostRequest(before: "pre", after: "post")
    request.filter = try RowFilter("provider == \"B\"")
    request.tests = [.pairedT]
    let alone = try request.compare(table)
    #expect(
      result.lines[2].test == alone.tests[0] && result.lines[2].count == 59 && result.lines[2].missing == 1)
    #expect(result.rows.read == 180)
  }

  @Test("corrections are those of all lines together")
  func corrections() throws {
    let result = try battery().run(Self.table())
    let p = result.lines.map { $0.test.pValue ?? .nan }
    #expect(result.lines.map(\.holm) == MultipleTesting.holm.adjust(p))
    #expect(result.lines.map(\.benjaminiHochberg) == MultipleTesting.benjaminiHochberg.adjust(p))
    for line in result.lines {
      let (holm, wolf) = (try #require(line.holm), try #require(line.romanoWolf))
      // Resampling knows the dependence: never far above Holm's bound, and not below the p of the line itself.
      #expect(wolf <= holm + 0.06 && wolf >= (line.test.pValue ?? 1) - 0.06)
    }
    // The strongest change is found whichever way.
    #expect((result.lines[4].romanoWolf ?? 1) == 1.0 / 1000)
  }

  @Test("the same numbers on any number of threads, others with another seed")
  func threads() throws {
    var parallel = battery()
    parallel.threads = 3
    let (one, three) = (try battery().run(Self.table()), try parallel.run(Self.table()))
    #expect(one.lines.map(\.romanoWolf) == three.lines.map(\.romanoWolf))
    var other = battery()
    other.seed = 9
    #expect(try other.run(Self.table()).lines.map(\.romanoWolf) != one.lines.map(\.romanoWolf))
  }

  @Test("clusters: the clustered t, more cautious where units of a cluster move together")
  func clusters() throws {
    var clustered = battery()
    clustered.cluster = "school"
    let result = try clustered.run(Self.table())
    #expect(result.lines.allSatisfy { $0.test.test == .pairedTClustered && $0.clusters == 20 })
  }

  @Test("events: McNemar's exact test, shares before and after")
  func events() throws {
    let table = try Table([
      "pre": [1, 1, 1, 0, 1, 1, 1, 1], "post": [0, 0, 1, 0, 0, 0, 0, 1], "who": [1, 1, 1, 1, 2, 2, 2, 2],
    ])
    var battery = PrePostBattery(
      outcomes: [.init(before: "pre", after: "post")], by: ["who"], repetitions: 99)
    let result = try battery.run(table)
    #expect(result.lines.map(\.before) == [0.75, 1] && result.lines.map(\.after) == [0.25, 0.25])
    #expect(
      result.lines.map(\.test.pValue) == [0.5, 0.25]
        && result.lines.map(\.test.test) == [.mcNemarExact, .mcNemarExact])
    #expect(result.lines.map(\.holm) == [0.5, 0.5])
    battery.by = []
    let whole = try battery.run(table)
    #expect(
      whole.lines.count == 1 && whole.lines[0].count == 8 && whole.lines[0].holm == whole.lines[0].test.pValue
    )
  }

  @Test(
    "estimate and interval of a line are those of its test: the shift of Hodges and Lehmann, none where the test is of something else"
  )
  func intervals() throws {
    let table = try Self.table()
    var battery = battery()
    let byT = try battery.run(table)
    #expect(byT.lines.allSatisfy { $0.shown == $0.change })
    battery.test = .signedRank
    let ranked = try battery.run(table)
    var request = PrePostRequest(before: "pre", after: "post")
    request.filter = try RowFilter("provider == \"C\"")
    request.tests = [.signedRank]
    let alone = try request.compare(table).tests[0]
    #expect(ranked.lines[4].shown == alone && alone.confidenceLow != nil)
    #expect(ranked.lines[4].shown.confidenceLow != byT.lines[4].shown.confidenceLow)
    // The resamples are of the t statistics, whatever the test.
    #expect(ranked.lines.map(\.romanoWolf) == byT.lines.map(\.romanoWolf))
    battery.test = .kendall
    for (line, other) in zip(try battery.run(table).lines, byT.lines) {
      #expect(line.shown.estimate == other.change.estimate)
      #expect(
        line.shown.confidenceLow == nil && line.shown.confidenceHigh == nil && line.shown.standardError == nil
      )
    }
  }

  @Test("infinite values are missing and counted, as in every comparison")
  func infinite() throws {
    let columns: (Double) throws -> Table = { value in
      try Table([
        "pre": [1, 2, 3, 1, 2, value], "post": [2, 3, 5, 2, 4, 3],
        "who": Column(Array(repeating: "a", count: 6)),
      ])
    }
    for value in [Double.infinity, -.infinity] {
      let battery = PrePostBattery(
        outcomes: [.init(before: "pre", after: "post")], by: ["who"], repetitions: 99)
      let (line, other) = (try battery.run(columns(value)).lines[0], try battery.run(columns(.nan)).lines[0])
      #expect(line.missing == 1 && line.count == 5 && line.test == other.test)
      let found = try PrePostRequest(before: "pre", after: "post").compare(columns(value))
      let wanted = try PrePostRequest(before: "pre", after: "post").compare(columns(.nan))
      #expect(found.rows.missing == 1 && found.tests == wanted.tests)
    }
  }

  @Test("a group without an answer says why and is not counted")
  func unanswered() throws {
    let table = try Table([
      "pre": [1, 2, 3, 1, 2, 3, 5], "post": [2, 3, 4, 2, 4, 3, 1],
      "who": Column(["a", "a", "a", "b", "b", "b", "c"]),
    ])
    let result = try PrePostBattery(
      outcomes: [.init(before: "pre", after: "post")], by: ["who"], repetitions: 99
    ).run(table)
    #expect(
      result.lines[0].test.note?.contains("the same") == true
        && result.lines[2].test.note?.contains("2 pairs") == true)
    #expect(result.lines[0].holm == nil && result.lines[1].holm == result.lines[1].test.pValue)
    #expect(throws: PrePostError.self) {
      try PrePostBattery(outcomes: [.init(before: "pre", after: "post")], by: ["nobody"]).run(table)
    }
  }
}
