import Columns
import Kernels
import Panels
import Reports
import Rosters

/// Answers the counting calls of formulas from cubes, and remembers the answers.
final class Counts {
  private let spec: EvaluationSpec
  private let recordCubes: [Set<String>: RecordCube]
  private let trajectories: TrajectoryCube
  private let shared: SharedFields
  /// Whether disclosure control may hide anything.
  private let hides: Bool
  private var memory: [CountKey: Int] = [:]
  /// Counts of records that were asked for, by the keys that disclosure control knows them by.
  private(set) var records: [CountKey: CountKey] = [:]

  init(spec: EvaluationSpec, recordCubes: [Set<String>: RecordCube], trajectories: TrajectoryCube) {
    self.spec = spec
    self.recordCubes = recordCubes
    self.trajectories = trajectories
    hides = spec.disclosure.threshold > 1
    // Where nothing is hidden nobody asks.
    shared = SharedFields(hides ? spec.dimensions : [])
  }

  /// Restriction of one dimension.
  typealias Filters = [String: Operand]

  // MARK: Records

  func records(_ filters: Filters, at position: SpecPosition) throws(SpecError) -> ReportTable.Count {
    let (cube, key) = try cube(filters, at: position)
    let value = remembered(key) { matching(cube, key).reduce(0) { $0 + $1.records } }
    return .init(key: told(key), value: value)
  }

  /// Of whom a table speaks that counts the records of a year.
  func records(in year: Int) -> CountKey {
    told(CountKey(universe: "records", filters: [spec.periodName: [String(year)]]))
  }

  /// A count of the records of one year, by state or of all, as one of people: each has one record a year. Nil of any other count, and
  /// where nothing is hidden.
  func asPeople(_ filters: Filters, value: Int, at position: SpecPosition) throws(SpecError)
    -> ReportTable.Count?
  {
    guard hides, filters.keys.allSatisfy({ $0 == spec.periodName || $0 == spec.stateName }),
      case .number(let number)? = filters[spec.periodName], let year = number.integer,
      trajectories.years.contains(year)
    else { return nil }
    let labels = trajectories.stateLabels
    let states = try members(
      filters[spec.stateName] ?? .total, of: spec.stateName, among: labels, strict: true, position)
    return .init(
      key: CountKey(universe: "people", filters: ["\(spec.stateName) \(year)": states ?? Set(labels)]),
      value: value)
  }

  /// Sum of a field, the number of records that have it, and whom the sum speaks of: the records, and those of them that have the field,
  /// where some record of the rosters lacks it. The second are told in a universe of their own, since a sum alone does not say how many
  /// records it leaves out; a mean does, which `knownCount` tells.
  func sum(of field: String, _ filters: Filters, at position: SpecPosition) throws(SpecError) -> (
    total: Exact, present: Int, counts: [ReportTable.Count]
  ) {
    let (cube, key) = try cube(filters, at: position)
    guard let index = cube.fields.firstIndex(of: field) else {
      throw failure("no numeric field '\(field)'", position)
    }
    var total = Int128(0)
    var present = 0
    var records = 0
    for cell in matching(cube, key) {
      total += cell.sums[index].total
      present += cell.sums[index].count
      records += cell.records
    }
    let exact = cube.decimal[index] ? FixedDecimal.exact(sum: total) : Exact(total)
    let told = told(key)
    var counts = [ReportTable.Count(key: told, value: records)]
    if cube.cells.contains(where: { $0.sums[index].count < $0.records }) {
      counts.append(
        .init(
          key: CountKey(universe: "\(told.universe) that have \(field)", filters: told.filters),
          value: present))
    }
    return (exact, present, counts)
  }

  /// Of the records that a mean is of, those that have the field: with all of them shown beside the mean, those that lack it are told. Nil
  /// where none of them does.
  func knownCount(of field: String, _ sum: (total: Exact, present: Int, counts: [ReportTable.Count]))
    -> ReportTable.Count?
  {
    guard let records = sum.counts.first, sum.present < records.value else { return nil }
    var known = records.key.filters
    known["\(field) (known)"] = ["yes"]
    return .init(key: CountKey(universe: records.key.universe, filters: known), value: sum.present)
  }

  /// The key that disclosure control knows a count of records by.
  private func told(_ key: CountKey) -> CountKey {
    guard hides else { return key }
    let told = shared.told(key)
    records[told] = key
    return told
  }

