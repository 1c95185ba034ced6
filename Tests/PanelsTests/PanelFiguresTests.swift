import Kernels
import Panels
import Rosters
import TestFixtures
import Testing

/// Oracle: the cube of the same files, and what is counted from its cells one by one.
@Suite("figures of a panel without a cube")
struct PanelFiguresTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let years: Int
    let states: Int
    let rule: DuplicateRule
    let summing: Bool
    var testDescription: String { "\(years) years, \(states) states, \(rule.rawValue), amounts \(summing)" }
  }

  static let cases = [
    Case(years: 2, states: 1, rule: .first, summing: true),
    Case(years: 4, states: 3, rule: .drop, summing: true),
    Case(years: 20, states: 2, rule: .largest, summing: true),
    Case(years: 20, states: 5, rule: .last, summing: false),
    Case(years: 32, states: 15, rule: .first, summing: true),
  ]

  private func counted(
    _ sources: [StreamedPanel.Source], _ schema: RosterSchema, threads: Int, memory: Int? = nil, limit: Int?
  ) throws -> CountedPanel {
    try CountedPanel(
      sources, schema: schema, by: [], threads: threads, blockSize: 700, memory: memory, cubeLimit: limit,
      progress: nil)
  }

  @Test("people, moves, amounts and patterns are those of the cube", arguments: cases)
  func differential(_ given: Case) throws {
    try TemporaryFolder.with { folder in
      var schema = PanelFixture.schema(duplicates: given.rule)
      if !given.summing {
        schema = PanelFixture.schemaWithoutAmount
        schema.duplicates = given.rule
      }
      let naive = NaivePanel(
        seed: UInt64(given.years), people: 400, years: given.years, states: given.states, duplicates: true)
      let sources = try naive.files().map { year, files in
        StreamedPanel.Source(
          year: year,
          paths: try files.enumerated().map { try folder.write($1, to: "\(year)-\($0).csv") })
      }
      let cube = try StreamedPanel(sources, schema: schema, threads: 1).cube
      for threads in 1...3 {
        let panel = try counted(sources, schema, threads: threads, limit: 1)
        guard case .figures(let figures) = panel.counts else {
          Issue.record("a cube")
          return
        }
        #expect(figures.years == cube.years && figures.stateLabels == cube.stateLabels)
        #expect(figures.people == cube.people)
        for times in 0...given.years {
          #expect(figures.times[times] == cube.people { $0.times == times })
        }
        for position in cube.years.indices {
          for state in 1...cube.stateLabels.count {
            let there = cube.cells.filter { Int($0.states[position]) == state }
            #expect(figures.people(year: position, state: state) == there.reduce(0) { $0 + $1.people })
            #expect(
              figures.amount(year: position, state: state) == there.reduce(0) { $0 + $1.amounts[position] })
          }
          guard position > 0 else { continue }
          let pair = TrajectoryCube(
            years: [cube.years[position - 1], cube.years[position]], stateLabels: cube.stateLabels,
            cells: cube.cells.map {
              .init(states: Array($0.states[position - 1...position]), people: $0.people)
            })
          #expect(figures.pair(to: position).cells == pair.cells.filter { $0.times > 0 })
        }
        let patterns = try figures.patterns.all()
        #expect(patterns.map(\.states) == cube.cells.map(\.states))
        #expect(patterns.map(\.people) == cube.cells.map(\.people))
        #expect(patterns.map(\.amount) == cube.cells.map { $0.amounts.reduce(0, +) })
      }
    }
  }

  @Test("more people than the table holds, and a bound on memory, change nothing")
  func spilled() throws {
    try TemporaryFolder.with { folder in
      let schema = PanelFixture.schema()
      var sources: [StreamedPanel.Source] = []
      var expected: [[UInt8]: (people: Int, amount: Int128)] = [:]
      var states = [[UInt8]](repeating: [UInt8](repeating: 0, count: 12), count: 60_000)
      var paid = [Int128](repeating: 0, count: states.count)
      for year in 0..<12 {
        var generator = PCG64(seed: UInt64(year), stream: 5)
        var text = "run;tramo;monto\n"
        for person in states.indices where generator.nextInteger(below: 2) == 0 {
          let state = generator.nextInteger(in: 1...3)
          let amount = generator.nextInteger(below: 100_000)
          text += "\(1_000_000 + person * 1500);\(state);\(amount)\n"
          states[person][year] = UInt8(state)
          paid[person] += Int128(amount)
        }
        sources.append(.init(year: 2014 + year, paths: [try folder.write(text, to: "\(year).csv")]))
      }
      for (person, sequence) in states.enumerated() where sequence.contains(where: { $0 != 0 }) {
        expected[sequence, default: (0, 0)].people += 1
        expected[sequence, default: (0, 0)].amount += paid[person]
      }
      for (threads, memory) in [(1, nil), (2, nil), (1, 1), (2, 1)] {
        let panel = try counted(sources, schema, threads: threads, memory: memory, limit: 4096)
        guard case .figures(let figures) = panel.counts else {
          Issue.record("a cube")
          return
        }
        let patterns = try figures.patterns.all()
        #expect(patterns.count == expected.count && patterns.count > 1 << 15)
        #expect(patterns.allSatisfy { expected[$0.states]?.people == $0.people })
        #expect(patterns.allSatisfy { expected[$0.states]?.amount == $0.amount })
        #expect(
          zip(patterns, patterns.dropFirst()).allSatisfy { $0.states.lexicographicallyPrecedes($1.states) })
      }
    }
  }

  @Test("few possible sequences are a cube")
  func limit() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("run;tramo;monto\n1;1;1\n2;2;1\n", to: "a.csv")
      let sources = (2014...2016).map { StreamedPanel.Source(year: $0, paths: [path]) }
      for (limit, isCube) in [(nil, true), (27, true), (26, false)] as [(Int?, Bool)] {
        let panel = try counted(sources, PanelFixture.schema(), threads: 1, limit: limit)
        if case .cube = panel.counts { #expect(isCube) } else { #expect(!isCube) }
      }
    }
  }
}
