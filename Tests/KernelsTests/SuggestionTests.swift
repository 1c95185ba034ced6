import Kernels
import Testing

@Suite("Suggestion")
struct SuggestionTests {
  private static let names = ["RUT", "TRAMO", "REGION", "REGION_RBD", "MONTO", "MES"]

  @Test(
    "the nearest first",
    arguments: [
      ("REGON", ["REGION"]), ("region", ["REGION", "REGION_RBD"]), ("TRANO", ["TRAMO"]), ("rut", ["RUT"]),
      ("RBD", ["REGION_RBD"]), ("ZZZZZZ", []), ("MOMTO", ["MONTO"]),
    ])
  func nearest(_ typed: String, _ expected: [String]) {
    #expect(Suggestion.nearest(to: typed, among: Self.names) == expected)
  }

  @Test("ties in the order of the names, no more than asked")
  func ties() {
    let names = ["ba", "ca", "da", "ea"]
    #expect(Suggestion.nearest(to: "aa", among: names) == ["ba", "ca", "da"])
    #expect(Suggestion.nearest(to: "aa", among: names, limit: 1) == ["ba"])
    #expect(Suggestion.nearest(to: "aa", among: []).isEmpty)
  }

  // Oracle: distances known from the literature or worked by hand.
  @Test(
    "Levenshtein's distance",
    arguments: [
      ("kitten", "sitting", 3), ("saturday", "sunday", 3), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0),
      ("ab", "ba", 2), ("flaw", "lawn", 2),
    ])
  func distance(_ a: String, _ b: String, _ expected: Int) {
    #expect(Suggestion.editDistance(Array(a.utf8), Array(b.utf8)) == expected)
    #expect(Suggestion.editDistance(Array(b.utf8), Array(a.utf8)) == expected)
  }
}