  private func cube(_ filters: Filters, at position: SpecPosition) throws(SpecError) -> (RecordCube, CountKey)
  {
    let names = Set(filters.keys)
    guard let cube = recordCubes[names] else { throw failure("a count that was not foreseen", position) }
    var restricted: [String: Set<String>] = [:]
    for (name, operand) in filters {
      guard let axis = cube.axis(name) else { throw failure("no dimension '\(name)'", position) }
      if let members = try members(operand, of: name, among: cube.axes[axis].members, strict: true, position)
      {
        restricted[name] = members
      }
    }
    return (cube, CountKey(universe: "records", filters: restricted))
  }

  private func matching(_ cube: RecordCube, _ key: CountKey) -> [RecordCube.Cell] {
    let allowed = cube.axes.map { axis in
      key.filters[axis.name].map { Counts.codes($0, axis.members) }
    }
    return cube.cells.filter { cell in
      for (index, codes) in allowed.enumerated() {
        if let codes, !codes.contains(cell.codes[index]) { return false }
      }
      return true
    }
  }

  // MARK: People

  func people(_ filters: Filters, at position: SpecPosition) throws(SpecError) -> ReportTable.Count {
    var restricted: [String: Set<String>] = [:]
    var tests: [(TrajectoryCube.Cell) -> Bool] = []
    for (name, operand) in filters {
      if operand == .total { continue }
      if let stratum = trajectories.strata.firstIndex(where: { $0.name == name }) {
        let known = trajectories.strata[stratum].members
        guard var members = try members(operand, of: name, among: known, strict: !isCohort(name), position)
        else {
          continue
        }
        // What a range of cohorts has beyond the panel's is of nobody.
        if members.count > known.count { members.formIntersection(Set(known).union([""])) }
        let codes = Counts.codes(members, known)
        restricted[name] = members
        tests.append { codes.contains($0.strata[stratum]) }
      } else {
        let texts = try possible(name, try self.texts(operand, position), position)
        let test = try pathTest(name, texts, position)
        if name == "present" || name == "absent" {
          // As moves are told, so that those who stay do not tell those who leave.
          let states = name == "present" ? Set(trajectories.stateLabels) : ["(ausente)"]
          for text in texts {
            guard let year = Int(text) ?? spec.periods.number(of: text) else { continue }
            let key = "\(spec.stateName) \(year)"
            restricted[key] = restricted[key].map { $0.intersection(states) } ?? states
          }
        } else {
          restricted[name] = texts
        }
        tests.append(test)
      }
    }
    let key = CountKey(universe: "people", filters: restricted)
    let value = remembered(key) { trajectories.people { cell in tests.allSatisfy { $0(cell) } } }
    return .init(key: key, value: value)
  }

  /// The values of a filter of people that somebody could have: numbers of times beyond the panel's periods are one, of nobody. Refuses what
  /// is no number of times, and sequences of states that there are not.
  private func possible(_ name: String, _ texts: Set<String>, _ position: SpecPosition) throws(SpecError)
    -> Set<String>
  {
    let labels = Set(trajectories.stateLabels).union(spec.stateLabels ?? [])
    if name == "times" || name.hasPrefix("times_") {
      var found: Set<String> = []
      for text in texts {
        guard let times = Int(text), times >= 0 else {
          throw failure("\(name) is a number of \(spec.periods.word)s from 0 on, not '\(text)'", position)
        }
        found.insert(String(min(times, trajectories.years.count + 1)))
      }
      return found
    }
    guard name == "trajectory" || name == "pattern", !labels.isEmpty else { return texts }
    for text in texts.sorted() where !StateText.isMade(of: labels, text, separated: name == "trajectory") {
      throw failure(
        "'\(text)' is no \(name): it has a state that there is not; the states are \(labels.sorted().prefix(20).joined(separator: ", "))"
          + (name == "pattern" ? ", and 0 where absent" : ", with - between them"), position)
    }
    return texts
  }

  /// Cohorts go as far as the panel does, so a range may go beyond them.
  private func isCohort(_ name: String) -> Bool {
    spec.dimensions.contains { $0.name == name && $0.isPersonLevel }
  }

  /// People in one of the states `from` in the year before and in one of `to` in `year`.
  func moved(year: Int, from: Operand, to: Operand, at position: SpecPosition) throws(SpecError)
    -> ReportTable.Count
  {
    guard let now = trajectories.years.firstIndex(of: year), now > 0, trajectories.years[now - 1] == year - 1
    else {
      let label = spec.periods.label(of: year)
      throw failure(
        "moved(\(label), …): the panel lacks \(label) or the \(spec.periods.word) before", position)
    }
    let labels = trajectories.stateLabels
    func states(_ operand: Operand) throws(SpecError) -> Set<String> {
      try members(operand, of: spec.stateName, among: labels, strict: true, position) ?? Set(labels)
    }
    let origin = try states(from)
    let destination = try states(to)
    let key = CountKey(
      universe: "people",
      filters: ["\(spec.stateName) \(year - 1)": origin, "\(spec.stateName) \(year)": destination])
    let before = Counts.codes(origin, labels)
    let after = Counts.codes(destination, labels)
    let value = remembered(key) {
      trajectories.people {
        before.contains(UInt16($0.states[now - 1])) && after.contains(UInt16($0.states[now]))
      }
    }
    return .init(key: key, value: value)
  }

