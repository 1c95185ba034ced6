import Kernels

/// What explains all cells of a part of a published table that differ from what is recomputed: one factor, or another base of the same
/// table under their ratios.
public struct CommonCause: Sendable, Equatable {
  public typealias Place = ExchangedLabels.Place

  public enum Kind: Sendable, Equatable {
    /// Published = ratio × recomputed.
    case factor(String)
    /// They come out over the cells of a column of the table, at these members of its keys and their own of the others.
    case base(column: String, at: [Place])
  }

  public let table: String
  /// The part of the table, by keys and column.
  public let within: [Place]
  public let kind: Kind

  /// For files that programs read.
  public var code: String {
    let place = ([table] + within.map { "\($0.key)=\($0.member)" }).joined(separator: " ")
    return switch kind {
    case .factor(let ratio): "common_factor: \(ratio) (\(place))"
    case .base(let column, let members):
      "other_base: \(([column] + members.map { "\($0.key)=\($0.member)" }).joined(separator: " ")) (\(place))"
    }
  }

  /// A sentence for people. `shown`: what people read for a key, column or member.
  public func shown(_ language: Language, _ shown: (String) -> String = { $0 }) -> String {
    func words(_ places: [Place]) -> String {
      places.map { $0.words(language, shown) }.joined(separator: ", ")
    }
    let place = words(within)
    switch (kind, language) {
    case (.factor(let ratio), .spanish):
      return
        "una misma razón, \(NumberFormat(language).published(ratio)), entre lo publicado y lo recompuesto en "
        + "todas las celdas que difieren (\(place))"
    case (.factor(let ratio), .english):
      return
        "one ratio, \(ratio), of what is published to what is recomputed in all cells that differ (\(place))"
    case (.base(let column, let members), .spanish):
      let of = members.isEmpty ? "" : " de \(words(members))"
      return "sobre otra base, \(shown(column))\(of), resultan todas las celdas que difieren (\(place))"
    case (.base(let column, let members), .english):
      let of = members.isEmpty ? "" : " of \(words(members))"
      return "over another base, \(shown(column))\(of), all cells that differ come out (\(place))"
    }
  }
}
