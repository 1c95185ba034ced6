import Indicators
import Kernels

/// The people of a sample from the poorest to the richest, cut wherever a table cuts: at the ends of the groups and at the shares of the
/// poorest. Groups, groups up to one, and the poorest share are then made of the same pieces, and disclosure control sees what one less
/// another leaves.
///
/// A tie that a cut divides is divided in proportion, as the tables divide it, those with a benefit and those without each
/// rounded down to whole records at each cut, so that pieces add up.
struct TargetingPositions {
  /// Rising, from above 0 to 1; piece i goes up to cut i.
  private let cuts: [Exact]
  /// Records, and those of them with a benefit, up to each cut.
  private let records: [Int]
  private let served: [Int]
  /// The piece of each record of the sample; nil of those without weight.
  let assigned: [Int?]

  /// O(n log n) for n records, of which those without weight are left out.
  init(_ sample: TargetingSample, _ curve: ConcentrationCurve, groups: Int, poorest: [Exact]) {
    var cuts: [Exact] = []
    for cut in ((1...groups).map { Exact($0, over: groups) } + poorest).sorted()
    where cut > .zero && cuts.last != cut { cuts.append(cut) }
    self.cuts = cuts
    var withBenefit: [Int64: Int] = [:]
    for record in sample.records where record.weight > 0 && record.benefit > 0 {
      withBenefit[record.rank, default: 0] += 1
    }
    var records: [Int] = []
    var served: [Int] = []
    var below = (records: 0, served: 0)
    var place = 0
    for cut in cuts {
      let wanted = cut * Exact(curve.weight)
      while place < curve.groups.count {
        let group = curve.groups[place]
        guard Exact(group.weightBelow) + Exact(group.weight) <= wanted else { break }
        below.records += group.records
        below.served += withBenefit[group.rank] ?? 0
        place += 1
      }
      var part = Exact.zero
      var own = (records: 0, served: 0)
      if place < curve.groups.count {
        let group = curve.groups[place]
        part = ((wanted - Exact(group.weightBelow)) / Exact(group.weight)) ?? .zero
        own = (group.records, withBenefit[group.rank] ?? 0)
      }
      // Each of the two rises from cut to cut, and so does their sum.
      let upTo = below.served + TargetingPositions.floor(part * Exact(own.served))
      let others =
        below.records - below.served + TargetingPositions.floor(part * Exact(own.records - own.served))
      served.append(upTo)
      records.append(upTo + others)
    }
    self.records = records
    self.served = served
    assigned = TargetingPositions.assigned(sample, records: records, served: served)
  }

  /// Records from the poorest up in the pieces that the counts up to each cut give them, those with a benefit and those without each in their
  /// order. O(n log n).
  private static func assigned(_ sample: TargetingSample, records: [Int], served: [Int]) -> [Int?] {
    let order = sample.records.indices.filter { sample.records[$0].weight > 0 }.sorted {
      (sample.records[$0].rank, $0) < (sample.records[$1].rank, $1)
    }
    let others = zip(records, served).map { $0 - $1 }
    var assigned = [Int?](repeating: nil, count: sample.records.count)
    func assign(_ places: [Int], _ upTo: [Int]) {
      var piece = 0
      for (done, place) in places.enumerated() {
        while piece < upTo.count - 1, done >= upTo[piece] { piece += 1 }
        assigned[place] = piece
      }
    }
    assign(order.filter { sample.records[$0].benefit > 0 }, served)
    assign(order.filter { sample.records[$0].benefit <= 0 }, others)
    return assigned
  }

  /// The pieces above one share of the people and up to another; nil for all of them.
  func pieces(from low: Exact, to high: Exact) -> Set<String>? {
    let own = cuts.indices.filter { cuts[$0] > low && cuts[$0] <= high }
    return own.count == cuts.count ? nil : Set(own.map { String($0 + 1) })
  }

  /// Records above one share of the people and up to another, and those of them with a benefit. Both are cuts, or 0.
  func count(from low: Exact, to high: Exact) -> (records: Int, served: Int) {
    func up(_ cut: Exact, _ counts: [Int]) -> Int { cuts.lastIndex { $0 <= cut }.map { counts[$0] } ?? 0 }
    return (up(high, records) - up(low, records), up(high, served) - up(low, served))
  }

  /// Of each piece, records with a benefit and those without.
  var sizes: [Int] {
    cuts.indices.flatMap { place -> [Int] in
      let below =
        place == 0 ? (records: 0, served: 0) : (records: records[place - 1], served: served[place - 1])
      let own = served[place] - below.served
      return [own, records[place] - below.records - own]
    }
  }

  private static func floor(_ value: Exact) -> Int {
    let rounded = value.rounded(decimals: 0)
    return (rounded > value ? rounded - .one : rounded).integer ?? 0
  }
}
