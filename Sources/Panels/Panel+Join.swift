import Kernels
public import Rosters

extension Panel {
  /// Joins yearly rosters by person.
  ///
  /// Identical records of a person in a year are collapsed; conflicting ones go by the schema's rule. Throws where a year
  /// stands twice, has no valid row, or conflicts under the rule `stop`. O(rows + largest identifier / 64).
  public init(rosters: [Roster], schema: RosterSchema) throws(PanelError) {
    let ordered = rosters.sorted { $0.year < $1.year }
    guard !ordered.isEmpty else { throw .noYears }
    guard ordered.count <= 64 else { throw .tooManyYears(ordered.count) }
    for (a, b) in zip(ordered, ordered.dropFirst()) where a.year == b.year { throw .yearTwice(a.year) }
    for roster in ordered where roster.rows == 0 {
      throw .noValidRow(year: roster.year, read: roster.files.reduce(0) { $0 + $1.rowsRead })
    }
    let labels = StateLabels.ordered(Set(ordered.flatMap(\.stateLabels)), first: schema.stateOrder)
    guard labels.count <= 254 else { throw .tooManyStates(labels.count) }
    let numbered = try Panel.numbered(ordered)
    let index = PersonIndex(numbered.map(\.identifiers))
    var joined: [YearJoin] = []
    for roster in numbered { joined.append(try YearJoin(roster, index: index, schema: schema)) }

    // A person all of whose records were dropped as conflicting is no longer anybody.
    var present = Bitmap(count: index.count)
    for year in joined {
      for person in 0..<index.count where year.rows[person] != 0 { present[person] = true }
    }
    let people = present.population
    if people < index.count {
      let kept = (0..<index.count).filter { present[$0] }
      for position in joined.indices { joined[position].rows = kept.map { joined[position].rows[$0] } }
    }
    for (position, year) in joined.enumerated() where !year.rows.contains(where: { $0 != 0 }) {
      throw .noValidRow(
        year: ordered[position].year, read: ordered[position].files.reduce(0) { $0 + $1.rowsRead })
    }

    var states = [UInt8](repeating: 0, count: people * ordered.count)
    for (position, year) in joined.enumerated() {
      let translation = ordered[position].stateLabels.map { label in
        UInt8((labels.firstIndex(of: label) ?? 0) + 1)
      }
      let own = ordered[position].states
      for person in 0..<people where year.rows[person] != 0 {
        states[person * ordered.count + position] = translation[Int(own[Int(year.rows[person]) - 1])]
      }
    }
    let rows = joined.map(\.rows)
    let audits = schema.identities.map {
      IdentityAudit(field: $0, rosters: ordered, rows: rows, people: people)
    }
    var findings = joined.flatMap(\.findings)
    for audit in audits where audit.changed > 0 {
      findings.append(
        Finding(
          .identityChange, column: audit.field, count: audit.changed,
          action: "kept; each year's value is used"))
    }
    self.init(
      years: ordered.map(\.year), stateLabels: labels,
      rosters: zip(numbered, joined).map { $0.settingAside($1) },
      people: people, findings: findings, identities: audits, conflicts: joined.flatMap(\.conflicts),
      states: states, rows: rows,
      excluded: joined.map(\.excluded))
  }
}

extension Roster {
  /// The roster with the duplicates of the join in its account.
  fileprivate func settingAside(_ join: YearJoin) -> Roster {
    var result = self
    for (file, reasons) in join.setAside {
      result.files[file].add(reasons)
    }
    return result
  }
}

extension RosterFile {
  fileprivate mutating func add(_ reasons: [SetAside: Int]) { setAside.merge(reasons, uniquingKeysWith: +) }
}
