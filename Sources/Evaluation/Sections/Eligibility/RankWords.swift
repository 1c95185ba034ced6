import Indicators
import Reports

/// What a ranking's tables call the value that people are ranked by, the group they are ranked in, and those it selects; a spec says it
/// in its own words, with their article, or leaves neutral ones.
struct RankWords: Sendable {
  /// With its article: `el promedio`.
  let value: String
  /// With its article: `la promoción`.
  let group: String
  /// Those selected, with their article: `el grupo de mejor rendimiento`; nil where the rule's title says it.
  let selected: String?
  let rule: String
  /// Whether less is better.
  let isAscending: Bool

  static let neutral = (value: "el valor", group: "el grupo")

  init(
    value: String = neutral.value, group: String = neutral.group, selected: String? = nil, rule: String,
    isAscending: Bool
  ) {
    (self.value, self.group, self.selected, self.rule, self.isAscending) = (
      value, group, selected, rule, isAscending
    )
  }

  /// In English the neutral words stand for those of the spec, which are in its own language.
  var title: Phrase {
    Phrase(
      selected.map { "Quienes bajaron \(RankWords.of($0)), por causa" }
        ?? "Quienes dejaron de cumplir «\(rule)», por causa", "Those who no longer meet «\(rule)», by cause")
  }

  var formula: Phrase {
    let name = RankWords.withoutArticle(value)
    let others = isFeminine ? "las" : "los"
    return Phrase(
      "posición = 1/n + parte \(RankWords.of(group)) con mejor \(name); su cambio se reparte entre \(value) \(own), \(others) de los demás y el tamaño (valor de Shapley)",
      "position = 1/n + share of the group with a better value; its change is divided among the own value, those of others and the size (Shapley value)"
    )
  }

  /// What to show for causes.
  var causes: [String: Phrase] {
    let others = isFeminine ? "las" : "los"
    return [
      "own_fell": Phrase(
        "\(isAscending ? "Subió" : "Bajó") \(value) \(own)", "Own value \(isAscending ? "rose" : "fell")"),
      "others_rose": Phrase(
        "\(isAscending ? "Bajaron" : "Subieron") \(others) de los demás",
        "Those of others \(isAscending ? "fell" : "rose")"),
      "size_changed": Phrase("Cambió el tamaño \(RankWords.of(group))", "Size of the group changed"),
    ]
  }

  private var isFeminine: Bool { value.hasPrefix("la ") }
  private var own: String { isFeminine ? "propia" : "propio" }

  /// `de` before words with an article.
  private static func of(_ words: String) -> String {
    words.hasPrefix("el ") ? "del \(words.dropFirst(3))" : "de \(words)"
  }

  private static func withoutArticle(_ words: String) -> String {
    ["el ", "la "].contains { words.hasPrefix($0) } ? String(words.dropFirst(3)) : words
  }
}

extension EligibilitySection {
  /// The words of the last wording of the ranking.
  var rankWords: RankWords {
    for rule in rules {
      for variant in rule.variants.reversed() {
        if case .rank(let rank) = variant.body { return rank.words(variant.title) }
      }
    }
    return RankWords(rule: "", isAscending: false)
  }
}

extension RankRule {
  func words(_ title: String) -> RankWords {
    RankWords(
      value: named.value ?? RankWords.neutral.value, group: named.group ?? RankWords.neutral.group,
      selected: named.selected, rule: title, isAscending: order == .ascending)
  }
}