  private func pathTest(_ name: String, _ texts: Set<String>, _ position: SpecPosition) throws(SpecError)
    -> (TrajectoryCube.Cell) -> Bool
  {
    let years = trajectories.years
    let labels = trajectories.stateLabels
    func positions() throws(SpecError) -> [Int] {
      var found: [Int] = []
      for text in texts {
        guard let year = Int(text) ?? spec.periods.number(of: text), let index = years.firstIndex(of: year)
        else {
          let label = Int(text).map(spec.periods.label) ?? text
          throw failure("'\(label)' is no \(spec.periods.word) of the panel", position)
        }
        found.append(index)
      }
      return found
    }
    switch name {
    case "times": return { texts.contains(String($0.times)) }
    case "trajectory":
      return { cell in
        texts.contains(cell.states.filter { $0 != 0 }.map { labels[Int($0) - 1] }.joined(separator: "-"))
      }
    case "pattern":
      return { cell in texts.contains(cell.states.map { $0 == 0 ? "0" : labels[Int($0) - 1] }.joined()) }
    case "first_year":
      let wanted = Set(try positions())
      return { cell in cell.states.firstIndex { $0 != 0 }.map(wanted.contains) ?? false }
    case "last_year":
      let wanted = Set(try positions())
      return { cell in cell.states.lastIndex { $0 != 0 }.map(wanted.contains) ?? false }
    case "present":
      let wanted = try positions()
      return { cell in wanted.allSatisfy { cell.states[$0] != 0 } }
    case "absent":
      let wanted = try positions()
      return { cell in wanted.allSatisfy { cell.states[$0] == 0 } }
    default:
      if name.hasPrefix("times_"), let state = labels.firstIndex(of: String(name.dropFirst(6))) {
        return { cell in texts.contains(String(cell.states.count(where: { Int($0) == state + 1 }))) }
      }
      throw failure("people() knows no filter '\(name)'", position)
    }
  }

  // MARK: Members

  /// The members that an operand lets through; nil for all of them, missing included.
  private func members(
    _ operand: Operand, of name: String, among known: [String], strict: Bool, _ position: SpecPosition
  ) throws(SpecError) -> Set<String>? {
    switch operand {
    case .total: return nil
    case .known: return Set(known)
    case .missing: return [""]
    case .number, .text, .set:
      var wanted = try texts(operand, position)
      // The cubes know periods by their numbers.
      let isPeriod = name == spec.periodName && !spec.periods.areYears
      if isPeriod { wanted = Set(wanted.map { spec.periods.number(of: $0).map(String.init) ?? $0 }) }
      if strict, let stranger = wanted.sorted().first(where: { !known.contains($0) }) {
        func shown(_ text: String) -> String {
          isPeriod ? Int(text).map(spec.periods.label) ?? text : text
        }
        let known = known.map(shown)
        let nearest = Suggestion.nearest(to: shown(stranger), among: known)
        throw failure(
          "'\(shown(stranger))' is no member of '\(name)'; "
            + (nearest.isEmpty
              ? "the members are \(known.prefix(20).joined(separator: ", "))"
              : "did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"),
          position)
      }
      return wanted
    }
  }

  private func texts(_ operand: Operand, _ position: SpecPosition) throws(SpecError) -> Set<String> {
    switch operand {
    case .number(let value):
      guard let text = value.finiteDecimal else { throw failure("a fraction is no member", position) }
      return [text]
    case .text(let text): return [text]
    case .set(let texts): return Set(texts)
    case .total, .known, .missing: throw failure("'total', 'known' and 'missing' do not fit here", position)
    }
  }

  /// Codes of members in a cube; the empty text stands for missing.
  private static func codes(_ members: Set<String>, _ known: [String]) -> Set<UInt16> {
    Set(
      members.compactMap { member in
        member.isEmpty ? 0 : known.firstIndex(of: member).map { UInt16($0 + 1) }
      })
  }

  private func remembered(_ key: CountKey, _ count: () -> Int) -> Int {
    if let known = memory[key] { return known }
    let value = count()
    memory[key] = value
    return value
  }

  private func failure(_ message: String, _ position: SpecPosition) -> SpecError {
    SpecError(path: spec.path, position: position, message: message)
  }
}
