import Indicators
import Reports

// Which records the counts of targeting have in common.

extension TargetingTables {
  /// Records that no count divides: in all of the year and in their stratum of one piece of the ranking, with a benefit or without, and
  /// eligible by the same definitions.
  private struct Kind: Hashable {
    let piece: Int
    let stratum: String?
    let pieceOfStratum: Int
    let isServed: Bool
    /// By definition.
    let eligible: [Bool]

    /// For a fixed order.
    var sortKey: String {
      "\(piece)|\(stratum ?? "")|\(pieceOfStratum)|\(isServed ? 1 : 0)|\(eligible.map { $0 ? "1" : "0" }.joined())"
    }
  }

  /// The records of each year in their kinds, with the counts that are of them.
  func populations(_ keys: [CountKey]) -> [DisclosurePopulation] {
    samples.indices.filter { samples[$0].stratum == nil }.map { whole in
      let kinds = self.kinds(of: whole).sorted { $0.key.sortKey < $1.key.sortKey }
      let year = count(samples[whole], "", 0).key.filters
      return DisclosurePopulation(
        sizes: kinds.map(\.value),
        measures: keys.compactMap { key in
          var filters = key.filters
          let strata = filters.removeValue(forKey: "estrato")
          let pieces = filters.removeValue(forKey: strata == nil ? "posicion" : "posicion en el estrato")
          let definition = filters.removeValue(forKey: "definicion")
          guard filters == year, let isCounted = counted(key.universe, by: definition?.first) else {
            return nil
          }
          return .init(key, yields: key.universe.hasPrefix(TargetingTables.poorest)) { place in
            let kind = kinds[place].key
            if let strata, kind.stratum.map(strata.contains) != true { return 0 }
            let piece = strata == nil ? kind.piece : kind.pieceOfStratum
            guard pieces?.contains(String(piece + 1)) ?? true else { return 0 }
            return isCounted(kind.isServed, kind.eligible) ? 1 : 0
          }
        })
    }
  }

  /// How many records of a year are of each kind. O(records).
  private func kinds(of whole: Int) -> [Kind: Int] {
    let sample = samples[whole]
    let parts = samples.indices.filter { samples[$0].stratum != nil && samples[$0].year == sample.year }
    // The records of a stratum stand in the order of all.
    var next = Dictionary(
      parts.map { (samples[$0].stratum ?? "", (sample: $0, record: 0)) },
      uniquingKeysWith: { first, _ in first })
    var kinds: [Kind: Int] = [:]
    for (place, record) in sample.records.enumerated() {
      let stratum = sample.strata.isEmpty ? nil : sample.strata[place]
      var pieceOfStratum: Int?
      if let stratum, let own = next[stratum] {
        pieceOfStratum = positions[own.sample].assigned[own.record]
        next[stratum]?.record += 1
      }
      guard let piece = positions[whole].assigned[place] else { continue }
      let kind = Kind(
        piece: piece, stratum: stratum, pieceOfStratum: pieceOfStratum ?? 0, isServed: record.benefit > 0,
        eligible: sample.eligible.map { $0[place] })
      kinds[kind, default: 0] += 1
    }
    return kinds
  }

  /// Whom a universe counts, by benefit and definitions; nil of one that is none of these tables.
  private func counted(_ universe: String, by definition: String?) -> (@Sendable (Bool, [Bool]) -> Bool)? {
    let poorest = TargetingTables.poorest
    let universe = universe.hasPrefix(poorest) ? String(universe.dropFirst(poorest.count)) : universe
    guard let definition else {
      return switch universe {
      case "focalizacion-registros": { _, _ in true }
      case "focalizacion-beneficiarios": { isServed, _ in isServed }
      default: nil
      }
    }
    guard let place = section.eligible.firstIndex(where: { $0.name == definition }) else { return nil }
    return switch universe {
    case "focalizacion-elegibles": { $1[place] }
    case "focalizacion-elegibles-atendidos": { $0 && $1[place] }
    case "focalizacion-no-elegibles-atendidos": { $0 && !$1[place] }
    case "focalizacion-elegibles-no-atendidos": { !$0 && $1[place] }
    default: nil
    }
  }
}
