import Kernels
import Panels
import Testing

/// Oracle: people gathered one by one in dictionaries.
@Suite("Join of records in memory")
struct RecordJoinTests {
  static let labels = ["1", "2", "3"]

  /// Records of people with numbers close together and far apart, in no order, one a person and year.
  private static func columns(seed: UInt64) -> [RecordJoin.Year] {
    var generator = PCG64(seed: seed, stream: 0)
    let people: [UInt32] =
      (0..<3000).map { 7_000_000 + 900 * UInt32($0) } + (0..<50).map { 150_000_000 + 77_000_000 * UInt32($0) }
    return (0..<3).map { _ in
      var year = RecordJoin.Year()
      for person in people.sorted(by: { ($0 &* 2_654_435_761) < ($1 &* 2_654_435_761) })
      where generator.nextInteger(below: 3) > 0 {
        year.identifiers.append(person)
        year.states.append(UInt8(generator.nextInteger(below: labels.count)))
        // Some amounts need more than 32 bits.
        let amount = Int64(generator.nextInteger(below: 90_000))
        year.amounts.append(generator.nextInteger(below: 50) == 0 ? amount << 32 : amount)
      }
      return year
    }
  }

  @Test("the cube is that of people gathered one by one", arguments: [1, 2, 3])
  func cube(threads: Int) {
    let columns = Self.columns(seed: UInt64(threads))
    var states: [UInt32: [UInt8]] = [:]
    var amounts: [UInt32: [Int128]] = [:]
    for (position, year) in columns.enumerated() {
      for (index, person) in year.identifiers.enumerated() {
        states[person, default: [0, 0, 0]][position] = year.states[index] + 1
        amounts[person, default: [0, 0, 0]][position] = Int128(year.amounts[index])
      }
    }
    let cells = states.map { person, states in
      let paid = amounts[person, default: []]
      return TrajectoryCube.Cell(
        states: states, people: 1, amounts: paid, squares: paid.reduce(0) { $0 + $1 * $1 })
    }
    let found = RecordJoin(columns, years: [2014, 2015, 2016], labels: Self.labels, threads: threads).cube()
    #expect(found.conflicting == 0)
    #expect(
      found.cube == TrajectoryCube(years: [2014, 2015, 2016], stateLabels: Self.labels, cells: cells))
  }

  @Test("sums of amounts of any size are exact, and memory that served one join serves the next")
  func amounts() {
    let memory = SlabPool()
    // Squares of 32-bit amounts leave 64 bits after two of them; the others are no 32-bit numbers.
    for largest in [Int64(1) << 20, Int64(UInt32.max), 1_000_000_000_000_000] {
      var generator = PCG64(seed: UInt64(largest), stream: 0)
      var columns = (0..<3).map { _ in RecordJoin.Year() }
      for person in 0..<40_000 {
        for year in 0..<3 {
          columns[year].identifiers.append(UInt32(person * 300))
          columns[year].states.append(0)
          let amount = largest - Int64(generator.nextInteger(below: 1000))
          columns[year].amounts.append(generator.nextInteger(below: 100) == 0 ? -amount : amount)
        }
      }
      let paid = columns.map { $0.amounts.reduce(Int128(0)) { $0 + Int128($1) } }
      let squares = columns.reduce(Int128(0)) { $1.amounts.reduce($0) { $0 + Int128($1) * Int128($1) } }
      for threads in 1...2 {
        let found = RecordJoin(
          columns, years: [2014, 2015, 2016], labels: Self.labels, threads: threads, memory: memory
        ).cube()
        #expect(
          found.cube.cells == [.init(states: [1, 1, 1], people: 40_000, amounts: paid, squares: squares)])
      }
    }
  }

  @Test("of conflicting records the first is used")
  func conflict() {
    let year = RecordJoin.Year(identifiers: [5, 9, 5], states: [1, 0, 2], amounts: [10, 20, 30])
    let found = RecordJoin([year], years: [2014], labels: Self.labels, threads: 2).cube()
    #expect(found.conflicting == 1)
    #expect(found.cube.cells.map(\.states) == [[1], [2]])
    #expect(found.cube.cells.map(\.amounts) == [[20], [10]])
  }

  @Test("blocks that threads take as they are free make the cube of one thread", arguments: [2, 3, 5])
  func blocks(threads: Int) {
    // Several blocks a year, years of unequal length, one of them empty; every hundredth person twice, in blocks far apart.
    var generator = PCG64(seed: 7, stream: UInt64(threads))
    let columns = [150_000, 0, 90_000, 210_000].map { people in
      var year = RecordJoin.Year()
      for person in 0..<people + people / 100 {
        year.identifiers.append(UInt32((person < people ? person : (person - people) * 100) * 61))
        year.states.append(UInt8(generator.nextInteger(below: 3)))
        year.amounts.append(Int64(generator.nextInteger(below: 1000)))
      }
      return year
    }
    var expected: [[UInt8]: (people: Int, amounts: [Int128])] = [:]
    var states: [UInt32: [UInt8]] = [:]
    var amounts: [UInt32: [Int128]] = [:]
    for (position, year) in columns.enumerated() {
      for (index, person) in year.identifiers.enumerated()
      where states[person, default: [0, 0, 0, 0]][position] == 0 {
        states[person, default: [0, 0, 0, 0]][position] = year.states[index] + 1
        amounts[person, default: [0, 0, 0, 0]][position] = Int128(year.amounts[index])
      }
    }
    for (person, sequence) in states {
      let paid = amounts[person, default: []]
      let known = expected[sequence, default: (0, [0, 0, 0, 0])]
      expected[sequence] = (known.people + 1, zip(known.amounts, paid).map { $0 + $1 })
    }
    let found = RecordJoin(columns, years: [2014, 2015, 2016, 2017], labels: Self.labels, threads: threads)
      .cube()
    #expect(found.cube.cells.count == expected.count)
    for cell in found.cube.cells {
      #expect(cell.people == expected[cell.states]?.people)
      #expect(cell.amounts == expected[cell.states]?.amounts)
    }
    #expect(found.conflicting > 0)
  }
}
