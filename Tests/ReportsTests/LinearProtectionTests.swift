import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: elimination over the true kinds of people (`CountSystem`).
@Suite("Disclosure control over all that is shown")
struct LinearProtectionTests {
  /// Kinds of people and counts of them, by name, as rows of how often each kind is in them.
  private struct Case {
    let sizes: [Int]
    var counts: [(name: String, row: [Int])]
    var amounts: Set<String> = []

    func value(_ row: [Int]) -> Int { zip(row, sizes).reduce(0) { $0 + $1.0 * $1.1 } }

    func key(_ name: String) -> CountKey { CountKey(universe: name, filters: [:]) }

    /// Names of the counts that are hidden, threshold 10; each count is a table of one cell.
    func hidden(reversed: Bool = false) -> Set<String> {
      var tables = counts.map { name, row in
        let count = ReportTable.Count(key: key(name), value: value(row))
        return TableFixture.table(
          id: name,
          rows: [
            .init(
              keys: ["x"], cells: [.init(value: .exact(Exact(count.value)), decimals: 0, counts: [count])])
          ])
      }
      if reversed { tables.reverse() }
      let rows = Dictionary(uniqueKeysWithValues: counts.map { (key($0.name), $0.row) })
      let money = Set(amounts.map(key))
      _ = DisclosureControl(threshold: 10).apply(to: &tables) { keys in
        [
          DisclosurePopulation(
            sizes: sizes,
            measures: keys.compactMap { key in
              rows[key].map { row in .init(key, yields: money.contains(key)) { row[$0] } }
            })
        ]
      }
      return Set(tables.filter(\.hasSuppressedCells).map(\.id))
    }

    /// Hidden counts of somebody that follow from those shown.
    func following(_ hidden: Set<String>) -> [String] {
      var system = CountSystem()
      for (name, row) in counts where !hidden.contains(name) { system.add(row) }
      return counts.filter { hidden.contains($0.name) && value($0.row) > 0 && system.gives($0.row) }.map(
        \.name)
    }
  }

  @Test(
    "people of two tramos follow from all of them and what they cost: the cost is hidden, not all of them")
  func money() {
    let given = Case(
      sizes: [8, 227],
      counts: [
        ("cerca", [1, 0]), ("lejos", [0, 1]), ("total", [1, 1]), ("gasto", [90_000, 180_000]),
      ], amounts: ["gasto"])
    #expect(given.following(["cerca", "lejos"]) == ["cerca", "lejos"])
    #expect(given.hidden() == ["cerca", "lejos", "gasto"])
  }

  @Test("a few who are in one count and not in another are no difference of two that are shown")
  func nested() {
    let given = Case(sizes: [237, 3], counts: [("antes", [1, 1]), ("siguen", [1, 0])])
    #expect(given.hidden() == ["siguen"])
    let enough = Case(sizes: [237, 10], counts: [("antes", [1, 1]), ("siguen", [1, 0])])
    #expect(enough.hidden() == [])
  }

  /// Four by four: two blocks of hidden cells and one that joins them, so that no line has one hidden cell alone; the first two rows less the
  /// first two columns give the one that joins.
  @Test("a cell that no single line gives follows from several")
  func bridge() {
    let small: [[Int]] = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    let sizes = small.enumerated().flatMap { r, line in
      line.enumerated().map { c, mark in mark == 1 ? 4 + (r + c) % 4 : 40 + 7 * r + c }
    }
    var counts: [(name: String, row: [Int])] = []
    for place in 0..<16 { counts.append(("cell \(place)", (0..<16).map { $0 == place ? 1 : 0 })) }
    for line in 0..<4 {
      counts.append(("row \(line)", (0..<16).map { $0 / 4 == line ? 1 : 0 }))
      counts.append(("column \(line)", (0..<16).map { $0 % 4 == line ? 1 : 0 }))
    }
    let given = Case(sizes: sizes, counts: counts)
    let small9 = Set(counts.filter { given.value($0.row) < 10 }.map(\.name))
    #expect(small9.count == 9)
    #expect(given.following(small9) == ["cell 6"])
    let hidden = given.hidden()
    #expect(hidden.isSuperset(of: small9) && given.following(hidden) == [])
    #expect(hidden.count < counts.count)
  }

