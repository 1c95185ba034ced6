import Columns
import Kernels
public import Rosters

extension RegistryJoin {
  /// Members of what tells whether a person is in the register.
  static let membership = ["yes", "no"]

  /// Whether a record's person is in the register in the record's year, as a dimension of a panel that the join is attached
  /// to: "yes", "no", missing in years that the register does not have.
  public var dimension: CategoryDimension {
    CategoryDimension(
      name, members: RegistryJoin.membership,
      rule: .values(field: name, Dictionary(uniqueKeysWithValues: zip(RegistryJoin.membership, 0...))))
  }

  /// Whether a person is in the register of a year, which need not be a year of the panel: "yes" or "no".
  public func stratum(_ name: String, year: Int) -> PersonStratum {
    let codes = rows[known(year)].map { UInt16($0 != 0 ? 1 : 2) }
    return PersonStratum(name, rule: .perPerson(members: RegistryJoin.membership, codes: codes))
  }

  /// The member of a dimension in the register's record of a year, which need not be a year of the panel; missing for who is
  /// not in the register. The dimension reads a field of the register: values, or bands of numbers.
  public func stratum(_ dimension: CategoryDimension, year: Int) -> PersonStratum {
    let index = known(year)
    let own = rosters[index].codes(of: dimension) { other in
      preconditionFailure("'\(dimension.name)' reads the dimension '\(other)', not a field of '\(name)'")
    }.codes
    return PersonStratum(
      dimension.name,
      rule: .perPerson(members: dimension.members, codes: rows[index].map { $0 == 0 ? 0 : own[Int($0) - 1] }))
  }
}

extension Panel {
  /// The panel with fields of a register beside its own: each record has those of its person in the record's year, missing
  /// where the register has no record of the person or no such year.
  ///
  /// The fields are called `register.field`; `register` alone is the text "yes" or "no" of membership (see
  /// `RegistryJoin.dimension`), missing in years that the register does not have. From there they are fields like others, for
  /// dimensions, strata and sums. O(rows × fields).
  public func attaching(_ join: RegistryJoin, fields: [String] = []) -> Panel {
    precondition(join.people == people, "a join of another panel: \(join.people) people, not \(people)")
    var result = self
    for (year, number) in years.enumerated() {
      var places = [Int](repeating: -1, count: rosters[year].rows)
      var inRegister = [Int](repeating: -1, count: rosters[year].rows)
      let index = join.position(year: number)
      if let index {
        for person in 0..<people where rows[year][person] != 0 {
          let row = Int(rows[year][person]) - 1
          places[row] = Int(join.rows[index][person]) - 1
          inRegister[row] = places[row] < 0 ? 1 : 0
        }
      }
      func add(_ name: String, _ column: Column) {
        precondition(result.rosters[year].columns[name] == nil, "the panel has a field '\(name)' already")
        result.rosters[year].columns[name] = column
      }
      let texts = Column(
        values: .category(codes: [0, 1], levels: RegistryJoin.membership),
        validity: Bitmap(count: 2, repeating: true))
      add(join.name, texts.gathering(orMissing: inRegister))
      for field in fields {
        // A year without a register takes the type from another.
        let column = join.registryColumn(field, index ?? 0)
        add("\(join.name).\(field)", column.gathering(orMissing: places))
      }
    }
    return result
  }
}
