import Columns
import Indicators
import Kernels

/// What the tables of a year tell of a person: people who are alike in all of it are of one kind, and every count of the year is a sum of kinds.
struct EligibilityKind: Hashable, Sendable {
  /// In place of a payee or a band where there is none.
  static let none = UInt8.max

  /// Verdicts as a number of base 3, one digit a rule in their order; nil where the person is not in the people's register.
  var pattern: UInt64?
  /// Of those entitled.
  var tramo = none
  var isPaid = false
  /// Of those entitled; the number of payees where none is known.
  var payee = none
  /// Of those in the registry of households; the number of bands outside them or without a value.
  var band = none
  var score = none

  static func verdicts(_ pattern: UInt64, rules: Int) -> [Verdict] {
    var rest = pattern
    var verdicts: [Verdict] = []
    for _ in 0..<rules {
      verdicts.append(Verdict(rawValue: UInt8(rest % 3)) ?? .unknown)
      rest /= 3
    }
    return verdicts.reversed()
  }
}

/// How many people of each kind there are in a year.
struct EligibilityKinds: Sendable {
  private(set) var people: [EligibilityKind: Int] = [:]

  init(
    _ section: EligibilitySection, _ data: EligibilityData.Year, _ judged: EligibilityJudgement,
    _ payees: EligibilityPayees, paid: Bitmap?, people count: Int
  ) {
    let present = data.rows[section.people]
    let registry = section.registry.map { RegistryPlaces($0, data) }
    for person in 0..<count {
      var kind = EligibilityKind()
      if present[person] != 0 {
        kind.pattern = judged.verdicts.reduce(0) { $0 * 3 + UInt64($1[person].rawValue) }
      }
      if judged.entitled[person] {
        kind.tramo = judged.tramos[person]
        if !section.payees.isEmpty {
          kind.payee = UInt8(clamping: payees.payee(of: person) ?? section.payees.count)
        }
      }
      kind.isPaid = paid?[person] ?? false
      if let (band, score) = registry?.places(of: person) { (kind.band, kind.score) = (band, score) }
      people[kind, default: 0] += 1
    }
  }

  /// People in the register by the verdicts of all rules.
  var patterns: [UInt64: Int] {
    var counts: [UInt64: Int] = [:]
    for (kind, number) in people {
      if let pattern = kind.pattern { counts[pattern, default: 0] += number }
    }
    return counts
  }

  /// People by a label of their kind, in places from 0 to `last`.
  func counts(to last: Int, by label: KeyPath<EligibilityKind, UInt8>) -> [Int] {
    var counts = [Int](repeating: 0, count: last + 1)
    for (kind, number) in people where kind[keyPath: label] != EligibilityKind.none {
      counts[Int(kind[keyPath: label])] += number
    }
    return counts
  }
}

/// Bands of the registry of households, and of the scores in its lowest.
private struct RegistryPlaces {
  private let rows: [UInt32]
  private let bands: [UInt8?]
  private let scores: [UInt8?]?
  private let outside: (band: UInt8, score: UInt8)

  init(_ registry: EligibilitySection.RegistryTramos, _ data: EligibilityData.Year) {
    rows = data.rows[registry.field.register]
    bands = EligibilityJudgement.bands(
      registry.intervals, data.column(registry.field), scale: EligibilitySection.scale(registry.field))
    scores = registry.score.map {
      EligibilityJudgement.bands(
        registry.scoreIntervals, data.column($0), scale: EligibilitySection.scale($0))
    }
    outside = (UInt8(clamping: registry.labels.count), UInt8(clamping: registry.scoreLabels.count))
  }

  /// Nil for who is not in the registry; the score is none outside the lowest band.
  func places(of person: Int) -> (band: UInt8, score: UInt8)? {
    guard rows[person] != 0 else { return nil }
    let row = Int(rows[person]) - 1
    let band = place(bands[row], outside.band)
    guard band == 0, let scores else { return (band, EligibilityKind.none) }
    return (band, place(scores[row], outside.score))
  }

  private func place(_ band: UInt8?, _ outside: UInt8) -> UInt8 {
    guard let band, band != EligibilityJudgement.noTramo else { return outside }
    return band
  }
}
