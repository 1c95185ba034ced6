import Columns
public import Rosters

extension Panel {
  /// A dimension whose members are the texts that a field has in any year, whole numbers first.
  public func observedDimension(field: String) -> CategoryDimension {
    var texts: Set<String> = []
    for roster in rosters {
      if case .category(_, let levels)? = roster.columns[field]?.values {
        texts.formUnion(levels.map(StateLabels.plain))
      }
    }
    let members = texts.sorted(by: StateLabels.precedes)
    return CategoryDimension(
      field, members: members,
      rule: .values(field: field, Dictionary(uniqueKeysWithValues: zip(members, members.indices))))
  }
}
