/// References of effects that all groups share by event time.
///
/// Groups are compared with their own reference through the event times that they have in common. With gaps (a survey every other year,
/// groups first treated in even and in odd ones) some may have no row at the reference and share no event time with a group that has: their
/// indicators then add up to their units' effects, and a regression would leave out whichever it finds last, a treated one. Of such groups
/// the last event time before the treatment and its anticipation is a reference too.
struct EventReferences {
  private(set) var references: [Int]
  private(set) var warnings: [String] = []

  /// `seen`: event times by group, binned where there are bins, by first-treated period.
  init(_ asked: [Int], seen: [Int: Set<Int>], anticipation: Int) {
    references = asked
    var known = Set(seen.filter { !$0.value.isDisjoint(with: asked) }.keys)
    while true {
      // Groups that share an event time with one that has a reference.
      var reached = Set(known.flatMap { seen[$0] ?? [] })
      var isGrowing = true
      while isGrowing {
        isGrowing = false
        for (group, times) in seen where !known.contains(group) && !times.isDisjoint(with: reached) {
          known.insert(group)
          reached.formUnion(times)
          isGrowing = true
        }
      }
      let lost = seen.filter { !known.contains($0.key) }
      let candidates = lost.values.flatMap { $0.filter { $0 < -anticipation } }
      guard let latest = candidates.max() else { return }
      references.append(latest)
      let groups = lost.filter { $0.value.contains(latest) }.keys.sorted()
      known.formUnion(groups)
      warnings.append(
        "event time \(latest) is a reference too: groups \(groups.map(String.init).joined(separator: ", ")) have no row at event time \(asked.map(String.init).joined(separator: ", "))"
      )
    }
  }
}
