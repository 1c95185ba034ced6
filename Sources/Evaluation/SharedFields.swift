import Kernels
import Reports
import Rosters

/// Dimensions that read one field, or group one another: a zone and its communes, two sets of age bands. Disclosure control is told their
/// members as what they hold of the field, since a total of one less the parts of another is a group of people too.
///
/// What a field can say is cut into atoms that no dimension divides: a text of its values, or a piece of the number line between ends of
/// bands. The atom "" is all that none of them names.
struct SharedFields {
  private struct Member {
    /// Name under which disclosure control knows the field.
    let field: String
    let atoms: [String: Set<String>]
  }

  private var dimensions: [String: Member] = [:]

  init(_ all: [CategoryDimension]) {
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var families: [String: [CategoryDimension]] = [:]
    for dimension in all {
      if let key = SharedFields.family(of: dimension, byName) { families[key, default: []].append(dimension) }
    }
    for (key, family) in families where family.count > 1 {
      let cuts = SharedFields.cuts(family)
      let atoms = family.map { SharedFields.atoms(of: $0, byName, cuts: cuts) }
      let every = atoms.reduce(into: Set([""])) { every, own in for set in own.values { every.formUnion(set) }
      }
      for (dimension, var own) in zip(family, atoms) {
        // Whoever is missing in one dimension may have a member in another.
        own[""] = own.values.reduce(into: every) { $0.subtract($1) }
        dimensions[dimension.name] = Member(field: key, atoms: own)
      }
    }
  }

  /// A count as disclosure control is told of it; the same where no other dimension reads its fields. O(members).
  func told(_ key: CountKey) -> CountKey {
    guard !dimensions.isEmpty, key.filters.keys.contains(where: { dimensions[$0] != nil }) else { return key }
    var filters: [String: Set<String>] = [:]
    for (name, members) in key.filters {
      guard let dimension = dimensions[name] else {
        filters[name] = members
        continue
      }
      let atoms = members.reduce(into: Set<String>()) { $0.formUnion(dimension.atoms[$1] ?? []) }
      filters[dimension.field] = filters[dimension.field].map { $0.intersection(atoms) } ?? atoms
    }
    return CountKey(universe: key.universe, filters: filters)
  }

  /// Field and way of reading that a dimension comes from, through those that it groups; nil for a cohort.
  private static func family(of dimension: CategoryDimension, _ byName: [String: CategoryDimension])
    -> String?
  {
    switch dimension.rule {
    case .values(let field, _): "\u{0}values \(field)"
    case .bands(let field, _): "\u{0}bands \(field)"
    // A group is of dimensions read before it, so this ends.
    case .groups(let other, _): byName[other].flatMap { family(of: $0, byName) }
    case .cohort: nil
    }
  }

  /// The points and the pieces between them, in order, that all bands of a family are made of.
  private static func cuts(_ family: [CategoryDimension]) -> [Interval] {
    var ends: [Exact] = []
    for dimension in family {
      guard case .bands(_, let intervals) = dimension.rule else { continue }
      ends += intervals.flatMap { [$0.low, $0.high] }
    }
    var points: [Exact] = []
    for end in ends.sorted() where points.last != end { points.append(end) }
    var pieces: [Interval] = []
    for (place, point) in points.enumerated() {
      pieces.append(Interval(from: point, to: point))
      if place + 1 < points.count {
        pieces.append(Interval(from: point, to: points[place + 1], includesLow: false, includesHigh: false))
      }
    }
    return pieces
  }

  /// Atoms by member.
  private static func atoms(
    of dimension: CategoryDimension, _ byName: [String: CategoryDimension], cuts: [Interval]
  ) -> [String: Set<String>] {
    var atoms: [String: Set<String>] = [:]
    switch dimension.rule {
    case .values(_, let translation):
      for (text, member) in translation {
        atoms[dimension.members[member], default: []].insert(CategoryDimension.compared(text))
      }
    case .bands(_, let intervals):
      for (number, piece) in cuts.enumerated() {
        guard let member = intervals.firstIndex(where: { holds($0, piece) }) else { continue }
        atoms[dimension.members[member], default: []].insert("piece \(number)")
      }
    case .groups(let other, let groups):
      guard let base = byName[other] else { break }
      let own = SharedFields.atoms(of: base, byName, cuts: cuts)
      for (from, to) in groups {
        atoms[dimension.members[to], default: []].formUnion(own[base.members[from]] ?? [])
      }
    case .cohort: break
    }
    return atoms
  }

  /// Whether an interval holds a whole piece, which lies within it or outside.
  private static func holds(_ interval: Interval, _ piece: Interval) -> Bool {
    let isPoint = piece.low == piece.high
    if isPoint {
      let above = interval.includesLow ? interval.low <= piece.low : interval.low < piece.low
      let below = interval.includesHigh ? piece.low <= interval.high : piece.low < interval.high
      return above && below
    }
    return interval.low <= piece.low && piece.high <= interval.high
  }
}
