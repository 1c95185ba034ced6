import Columns
import Kernels
import Panels
import Rosters

/// The registers of a section read and joined: for each year and register typed columns, and the row of each person.
struct EligibilityData: Sendable {
  /// One year of all registers.
  struct Year: Sendable {
    let year: Int
    /// One a register.
    let rosters: [Roster]
    /// For each register and person, the row plus one; 0 where the person is not in it.
    let rows: [[UInt32]]
    /// For each row of the people's register, the person; `nobody` for rows that are set aside.
    let owners: [UInt32]

    static let nobody = UInt32.max

    func column(_ field: FieldReference) -> Column {
      guard let column = rosters[field.register].columns[field.field] else {
        preconditionFailure("the field '\(field.field)' was not read")
      }
      return column
    }
  }

  let years: [Year]
  let people: Int
  let files: [RosterFile]
  let findings: [Finding]

  /// The registers by person. Conflicting records are told with the rules that a register has.
  private static func alignment(_ rosters: [(roster: Roster, schema: RosterSchema)], threads: Int) throws
    -> PersonAlignment
  {
    do throws(PanelError) {
      return try PersonAlignment(rosters, threads: threads)
    } catch {
      guard
        case .conflictingRecords(let year, let people, let file, let line, let otherFile, let otherLine) =
          error
      else { throw error }
      throw SectionDataError.conflictingRecords(
        year: year, people: people, file: file, line: line, otherFile: otherFile, otherLine: otherLine)
    }
  }

  init(_ section: EligibilitySection, folder: String, threads: Int) throws {
    var rosters: [(roster: Roster, schema: RosterSchema)] = []
    var kind: IdentifierKind?
    for year in section.years {
      for register in section.registers {
        let roster = try register.read(
          year: year, folder: folder, threads: threads, blockSize: 1 << 20,
          kind: kind == .rut ? nil : kind)
        if let kind, roster.rows > 0, roster.kind != kind {
          throw SpecError(
            path: register.path, position: register.identifierPosition,
            message:
              "the identifiers of '\(register.name)' in \(year) are read as \(roster.kind.rawValue), those before as \(kind.rawValue); state one kind for all registers"
          )
        }
        if kind == nil, roster.rows > 0 { kind = roster.kind }
        rosters.append((roster, register.schema))
      }
    }
    if let empty = section.years.indices.first(where: {
      rosters[$0 * section.registers.count + section.people].roster.rows == 0
    }) {
      let roster = rosters[empty * section.registers.count + section.people].roster
      throw PanelError.noValidRow(
        year: section.years[empty], read: roster.files.reduce(0) { $0 + $1.rowsRead })
    }
    let alignment = try EligibilityData.alignment(rosters, threads: threads)
    people = alignment.people
    files = alignment.files
    findings = alignment.findings
    let count = section.registers.count
    years = section.years.enumerated().map { place, year in
      let own = Array(alignment.rows[place * count..<(place + 1) * count])
      let list = rosters[place * count..<(place + 1) * count].map(\.roster)
      var owners = [UInt32](repeating: Year.nobody, count: list[section.people].rows)
      for (person, row) in own[section.people].enumerated() where row != 0 {
        owners[Int(row) - 1] = UInt32(person)
      }
      return Year(year: year, rosters: list, rows: own, owners: owners)
    }
  }
}
