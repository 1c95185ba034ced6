import Columns
import Kernels
public import Rosters

/// A category of persons, computed while the trajectory cube is built.
public struct PersonStratum: Sendable {
  /// How the member of a person is found.
  public enum Rule: Sendable {
    /// A dimension of records: its member in the person's first record.
    case firstRecord(CategoryDimension)
    /// A cohort: position of the dimension's member plus `first`, minus years since the panel's first year.
    case cohort(CategoryDimension, first: Int)
    /// How a numeric field of the last record compares with the first one's.
    case path(field: String, PathRule)
    /// Worked out beforehand: for each person of the panel, 0 where missing, else the position among `members` plus one.
    case perPerson(members: [String], codes: [UInt16])
  }

  public let name: String
  public let rule: Rule

  public init(_ name: String, rule: Rule) {
    self.name = name
    self.rule = rule
  }
}

/// Comparison of a field between the last and the first record of a person.
public enum PathRule: String, Sendable, CaseIterable {
  case atLeast = ">="
  case atMost = "<="
  case more = ">"
  case less = "<"
  case same = "="

  func holds(first: Int64, last: Int64) -> Bool {
    switch self {
    case .atLeast: last >= first
    case .atMost: last <= first
    case .more: last > first
    case .less: last < first
    case .same: last == first
    }
  }
}

/// Codes of a stratum, one a person: 0 where missing, else the position among `members` plus one.
struct PersonCodes: Sendable {
  let members: [String]
  let codes: [UInt16]
  /// Persons whose later records speak for another member (cohorts only).
  let inconsistent: Int
}

extension Panel {
  /// The codes of a stratum. `codes(of:year:)` gives the record codes of a dimension in a year.
  func codes(of stratum: PersonStratum, dimensions: DimensionTable) -> PersonCodes {
    switch stratum.rule {
    case .firstRecord(let dimension):
      let yearly = years.indices.map { dimensions.codes(of: dimension.name, year: $0).codes }
      var codes = [UInt16](repeating: 0, count: people)
      for person in 0..<people {
        for year in years.indices where rows[year][person] != 0 {
          codes[person] = yearly[year][Int(rows[year][person]) - 1]
          break
        }
      }
      return PersonCodes(members: dimension.members, codes: codes, inconsistent: 0)
    case .cohort(let dimension, let first): return cohortCodes(dimension, first, dimensions)
    case .path(let field, let rule): return pathCodes(field, rule)
    case .perPerson(let members, let codes):
      precondition(codes.count == people, "\(codes.count) codes for \(people) people")
      precondition(codes.allSatisfy { $0 <= members.count }, "a code beyond \(members.count) members")
      return PersonCodes(members: members, codes: codes, inconsistent: 0)
    }
  }

  private func cohortCodes(_ dimension: CategoryDimension, _ first: Int, _ dimensions: DimensionTable)
    -> PersonCodes
  {
    let yearly = years.indices.map { dimensions.codes(of: dimension.name, year: $0).codes }
    let lowest = first - (years[years.count - 1] - years[0])
    let highest = first + dimension.members.count - 1
    var codes = [UInt16](repeating: 0, count: people)
    var inconsistent = 0
    for person in 0..<people {
      var own: Int?
      var differs = false
      for year in years.indices where rows[year][person] != 0 {
        let code = Int(yearly[year][Int(rows[year][person]) - 1])
        guard code > 0 else { continue }
        let cohort = first + code - 1 - (years[year] - years[0])
        if let own { differs = differs || own != cohort } else { own = cohort }
      }
      if let own { codes[person] = UInt16(own - lowest + 1) }
      if differs { inconsistent += 1 }
    }
    return PersonCodes(members: (lowest...highest).map(String.init), codes: codes, inconsistent: inconsistent)
  }

  private func pathCodes(_ field: String, _ rule: PathRule) -> PersonCodes {
    var codes = [UInt16](repeating: 0, count: people)
    let columns = rosters.map { $0.columns[field] }
    for person in 0..<people {
      var first: Int64?
      var last: Int64?
      var records = 0
      var complete = true
      for year in years.indices where rows[year][person] != 0 {
        records += 1
        guard let value = columns[year]?.comparisonKey(Int(rows[year][person]) - 1) else {
          complete = complete && records > 1
          last = nil
          continue
        }
        if records == 1 { first = value }
        last = value
      }
      guard records >= 2, complete, let first, let last else { continue }
      codes[person] = rule.holds(first: first, last: last) ? 1 : 2
    }
    return PersonCodes(members: ["yes", "no"], codes: codes, inconsistent: 0)
  }
}
