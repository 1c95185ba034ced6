import Panels
import Reports
import Rosters

/// Says of each kind of people of a panel which counts of the run they are in, so that disclosure control knows whom records of a year, moves,
/// cohorts, spells and patterns have in common.
struct PersonMeasures {
  typealias Test = @Sendable (PersonCells.Cell) -> Int

  private let spec: EvaluationSpec
  private let people: PersonCells
  /// Counts of records as formulas ask for them, by the key that disclosure control knows them by.
  private let records: [CountKey: CountKey]

  init(spec: EvaluationSpec, people: PersonCells, records: [CountKey: CountKey]) {
    self.spec = spec
    self.people = people
    self.records = records
  }

  /// The panel's people with those of the counts that can be told of them.
  func population(_ keys: [CountKey]) -> DisclosurePopulation {
    let cells = people.cells
    return DisclosurePopulation(
      sizes: cells.map(\.people),
      measures: keys.compactMap { key in
        test(of: key).map { test in DisclosurePopulation.Measure(key) { test(cells[$0]) } }
      })
  }

  /// How often people of a kind are in a count; nil where that is not known.
  private func test(of key: CountKey) -> Test? {
    switch key.universe {
    case "records": records[key].flatMap(recordTest)
    case "people": personTest(key)
    default: nil
    }
  }

  // MARK: Records

  private func recordTest(_ key: CountKey) -> Test? {
    var years = people.years.map { _ in true }
    var states = allowed(nil, among: people.stateLabels)
    var codes: [(axis: Int, allowed: [Bool])] = []
    for (name, members) in key.filters {
      if name == spec.periodName {
        years = people.years.map { members.contains(String($0)) }
      } else if name == spec.stateName {
        states = allowed(members, among: people.stateLabels)
      } else if let axis = people.axes.firstIndex(where: { $0.name == name }) {
        codes.append((axis, allowed(members, among: people.axes[axis].members)))
      } else {
        return nil
      }
    }
    let width = people.axes.count
    let (counted, stateAllowed, restrictions) = (years, states, codes)
    return { cell in
      var times = 0
      for year in cell.states.indices where counted[year] && cell.states[year] != 0 {
        guard stateAllowed[Int(cell.states[year])] else { continue }
        let isIn = restrictions.allSatisfy { $0.allowed[Int(cell.codes[year * width + $0.axis])] }
        if isIn { times += 1 }
      }
      return times
    }
  }

  /// By code, 0 for missing: whether members hold it; all of them where nil.
  private func allowed(_ members: Set<String>?, among known: [String]) -> [Bool] {
    ([""] + known).map { members?.contains($0) ?? true }
  }

  // MARK: People

  private func personTest(_ key: CountKey) -> Test? {
    var tests: [Test] = []
    for (name, members) in key.filters {
      guard let test = personTest(name, members) else { return nil }
      tests.append(test)
    }
    let all = tests
    return { cell in
      var times = 1
      for test in all where times != 0 { times *= test(cell) }
      return times
    }
  }

  private func personTest(_ name: String, _ members: Set<String>) -> Test? {
    if let stratum = people.strata.firstIndex(where: { $0.name == name }) {
      let allowed = allowed(members, among: people.strata[stratum].members)
      return { allowed[Int($0.strata[stratum])] ? 1 : 0 }
    }
    if let year = year(name, after: "\(spec.stateName) ") {
      // 0 is absence here.
      let allowed = [members.contains("(ausente)")] + people.stateLabels.map(members.contains)
      return { allowed[Int($0.states[year])] ? 1 : 0 }
    }
    if let year = year(name, after: "presente antes de ") {
      let was = members.contains("si")
      return { $0.states[..<year].contains { $0 != 0 } == was ? 1 : 0 }
    }
    switch name {
    case "ingreso", "first_year":
      let places = places(members, areLabels: name == "ingreso")
      return { $0.states.firstIndex { $0 != 0 }.map(places.contains) == true ? 1 : 0 }
    case "last_year":
      let places = places(members, areLabels: false)
      return { $0.states.lastIndex { $0 != 0 }.map(places.contains) == true ? 1 : 0 }
    case "times": return { members.contains(String($0.states.count { $0 != 0 })) ? 1 : 0 }
    case "trajectory", "pattern": return sequenceTest(members, withAbsences: name == "pattern")
    case "primera_racha":
      return { members.contains(String(PersonMeasures.spells($0).first?.length ?? 0)) ? 1 : 0 }
    case "primera_racha_fin", "salida":
      let ends = members.contains("si")
      return { cell in
        PersonMeasures.spells(cell).first.map { ($0.end < cell.states.count) == ends } == true ? 1 : 0
      }
    case "reingreso": return { (PersonMeasures.spells($0).count > 1) == members.contains("si") ? 1 : 0 }
    case "interrupcion":
      return { cell in
        let spells = PersonMeasures.spells(cell)
        return zip(spells, spells.dropFirst()).count { members.contains(String($1.start - $0.end)) }
      }
    default:
      guard name.hasPrefix("times_"), let state = people.stateLabels.firstIndex(of: String(name.dropFirst(6)))
      else { return nil }
      return { members.contains(String($0.states.count { Int($0) == state + 1 })) ? 1 : 0 }
    }
  }

  /// Sequences as they are written with or without the absences, side by side or with dashes.
  private func sequenceTest(_ members: Set<String>, withAbsences: Bool) -> Test {
    let labels = ["0"] + people.stateLabels
    return { cell in
      let parts = cell.states.filter { withAbsences || $0 != 0 }.map { labels[Int($0)] }
      return members.contains(parts.joined(separator: "-"))
        || withAbsences && members.contains(parts.joined()) ? 1 : 0
    }
  }

  /// The position of the year that a name ends in.
  private func year(_ name: String, after prefix: String) -> Int? {
    guard name.hasPrefix(prefix), let year = Int(name.dropFirst(prefix.count)) else { return nil }
    return people.years.firstIndex(of: year)
  }

  /// Positions of years, given by their labels, or by numbers and else by labels, as formulas have them.
  private func places(_ members: Set<String>, areLabels: Bool) -> Set<Int> {
    Set(
      members.compactMap { text in
        let number = spec.periods.number(of: text)
        return (areLabels ? number : Int(text) ?? number).flatMap { people.years.firstIndex(of: $0) }
      })
  }

  /// Runs of presence: the first position and the one after the last.
  private static func spells(_ cell: PersonCells.Cell) -> [(start: Int, end: Int, length: Int)] {
    var spells: [(start: Int, end: Int, length: Int)] = []
    for (year, state) in cell.states.enumerated() where state != 0 {
      if let last = spells.last, last.end == year {
        spells[spells.count - 1] = (last.start, year + 1, last.length + 1)
      } else {
        spells.append((year, year + 1, 1))
      }
    }
    return spells
  }
}
