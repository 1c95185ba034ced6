import Causal
import Columns
import Kernels
import Models
import Testing

/// Oracles: each line is the comparison of its groups alone; corrections are those of `MultipleTesting`; with two units a group all exchanges can be
/// listed.
@Suite("A battery of two independent groups")
struct GroupBatteryTests {
  private static func table(shift: Double = 0.8) throws -> Table {
    var generator = PCG64(seed: 12, stream: 4)
    var (provider, arm, first, second, sick): ([Double], [String], [Double], [Double], [Double]) = (
      [], [], [], [], []
    )
    for unit in 0..<240 {
      let isTreated = unit % 2 == 0
      provider.append(Double(unit % 3 + 1))
      arm.append(isTreated ? "programa" : "control")
      let level = generator.nextNormal()
      first.append(level + generator.nextNormal())
      second.append(level + generator.nextNormal() + (isTreated ? shift : 0))
      sick.append(generator.nextUnit() < (isTreated ? 0.2 : 0.5) ? 1 : 0)
    }
    return try Table([
      "p": Column(provider), "arm": Column(arm), "a": Column(first), "b": Column(second),
      "sick": Column(sick),
    ])
  }

  private static func battery(_ outcomes: [(String, String)], repetitions: Int = 499) -> PrePostBattery {
    var battery = PrePostBattery(
      outcomes: outcomes.map { .init(before: $0.0, after: $0.1) }, by: ["p"], repetitions: repetitions,
      threads: 2)
    battery.group = "arm"
    battery.reference = "control"
    return battery
  }

  @Test("each line is its groups' own comparison: outcomes, changes, events")
  func lines() throws {
    let table = try Self.table()
    let result = try Self.battery([("b", "b"), ("a", "b"), ("sick", "sick")]).run(table)
    #expect(result.groups == ["programa", "control"] && result.lines.count == 9)
    for line in result.lines {
      var request = PrePostRequest(
        before: line.outcome.before == line.outcome.after ? nil : line.outcome.before,
        after: line.outcome.after,
        isPaired: false, group: "arm")
      request.reference = "control"
      request.filter = try RowFilter("p == \(line.group[0])")
      request.tests = [line.test.test]
      let alone = try request.compare(table).tests[0]
      #expect(line.test.pValue == alone.pValue && line.test.statistic == alone.statistic, "\(line.group)")
      #expect(line.count == 80)
      if line.outcome.after == "sick" {
        #expect(line.test.test == .fisher && line.event == "1")
      } else {
        #expect(line.test.test == .welchT && line.change.estimate == alone.estimate)
      }
      #expect(abs((line.after - line.before) - (line.change.estimate ?? .nan)) < 1e-12)
    }
    let holm = MultipleTesting.holm.adjust(result.lines.map { $0.test.pValue ?? .nan })
    #expect(result.lines.map { $0.holm ?? .nan } == holm)
    for line in result.lines {
      let resampled = try #require(line.romanoWolf)
      #expect(resampled >= 1.0 / 500 && resampled <= 1)
    }
  }

  @Test(
    "Romano–Wolf: one line is the permutation test; the same bits on any number of threads; more lines, larger p"
  )
  func resampled() throws {
    // Three and three, fully apart: of the 20 assignments two are as extreme.
    let small = try Table([
      "p": [1, 1, 1, 1, 1, 1], "arm": Column(["x", "x", "x", "y", "y", "y"]), "b": [5, 6, 7.5, 1, 2, 2.5],
    ])
    var battery = PrePostBattery(outcomes: [.init(before: "b", after: "b")], by: ["p"], repetitions: 19_999)
    battery.group = "arm"
    let line = try #require(battery.run(small).lines.first)
    // 0.1 with a standard error of 0.0021.
    #expect(abs(try #require(line.romanoWolf) - 0.1) < 0.009)
    var results: [[Double?]] = []
    for threads in [1, 3] {
      var asked = Self.battery([("b", "b"), ("a", "a")])
      asked.threads = threads
      results.append(try asked.run(Self.table(shift: 0.3)).lines.map(\.romanoWolf))
    }
    #expect(results[0] == results[1])
    let alone = try Self.battery([("b", "b")]).run(Self.table(shift: 0.3)).lines
    let together = try Self.battery([("b", "b"), ("a", "a"), ("sick", "sick")]).run(Self.table(shift: 0.3))
      .lines
      .filter { $0.outcome.after == "b" }
    for (one, other) in zip(alone, together) {
      #expect((other.romanoWolf ?? 0) >= (one.romanoWolf ?? 1) - 0.05)
    }
  }

  @Test("under no effect a line of three is below 0.05 no more often than that")
  func size() throws {
    var rejected = 0
    for seed in 0..<200 {
      var generator = PCG64(seed: UInt64(seed), stream: 9)
      var (provider, arm, values): ([Double], [Double], [Double]) = ([], [], [])
      for unit in 0..<60 {
        provider.append(Double(unit % 3))
        arm.append(Double((unit / 3) % 2))
        values.append(generator.nextNormal())
      }
      var battery = PrePostBattery(
        outcomes: [.init(before: "y", after: "y")], by: ["p"], repetitions: 199, seed: UInt64(seed))
      battery.group = "arm"
      let lines = try battery.run(Table(["p": Column(provider), "arm": Column(arm), "y": Column(values)]))
        .lines
      if lines.contains(where: { ($0.romanoWolf ?? 1) <= 0.05 }) { rejected += 1 }
    }
    // 10 expected of 200, with a standard deviation of 3.1: four of them above.
    #expect(rejected <= 22)
  }

  @Test("what is refused: three groups, clusters, no such level; a stratum without one group has a note")
  func refused() throws {
    let table = try Self.table()
    var battery = Self.battery([("b", "b")])
    battery.group = "p"
    #expect(throws: PrePostError.self) { try battery.run(table) }
    battery = Self.battery([("b", "b")])
    battery.cluster = "p"
    #expect(throws: PrePostError.self) { try battery.run(table) }
    battery = Self.battery([("b", "b")])
    battery.reference = "nadie"
    let error = #expect(throws: PrePostError.self) { try battery.run(table) }
    guard case .noLevel("arm", "nadie", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let lone = try Table([
      "p": [1, 1, 1, 1, 2, 2], "arm": Column(["x", "x", "y", "y", "x", "x"]), "b": [1, 2, 3, 5, 4, 6],
    ])
    var asked = PrePostBattery(outcomes: [.init(before: "b", after: "b")], by: ["p"], repetitions: 19)
    asked.group = "arm"
    let lines = try asked.run(lone).lines
    #expect(
      lines[0].test.pValue != nil && lines[1].test.note == "nobody is in group 'y'" && lines[1].holm == nil)
  }
}
