import Kernels
import Reports

/// Looks for two cells of one column that stand under each other's labels behind relations that fail.
///
/// Two relations of one kind fail under two labels of a key, and come out with the two numbers of a column exchanged there; so does
/// every other relation that looks at these cells. It is said only where each failure of the line, that is under all labels of the key
/// with everything else the same, has one such partner. Where the exchange of either of two columns explains as much, both are named:
/// the publication alone does not show which it is.
struct CellSwaps {
  /// A relation that fails.
  struct Failure {
    let index: Int
    /// Relations of one name are of one kind, in one column of one table.
    let kind: String
    let own: Publication.Place
    let places: Set<Publication.Place>
    let text: String
  }

  let publication: Publication
  let failures: [Failure]
  /// The relations that look at a cell, those that hold too.
  let touching: (Publication.Place) -> [Int]
  /// The verdict on a relation with some figures read as others.
  let verdict: (Int, [Publication.Place: Exact]) -> ComparedCell.Verdict

  /// An exchange and the failures that come out with it.
  private struct Exchange {
    let diagnosis: Diagnosis
    let explained: Set<Int>
  }

  private static let lineLimit = 16
  private static let placeLimit = 24
  /// Fewer digits of both published figures agree by chance.
  private static let fewestDigits = 5

  /// By index of a relation that fails, what makes it come out.
  func diagnoses() -> [Int: [Diagnosis]] {
    let failing = Set(failures.map(\.index))
    let twins = Dictionary(
      uniqueKeysWithValues: Set(failures.map(\.own.table)).map { table in
        let given = publication.tables[table]
        return (table, TableLayout.twins(given.rows.map(\.keys), given.keyNames.count))
      })
    var found: [Int: [Diagnosis]] = [:]
    for (axis, line) in lines(twins) where (2...CellSwaps.lineLimit).contains(line.count) {
      var exchanges: [[Int]: [Exchange]] = [:]
      for first in line.indices {
        for second in line.indices.dropFirst(first + 1) {
          let best = self.exchanges(
            line[first], line[second], axis, own: (twins[line[first].own.table]?[axis] ?? []) + [axis],
            failing)
          if !best.isEmpty { exchanges[[first, second]] = best }
        }
      }
      guard !exchanges.isEmpty,
        let pairs = UniquePairs.of(line.count, where: { exchanges[[$0, $1]] != nil })
      else { continue }
      for pair in pairs {
        let best = exchanges[[pair.first, pair.second]] ?? []
        let explained = best.reduce(Set<Int>()) { $0.union($1.explained) }
        for index in explained where found[index] == nil {
          found[index] = best.filter { $0.explained.contains(index) }.map(\.diagnosis)
        }
      }
    }
    return found
  }

  /// Failures of one kind under all labels of a key, with everything else the same.
  private func lines(_ twins: [Int: [[Int]]]) -> [(axis: Int, line: [Failure])] {
    var order: [[String]] = []
    var lines: [[String]: (axis: Int, line: [Failure])] = [:]
    for failure in failures {
      guard let twins = twins[failure.own.table] else { continue }
      for axis in twins.indices where !twins[axis].contains(where: { $0 < axis }) {
        let name = [failure.kind, String(axis)] + rest(failure.own, besides: twins[axis] + [axis])
        if lines[name] == nil { order.append(name) }
        lines[name, default: (axis, [])].line.append(failure)
      }
    }
    return order.compactMap { lines[$0] }
  }

  private func rest(_ place: Publication.Place, besides own: [Int]) -> [String] {
    let keys = publication.tables[place.table].rows[place.row].keys
    return keys.indices.filter { !own.contains($0) }.map { keys[$0] }
  }

  /// The exchanges that explain most of two failures and of others at the same cells.
  private func exchanges(
    _ a: Failure, _ b: Failure, _ axis: Int, own twins: [Int], _ failing: Set<Int>
  ) -> [Exchange] {
    guard Publication.digits(a.text) + Publication.digits(b.text) >= CellSwaps.fewestDigits else { return [] }
    let table = a.own.table
    func keys(_ row: Int) -> [String] { publication.tables[table].rows[row].keys }
    let (one, other) = (keys(a.own.row)[axis], keys(b.own.row)[axis])
    var found: [Exchange] = []
    let there = b.places.filter { $0.table == table && keys($0.row)[axis] == other }
    for place in a.places.sorted(by: PublicationDiagnosis.before).prefix(CellSwaps.placeLimit)
    where place.table == table && keys(place.row)[axis] == one {
      let twin = there.first { candidate in
        candidate.column == place.column
          && rest(candidate, besides: twins) == rest(place, besides: twins)
      }
      guard let twin, let x = publication.figure(place), let y = publication.figure(twin), x.value != y.value
      else { continue }
      let instead = [place: y.value, twin: x.value]
      let touched = Set(touching(place) + touching(twin))
      guard touched.isSuperset(of: [a.index, b.index]) else { continue }
      let verdicts = touched.map { verdict($0, instead) }
      guard verdicts.allSatisfy({ $0 != .different && $0 != .notRecomputed }),
        [a, b].contains(where: { verdict($0.index, instead) == .equal })
      else { continue }
      let names = publication.tables[table].keyNames
      let within = names.indices.filter { !twins.contains($0) }.map {
        ExchangedLabels.Place(key: names[$0], member: keys(place.row)[$0])
      }
      let column = ExchangedLabels.Place(
        key: ExchangedLabels.Place.column, member: publication.tables[table].columns[place.column])
      found.append(
        Exchange(
          diagnosis: .swappedLabels(
            table: publication.tables[table].id, key: names[axis], first: one, second: other,
            within: within + [column]),
          explained: touched.intersection(failing)))
    }
    let most = found.map(\.explained.count).max() ?? 0
    return found.filter { $0.explained.count == most }
  }
}
