import Kernels

// Which currencies have no cents: those whose minor unit has no digits in ISO 4217 (list one, of 2024). Chile's peso has had none since
// 1984, so that an amount of 45,600,000.00 pesos says more than was known.

/// The currency of a project, and the decimals that its amounts have.
struct ProjectCurrency {
  private static let codes: Set<String> = [
    "bif", "clp", "djf", "gnf", "isk", "jpy", "kmf", "krw", "pyg", "rwf", "ugx", "uyi", "vnd", "vuv", "xaf",
    "xof", "xpf",
  ]
  private static let names: Set<String> = ["peso", "pesos", "$"]
  /// Words that leave a peso that of Chile: "pesos chilenos", "pesos de cada año".
  private static let kinds: Set<String> = [
    "chileno", "chilenos", "de", "chile", "cada", "año", "corrientes", "nominales", "constantes", "reales",
  ]

  /// Decimals of a currency with cents.
  static let cents = 2

  /// Whether the currency has no cents: by its code (CLP), or as pesos of this country.
  static func isWhole(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "$" }.map(String.init)
    guard let first = words.first else { return false }
    let rest = words.dropFirst()
    return (codes.contains(first) || names.contains(first))
      && rest.allSatisfy { kinds.contains($0) || $0.utf8.allSatisfy { 48...57 ~= $0 } }
  }

  /// Decimals of the amounts: those the spec gives, or none in a currency without cents in which no amount has any.
  static func decimals(_ name: String, given: Int?, amounts: [Exact]) -> Int {
    given ?? (isWhole(name) && amounts.allSatisfy(\.isInteger) ? 0 : cents)
  }
}
