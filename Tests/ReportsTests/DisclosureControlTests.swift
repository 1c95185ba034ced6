import Kernels
import Reports
import Testing

@Suite("Disclosure control")
struct DisclosureControlTests {
  typealias Filters = [String: Set<String>]

  private static func cell(_ counts: (Filters, Int)...) -> ReportTable.Cell {
    let counts = counts.map { filters, value in
      ReportTable.Count(key: CountKey(universe: "records", filters: filters), value: value)
    }
    if counts.count == 2 {
      let (a, b) = (Exact(counts[0].value), Exact(counts[1].value))
      return .init(
        value: (a / b).map { .exact($0 * Exact(100)) }, numerator: a, denominator: b, decimals: 1,
        counts: counts)
    }
    return .init(value: .exact(Exact(counts[0].value)), decimals: 0, counts: counts)
  }

  private static func shown(_ tables: [ReportTable]) -> [[Bool]] {
    tables.flatMap(\.rows).map { $0.cells.map { $0?.isSuppressed == false } }
  }

  private static func table(_ cells: [ReportTable.Cell?], id: String = "t") -> ReportTable {
    TableFixture.table(
      id: id, columns: ["n"], rows: cells.enumerated().map { .init(keys: [String($0)], cells: [$1]) })
  }

  /// By hand, threshold 10: values of one dimension, its total last where there is one, and which may be shown.
  @Test(arguments: [
    // The small one, and the next one so that it is not total − rest.
    ([3, 12, 40], 55, [false, false, true, true]),
    // Two small ones that together are enough.
    ([6, 7, 40], 53, [false, false, true, true]),
    // Two small ones that are not.
    ([2, 3, 40, 50], 95, [false, false, false, true, true]),
    // Zeros are shown.
    ([0, 3, 12, 40], 55, [true, false, false, true, true]), ([0, 0, 40], 40, [true, true, true, true]),
    ([10, 11], 21, [true, true, true]),
    // A small total hides itself and the parts that make it up.
    ([3, 4], 7, [false, false, false]), ([0, 4], 4, [true, false, false]),
    // People in none of the parts: 41 − 38 = 3.
    ([18, 20], 41, [false, true, true]),
  ])
  func byHand(parts: [Int], total: Int, expected: [Bool]) {
    let cells = parts.enumerated().map { Self.cell((["sexo": [String($0)]], $1)) } + [Self.cell(([:], total))]
    var tables = [Self.table(cells)]
    let count = DisclosureControl(threshold: 10).apply(to: &tables)
    #expect(Self.shown(tables).map { $0[0] } == expected)
    #expect(count == expected.count(where: { !$0 }))
  }

  @Test("without a total there is nothing to subtract from")
  func noTotal() {
    var tables = [Self.table([3, 12, 40].enumerated().map { Self.cell((["sexo": [String($0)]], $1)) })]
    #expect(DisclosureControl(threshold: 10).apply(to: &tables) == 1)
    #expect(Self.shown(tables) == [[false], [true], [true]])
  }

  @Test("a share hides with either of its sides, and leaves no number behind")
  func shares() throws {
    var tables = [
      Self.table([
        Self.cell((["sexo": ["h"]], 3), ([:], 55)), Self.cell((["sexo": ["m"]], 12), ([:], 55)),
        Self.cell((["sexo": ["x"]], 40), ([:], 55)), Self.cell((["region": ["1"]], 30), (["sexo": ["h"]], 3)),
      ])
    ]
    #expect(DisclosureControl(threshold: 10).apply(to: &tables) == 3)
    #expect(Self.shown(tables) == [[false], [false], [true], [false]])
    let hidden = try #require(tables[0].rows[0].cells[0])
    #expect(hidden.value == nil)
    #expect(hidden.numerator == nil)
    #expect(hidden.denominator == nil)
  }

  @Test("what is hidden in one table is hidden in all, and a total in another table counts")
  func acrossTables() {
    var tables = [
      Self.table([Self.cell((["sexo": ["h"]], 3)), Self.cell((["sexo": ["m"]], 40))], id: "a"),
      Self.table([Self.cell(([:], 55)), Self.cell((["sexo": ["x"]], 12))], id: "b"),
      Self.table([Self.cell((["sexo": ["h"]], 3), ([:], 55))], id: "c"),
    ]
    #expect(DisclosureControl(threshold: 10).apply(to: &tables) == 3)
    #expect(Self.shown(tables) == [[false], [true], [true], [false], [false]])
  }

