import Kernels
package import Rosters

/// Rosters of several registers and years side by side: people are numbered once over all of them, and each roster says which
/// of its rows is whose.
///
/// Several records of a person in a roster go by the rule of its schema, as those of a panel do. Nothing depends on the number
/// of threads. O(rows of all rosters + people × rosters).
package struct PersonAlignment: Sendable {
  /// People in any of the rosters.
  package let people: Int
  /// For each roster and person, the row of the record in use plus one; 0 where there is none.
  package let rows: [[UInt32]]
  /// Files of all rosters, with the duplicates set aside.
  package let files: [RosterFile]
  /// What was found: rows set aside, fields that did not parse, duplicates.
  package let findings: [Finding]

  /// Puts rosters side by side, each with its schema. All have identifiers of one kind, which is the caller's to see to.
  ///
  /// Throws where a person has conflicting records under the rule `stop`.
  package init(_ rosters: [(roster: Roster, schema: RosterSchema)], threads: Int = Parallel.cores)
    throws(PanelError)
  {
    var own = rosters.map(\.roster)
    if let kind = own.first(where: { $0.rows > 0 })?.kind, kind != .rut {
      precondition(own.allSatisfy { $0.rows == 0 || $0.kind == kind }, "identifiers of several kinds")
      let numbering = KeyNumbering(own.map(\.keys), threads: threads)
      for index in own.indices { own[index].identifiers = numbering.numbers[index] }
    }
    let numbered = own
    let index = PersonIndex(numbered.map(\.identifiers))
    let joined = Parallel.map(numbered.count, threads: threads) { place -> Result<YearJoin, PanelError> in
      do throws(PanelError) {
        return .success(try YearJoin(numbered[place], index: index, schema: rosters[place].schema))
      } catch {
        return .failure(error)
      }
    }
    people = index.count
    var rows: [[UInt32]] = []
    var files: [RosterFile] = []
    var findings: [Finding] = []
    for (place, result) in joined.enumerated() {
      let year = try result.get()
      rows.append(year.rows)
      var list = numbered[place].files
      for (file, reasons) in year.setAside { list[file].setAside.merge(reasons, uniquingKeysWith: +) }
      files += list
      findings += numbered[place].findings + year.findings
    }
    self.rows = rows
    self.files = files
    self.findings = findings
  }
}
