public import Kernels
public import Rosters

/// A panel and a register side by side: for each person of the panel the record of the register, and who is on one side only.
///
/// The people of both are numbered by one index of the panel's identifiers and the register's; several records of a person in
/// a year go by the register's own `DuplicateRule`, as those of a roster do. The result is the same for any number of threads.
public struct RegistryJoin: Sendable {
  /// The register's name.
  public let name: String
  public let isTimeless: Bool
  /// One account a year of the register; one in all where it holds at all times.
  public let accounts: [RegistryAccount]
  /// What was found in the register: rows set aside, fields that did not parse, duplicates.
  public let findings: [Finding]
  /// Persons with conflicting records in the register.
  public let conflicts: [DuplicateConflict]

  let rosters: [Roster]
  /// People of the panel.
  let people: Int
  /// For each roster of the register and person of the panel, the row of the record plus one; 0 where there is none.
  let rows: [[UInt32]]
  /// For each roster of the register, rows of people who are in the panel in no year, rising.
  let others: [[UInt32]]
  /// For each roster of the register, who is in the panel in that year; everybody where it holds at all times.
  let present: [Bitmap]

  /// Joins. Throws where the identifiers of both are of different kinds, or where a person has conflicting records in the
  /// register under the rule `stop`. O(people + rows of the register).
  public init(_ panel: Panel, _ registry: Registry, threads: Int = Parallel.cores) throws(PanelError) {
    let identifiers = try RegistryIdentifiers(panel, registry, threads: threads)
    name = registry.name
    isTimeless = registry.isTimeless
    people = panel.people
    rosters = registry.rosters
    let results = Parallel.map(registry.rosters.count, threads: threads) {
      index -> Result<OneYear, PanelError> in
      do throws(PanelError) {
        return .success(try OneYear(identifiers.rosters[index], panel, identifiers, registry))
      } catch {
        return .failure(error)
      }
    }
    var years: [OneYear] = []
    for result in results { years.append(try result.get()) }
    accounts = years.map(\.account)
    findings = years.flatMap { $0.findings }
    conflicts = years.flatMap { $0.conflicts }
    rows = years.map(\.rows)
    others = years.map(\.others)
    present = years.map(\.present)
  }

  /// Position of the register's roster for a year; nil where it has none.
  func position(year: Int) -> Int? { isTimeless ? 0 : rosters.firstIndex { $0.year == year } }

  private struct OneYear: Sendable {
    let account: RegistryAccount
    let findings: [Finding]
    let conflicts: [DuplicateConflict]
    let rows: [UInt32]
    let others: [UInt32]
    let present: Bitmap

    init(_ roster: Roster, _ panel: Panel, _ identifiers: RegistryIdentifiers, _ registry: Registry)
      throws(PanelError)
    {
      let joined = try YearJoin(roster, index: identifiers.index, schema: registry.schema)
      var rows = [UInt32](repeating: 0, count: panel.people)
      for person in 0..<panel.people { rows[person] = joined.rows[Int(identifiers.ranks[person])] }
      self.rows = rows
      var others: [UInt32] = []
      for rank in joined.rows.indices where joined.rows[rank] != 0 && !identifiers.isInPanel[rank] {
        others.append(joined.rows[rank])
      }
      self.others = others.sorted()
      let year = registry.isTimeless ? nil : panel.years.firstIndex(of: roster.year)
      var present = Bitmap(count: panel.people, repeating: registry.isTimeless)
      if let year {
        for person in 0..<panel.people where panel.rows[year][person] != 0 { present[person] = true }
      }
      self.present = present
      var matched = 0
      var elsewhere = 0
      for person in 0..<panel.people where rows[person] != 0 {
        if present[person] { matched += 1 } else { elsewhere += 1 }
      }
      var setAside: [SetAside: Int] = [:]
      for file in roster.files { setAside.merge(file.setAside, uniquingKeysWith: +) }
      for reasons in joined.setAside.values { setAside.merge(reasons, uniquingKeysWith: +) }
      account = RegistryAccount(
        year: registry.isTimeless ? nil : roster.year, read: roster.files.reduce(0) { $0 + $1.rowsRead },
        setAside: setAside, matched: matched, onlyInPanel: present.population - matched,
        inOtherYears: elsewhere, inNoYear: others.count)
      findings = roster.findings + joined.findings
      conflicts = joined.conflicts
    }
  }
}

/// One numbering of the people of a panel and of a register.
private struct RegistryIdentifiers: Sendable {
  let index: PersonIndex
  /// The register's rosters with 32-bit numbers of people.
  let rosters: [Roster]
  /// Number in the index of each person of the panel.
  let ranks: [UInt32]
  /// Whether a number of the index is that of a person of the panel.
  let isInPanel: Bitmap

  init(_ panel: Panel, _ registry: Registry, threads: Int) throws(PanelError) {
    let kind = panel.rosters[0].kind
    guard registry.rosters[0].kind == kind else {
      throw .registryKind(
        name: registry.name, kind: registry.rosters[0].kind.rawValue, panelKind: kind.rawValue)
    }
    var rosters = registry.rosters
    var own: [UInt32]
    if kind == .rut {
      own = RegistryIdentifiers.first(panel) { $0.identifiers }
    } else {
      let keys: [UInt128] = RegistryIdentifiers.first(panel) { $0.keys }
      let numbering = KeyNumbering([keys] + rosters.map(\.keys), threads: threads)
      own = numbering.numbers[0]
      for index in rosters.indices { rosters[index].identifiers = numbering.numbers[index + 1] }
    }
    self.rosters = rosters
    let index = PersonIndex([own] + rosters.map(\.identifiers))
    var isInPanel = Bitmap(count: index.count)
    for person in own.indices {
      own[person] = UInt32(index.position(of: own[person]))
      isInPanel[Int(own[person])] = true
    }
    self.index = index
    ranks = own
    self.isInPanel = isInPanel
  }

  /// What a column of the rosters says in the first record of each person.
  private static func first<Value>(_ panel: Panel, _ column: (Roster) -> [Value]) -> [Value] {
    let columns = panel.rosters.map(column)
    return (0..<panel.people).map { person in
      for year in panel.years.indices where panel.rows[year][person] != 0 {
        return columns[year][Int(panel.rows[year][person]) - 1]
      }
      preconditionFailure("person \(person) is in no year")
    }
  }
}