  @Test("below a threshold of two there is nothing to hide", arguments: [0, 1]) func off(threshold: Int) {
    var tables = [Self.table([Self.cell((["sexo": ["h"]], 1)), Self.cell(([:], 50))])]
    #expect(DisclosureControl(threshold: threshold).apply(to: &tables) == 0)
    #expect(Self.shown(tables) == [[true], [true]])
  }

  // MARK: A law

  /// Random tables of two dimensions with margins, some members gathered into groups, as counts and shares over several
  /// tables. Whoever subtracts the shown parts of a shown total, over and over with what that gives, must not come upon a
  /// hidden count below the threshold. Seeds 1–200.
  @Test("no small count is a shown total less its shown parts", arguments: 1...200)
  func attack(seed: Int) throws {
    var generator = PCG64(seed: UInt64(seed), stream: 3)
    let rows = (0..<generator.nextInteger(in: 2...5)).map { "r\($0)" }
    let columns = (0..<generator.nextInteger(in: 2...4)).map { "c\($0)" }
    var counts: [String: [String: Int]] = [:]
    for row in rows {
      for column in columns {
        let size = [0, 4, 12, 60][generator.nextInteger(below: 4)]
        counts[row, default: [:]][column] = size == 0 ? 0 : generator.nextInteger(in: 0...size)
      }
    }
    func value(_ filters: Filters) -> Int {
      rows.filter { filters["fila"]?.contains($0) ?? true }.reduce(0) { sum, row in
        sum
          + columns.filter { filters["columna"]?.contains($0) ?? true }.reduce(0) {
            $0 + (counts[row]?[$1] ?? 0)
          }
      }
    }
    let rowSets =
      [nil] + rows.map { Set([$0]) } + (rows.count > 2 ? [Set(rows.prefix(2)), Set(rows.dropFirst(2))] : [])
    let columnSets = [nil] + columns.map { Set([$0]) }
    var tables: [ReportTable] = []
    for (index, columnSet) in columnSets.enumerated() {
      var cells: [ReportTable.Cell?] = []
      for rowSet in rowSets {
        var filters: Filters = [:]
        filters["fila"] = rowSet
        filters["columna"] = columnSet
        var base: Filters = [:]
        base["columna"] = columnSet
        // Some cells are shares of their column, some are not there at all.
        if generator.nextUnit() < 0.3, value(base) > 0 {
          cells.append(Self.cell((filters, value(filters)), (base, value(base))))
        } else if generator.nextUnit() < 0.9 {
          cells.append(Self.cell((filters, value(filters))))
        }
      }
      tables.append(Self.table(cells, id: "t\(index)"))
    }
    let before = tables
    _ = DisclosureControl(threshold: 10).apply(to: &tables)
    var known: [Filters: Int] = [:]
    var wanted: Set<Filters> = []
    for (table, old) in zip(tables, before) {
      for (row, oldRow) in zip(table.rows, old.rows) {
        for (cell, oldCell) in zip(row.cells, oldRow.cells) {
          for count in oldCell?.counts ?? [] {
            if cell?.isSuppressed == false {
              known[count.key.filters] = count.value
            } else if count.value > 0, count.value < 10 {
              wanted.insert(count.key.filters)
            }
          }
        }
      }
    }
    #expect(known.values.allSatisfy { $0 == 0 || $0 >= 10 })
    // The attack knows the members of both dimensions.
    func members(_ filters: Filters, _ dimension: String) -> Set<String> {
      filters[dimension] ?? Set(dimension == "fila" ? rows : columns)
    }
    var changed = true
    while changed {
      changed = false
      for (total, sum) in known {
        for dimension in ["fila", "columna"] {
          let other = dimension == "fila" ? "columna" : "fila"
          for target in wanted.union(known.keys) where known[target] == nil {
            guard members(target, other) == members(total, other),
              members(target, dimension).isStrictSubset(of: members(total, dimension))
            else { continue }
            // A partition of the rest out of known single members or groups.
            var rest = members(total, dimension).subtracting(members(target, dimension))
            var left = sum
            for (part, partValue) in known.sorted(by: {
              members($0.key, dimension).count > members($1.key, dimension).count
            })
            where members(part, other) == members(total, other) && members(part, dimension).isSubset(of: rest)
            {
              rest.subtract(members(part, dimension))
              left -= partValue
            }
            guard rest.isEmpty else { continue }
            #expect(left == value(target))
            known[target] = left
            changed = true
          }
        }
      }
    }
    for filters in wanted { #expect(known[filters] == nil, "\(filters) = \(value(filters))") }
  }
}
