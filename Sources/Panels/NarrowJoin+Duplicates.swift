import Kernels
import Rosters

/// Persons with more than one record in a year.
extension NarrowJoin {
  private struct Candidate {
    let spot: Spot
    let place: NarrowDuplicates.Place
    let content: Content

    /// What the record says of the person.
    struct Content: Hashable {
      let state: UInt8
      let amount: Int64
    }
  }

  /// Looks again at persons with more than one record in a year: few, so without care for speed.
  func resolve(_ conflicts: Set<UInt64>, _ part: Int, _ locate: (NarrowRecord) -> Int) {
    var groups: [UInt64: (at: Int, candidates: [Candidate])] = [:]
    let places = plan.stores.map { NarrowStore.Places($0, part: part) }
    for (source, year) in plan.sourceYears.enumerated() {
      for (worker, store) in plan.stores.enumerated() {
        store.records.forEachPlaced(part: part, source: source) { record, position in
          let key = UInt64(year) << 32 | UInt64(record.local)
          guard conflicts.contains(key) else { return }
          let place = places[worker].place(position)
          groups[key, default: (locate(record), [])].candidates.append(
            Candidate(
              spot: Spot(worker: worker, position: position),
              place: .init(block: place.block, part: part, ordinal: place.ordinal),
              content: .init(
                state: plan.states[worker][source][record.state], amount: store.amount(of: record))))
        }
      }
    }
    for (key, group) in groups {
      let year = Int(key >> 32)
      let kept = settle(group.candidates, year)
      let shift = bits * year
      let mask = ((Word(1) << bits) &- 1) << shift
      words.base[group.at] = words.base[group.at] & ~mask | Word(kept?.content.state ?? 0) << shift
    }
  }

  /// The record of a person and year that is used, if any; the others are dropped and counted.
  private func settle(_ candidates: [Candidate], _ year: Int) -> Candidate? {
    let ordered = candidates.sorted {
      ($0.place.block, $0.place.ordinal) < ($1.place.block, $1.place.ordinal)
    }
    var distinct: [Candidate] = []
    var seen: Set<Candidate.Content> = []
    for candidate in ordered {
      if seen.insert(candidate.content).inserted {
        distinct.append(candidate)
      } else {
        duplicates[year].add(identical: candidate.place)
        dropped.insert(candidate.spot)
      }
    }
    guard distinct.count > 1 else { return distinct.first }
    let choice = plan.rule.choice(among: distinct.map(\.content.amount))
    duplicates[year].addConflict(distinct[0].place, distinct[1].place)
    for (position, candidate) in distinct.enumerated() where position != choice {
      duplicates[year].add(conflicting: candidate.place)
      dropped.insert(candidate.spot)
    }
    return choice.map { distinct[$0] }
  }
}
