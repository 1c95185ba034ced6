import Kernels
import Rosters

extension Panel {
  /// The rosters with a 32-bit number for every person: as they are where identifiers are RUTs, else numbered in the order of
  /// years, files and rows, so that nothing depends on what the keys are.
  static func numbered(_ rosters: [Roster]) throws(PanelError) -> [Roster] {
    guard let first = rosters.first else { return rosters }
    if let other = rosters.first(where: { $0.kind != first.kind }) {
      throw .identifierKinds(
        year: first.year, kind: first.kind.rawValue, otherYear: other.year, otherKind: other.kind.rawValue)
    }
    if first.kind == .rut { return rosters }
    let numbering = KeyNumbering(rosters.map(\.keys), threads: Parallel.cores)
    var result = rosters
    for index in result.indices { result[index].identifiers = numbering.numbers[index] }
    return result
  }
}
