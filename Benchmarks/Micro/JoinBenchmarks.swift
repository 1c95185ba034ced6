import Foundation
import Panels
import Rosters

/// Work on records in memory: check digits, the join and the cube.
struct JoinBenchmarks {
  let files: PanelFiles
  let years: [RecordJoin.Year]
  let labels: [String]
  /// States of each person, years one after the other, and their stratum; persons by identifier.
  let states: [UInt8]
  let people: Int
  /// People by sequence of states, from a sort of all records.
  let expected: [[UInt8]: Int]
  /// Memory that goes from one repetition to the next, as the peers' does.
  let memory = SlabPool()

  init(_ files: PanelFiles) throws {
    self.files = files
    (years, labels) = try files.records()
    var keys: [UInt64] = []
    for (position, year) in years.enumerated() {
      for index in year.identifiers.indices {
        keys.append(
          UInt64(year.identifiers[index]) << 16 | UInt64(position) << 8 | UInt64(year.states[index] + 1))
      }
    }
    keys.sort()
    var states: [UInt8] = []
    var last = UInt64.max
    for key in keys {
      if key >> 16 != last { states += [UInt8](repeating: 0, count: years.count) }
      last = key >> 16
      states[states.count - years.count + Int(key >> 8 & 255)] = UInt8(key & 255)
    }
    self.states = states
    people = states.count / years.count
    var expected: [[UInt8]: Int] = [:]
    for person in 0..<people {
      expected[Array(states[person * years.count..<(person + 1) * years.count]), default: 0] += 1
    }
    self.expected = expected
  }

  private var records: Int { years.reduce(0) { $0 + $1.identifiers.count } }

  /// Modulo-11 check digits of all identifiers.
  func rut(repetitions: Int) throws {
    let identifiers = years.flatMap(\.identifiers)
    // By the text of the number.
    var expected = 0
    for identifier in identifiers {
      var sum = 0
      for (place, digit) in String(identifier).utf8.reversed().enumerated() {
        sum += Int(digit - UInt8(ascii: "0")) * (2 + place % 6)
      }
      expected += (11 - sum % 11) % 11
    }
    var total = 0
    try Measurement(
      "rut", bytes: files.bytes, "check digits", identifiers.count, repetitions: repetitions,
      work: {
        total = 0
        for identifier in identifiers { total &+= Int(RUT.checkDigit(of: identifier)) }
        return nil
      },
      check: { total == expected }
    ).emit()
  }

  /// Records parted by identifier.
  func partition(threads: Int, repetitions: Int) throws {
    var parted: RecordJoin?
    try Measurement(
      "partition", threads: threads, bytes: files.bytes, "records", records, repetitions: repetitions,
      work: {
        parted = nil
        let start = Clock.now
        parted = RecordJoin(years, years: files.years, labels: labels, threads: threads, memory: memory)
        return Clock.now - start
      },
      check: { parted.map { isRight($0.cube()) } ?? false }
    ).emit()
  }

  /// From typed columns to the cube: parted, joined, counted and summed.
  func join(threads: Int, repetitions: Int) throws {
    var found: (cube: TrajectoryCube, conflicting: Int)?
    try Measurement(
      "join", threads: threads, bytes: files.bytes, "records", records, repetitions: repetitions,
      work: {
        found = RecordJoin(years, years: files.years, labels: labels, threads: threads, memory: memory).cube()
        return nil
      },
      check: { found.map(isRight) ?? false }
    ).emit()
  }

  /// Persons' sequences of states counted into cells.
  func cube(repetitions: Int) throws {
    let strata = [UInt32](repeating: 1, count: people)
    var cells = [Int32](repeating: 0, count: people)
    var table = CellTable(years: years.count, states: labels.count, strata: 2)
    try Measurement(
      "cube", bytes: files.bytes, "people", people, repetitions: repetitions,
      work: {
        table = CellTable(years: years.count, states: labels.count, strata: 2)
        table.count(people: people, states: states, strata: strata, cells: &cells)
        return nil
      },
      check: { table.people.reduce(0, +) == people && table.count == expected.count }
    ).emit()
  }

  private func isRight(_ found: (cube: TrajectoryCube, conflicting: Int)) -> Bool {
    guard found.conflicting == 0, found.cube.people == people else { return false }
    let amount = found.cube.cells.reduce(Int128(0)) { $1.amounts.reduce($0, +) }
    let paid = years.reduce(Int128(0)) { $1.amounts.reduce($0) { $0 + Int128($1) } }
    return amount == paid
      && Dictionary(uniqueKeysWithValues: found.cube.cells.map { ($0.states, $0.people) }) == expected
  }
}