  @Test("four hidden counts that together are four would be one each: their sum is not shown")
  func ones() {
    let counts: [(name: String, row: [Int])] =
      (0..<4).map { place in ("c\(place)", (0..<6).map { $0 == place ? 1 : 0 }) }
      + [("large", [0, 0, 0, 0, 1, 0]), ("other", [0, 0, 0, 0, 0, 1]), ("all", [1, 1, 1, 1, 1, 1])]
    let hidden = Case(sizes: [1, 1, 1, 1, 50, 60], counts: counts).hidden()
    #expect(hidden.isSuperset(of: ["c0", "c1", "c2", "c3"]))
    // All less both would be the four.
    #expect(hidden.count == 5 && !hidden.contains("all"))
  }

  /// Counts of random sets of kinds, some of whose differences are small, with records counted more than once. Seeds 1–150.
  @Test(
    "no hidden count follows, no small difference does, in whichever order tables stand", arguments: 1...150)
  func law(seed: Int) {
    var generator = PCG64(seed: UInt64(seed), stream: 7)
    let kinds = generator.nextInteger(in: 3...14)
    let sizes = (0..<kinds).map { _ in
      generator.nextUnit() < 0.4 ? generator.nextInteger(in: 1...6) : generator.nextInteger(in: 10...80)
    }
    var counts: [(name: String, row: [Int])] = [("all", sizes.map { _ in 1 })]
    for number in 0..<generator.nextInteger(in: 3...24) {
      let share = generator.nextUnit()
      counts.append(
        (
          "c\(number)",
          sizes.map { _ in generator.nextUnit() < share ? (generator.nextUnit() < 0.1 ? 2 : 1) : 0 }
        ))
    }
    let given = Case(sizes: sizes, counts: counts)
    let hidden = given.hidden()
    #expect(hidden == given.hidden(reversed: true))
    for (name, row) in counts {
      let value = given.value(row)
      #expect(hidden.contains(name) || value == 0 || value >= 10)
      #expect(!hidden.contains(name) || value > 0)
    }
    #expect(given.following(hidden) == [])
    var system = CountSystem()
    for (name, row) in counts where !hidden.contains(name) { system.add(row) }
    for (name, a) in counts where given.value(a) >= 10 {
      for (other, b) in counts where given.value(b) >= 10 && zip(a, b).allSatisfy({ $0 <= $1 }) {
        let difference = zip(a, b).map { $1 - $0 }
        guard (1..<10).contains(given.value(difference)) else { continue }
        #expect(!system.gives(difference), "\(other) less \(name)")
      }
    }
  }

  @Test("of more kinds than are changed some are: more may be hidden, and nothing follows")
  func manyKinds() {
    // 90 rows and 90 columns; a row of two and a column of two people who are the same two.
    let side = 90
    let sizes = (0..<side * side).map { place in
      let (r, c) = (place / side, place % side)
      return r == 0 || c == 0 ? (r == 0 && c == 0 ? 2 : 0) : 1 + (r + c) % 3
    }
    var counts: [(name: String, row: [Int])] = [("all", sizes.map { _ in 1 })]
    for line in 0..<side {
      counts.append(("row \(line)", sizes.indices.map { $0 / side == line ? 1 : 0 }))
      counts.append(("column \(line)", sizes.indices.map { $0 % side == line ? 1 : 0 }))
    }
    let given = Case(sizes: sizes, counts: counts)
    let hidden = given.hidden()
    #expect(hidden.isSuperset(of: ["row 0", "column 0"]))
    #expect(given.following(hidden) == [])
    #expect(hidden.count < 20 && !hidden.contains("all"))
  }
}
