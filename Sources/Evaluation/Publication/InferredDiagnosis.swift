import Kernels
import Reports

/// Looks for what is behind the relations that tables suggest and that fail: a figure with two digits in the other order, two
/// cells under each other's labels, shares over another base.
///
/// A reading of digits is named where it makes the failing relations of the figure come out and breaks none that holds: of four digits; of
/// three where two relations come out, or where it is the total of a sum itself. The one that explains most is taken, and none
/// where two explain as many.
struct InferredDiagnosis {
  private struct Reading: Hashable {
    let place: Publication.Place
    let text: String
  }

  private let publication: Publication
  private let relations: [InferredRelations.Relation]
  /// By place, the relations that look at it.
  private let atPlace: [Publication.Place: [Int]]

  private static let fewestDigits = 3
  private static let surelyDigits = 4
  private static let placeLimit = 40
  private static let failureLimit = 400

  init(_ publication: Publication, _ relations: [InferredRelations.Relation]) {
    self.publication = publication
    self.relations = relations
    var atPlace: [Publication.Place: [Int]] = [:]
    for (index, relation) in relations.enumerated() {
      for place in relation.places { atPlace[place, default: []].append(index) }
    }
    self.atPlace = atPlace
  }

  /// By index of the relation, what was found; and by place, the reading that is right.
  func diagnoses() -> (byRelation: [Int: [Diagnosis]], byPlace: [Publication.Place: Diagnosis]) {
    let failing = Array(
      relations.indices.lazy.filter { !InferredRelations.holds(relations[$0]) }.prefix(Self.failureLimit))
    var explained: [Reading: [Int]] = [:]
    for index in failing {
      for reading in readings(of: index) where verdict(index, reading) != .different {
        explained[reading, default: []].append(index)
      }
    }
    let known = Set(failing)
    var best: [Int: (reading: Reading, count: Int, isAlone: Bool)] = [:]
    for (reading, indices) in explained where isSure(reading, indices, failing: known) {
      for index in indices {
        if let old = best[index], old.count > indices.count { continue }
        let isAlone = best[index].map { $0.count < indices.count } ?? true
        best[index] = (reading, indices.count, isAlone)
      }
    }
    var byRelation: [Int: [Diagnosis]] = [:]
    var byPlace: [Publication.Place: Diagnosis] = [:]
    for (index, found) in best where found.isAlone {
      guard let figure = publication.figure(found.reading.place) else { continue }
      let diagnosis = Diagnosis.transposedDigits(
        place: publication.name(of: figure.place), printed: figure.text, read: found.reading.text)
      byRelation[index] = [diagnosis]
      byPlace[figure.place] = diagnosis
    }
    let unknown = failing.filter { byRelation[$0] == nil }
    byRelation.merge(swaps(unknown).diagnoses()) { digits, _ in digits }
    let bases = InferredBases(
      publication, relations, failing: unknown.filter { byRelation[$0] == nil }
    ).diagnoses()
    byRelation.merge(bases.mapValues { [$0] }) { known, _ in known }
    return (byRelation, byPlace)
  }

  private func swaps(_ failing: [Int]) -> CellSwaps {
    CellSwaps(
      publication: publication,
      failures: failing.compactMap { index in
        let relation = relations[index]
        return relation.own.map { own in
          CellSwaps.Failure(
            index: index, kind: "\(own.place.table)|\(own.place.column)|\(relation.rule.code)",
            own: own.place,
            places: relation.places, text: own.text)
        }
      },
      touching: { atPlace[$0] ?? [] }, verdict: verdict)
  }

  /// The figures of a relation with two neighbouring digits exchanged.
  private func readings(of index: Int) -> [Reading] {
    relations[index].places.sorted(by: PublicationDiagnosis.before).prefix(Self.placeLimit).flatMap {
      place -> [Reading] in
      guard let figure = publication.figure(place), figure.digits >= Self.fewestDigits else { return [] }
      return PublicationDiagnosis.transpositions(figure.text).map { Reading(place: place, text: $0) }
    }
  }

  private func verdict(_ index: Int, _ reading: Reading) -> ComparedCell.Verdict {
    guard let value = PublishedTable.number(reading.text) else { return .different }
    return verdict(index, [reading.place: value])
  }

  private func verdict(_ index: Int, _ instead: [Publication.Place: Exact]) -> ComparedCell.Verdict {
    let relation = relations[index]
    guard let computed = relation.formula.value(instead: instead) else { return .different }
    let published = relation.own.flatMap { instead[$0.place] } ?? relation.published
    return PublicationAuditor.Answer.verdict(
      of: computed, published: published, decimals: relation.decimals, half: relation.half)
  }

  private func isSure(_ reading: Reading, _ explained: [Int], failing: Set<Int>) -> Bool {
    guard let figure = publication.figure(reading.place) else { return false }
    let all = atPlace[reading.place] ?? []
    guard explained.contains(where: { verdict($0, reading) == .equal }) else { return false }
    guard all.allSatisfy({ failing.contains($0) || verdict($0, reading) != .different }) else { return false }
    if explained.count >= 2 { return true }
    guard all.count(where: failing.contains) == 1, let index = explained.first else { return false }
    return figure.digits >= Self.surelyDigits
      || relations[index].own?.place == reading.place && relations[index].isSum
  }
}
