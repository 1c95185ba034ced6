internal import Kernels

extension SmallSampleRule {
  private static let parts = ["parameters", "clusters", "adjust"]

  /// Reads `parameters=none|nested|full`, `clusters=none|fewest|own` and `adjust=yes|no`, any of them, joined with commas.
  ///
  /// Throws where the text is none of these, with the place of the character at which that shows.
  public init(_ text: String) throws(CovarianceSyntaxError) {
    self.init()
    var place = 1
    var seen: Set<String> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = pieces[0]
      func failure(_ message: String) -> CovarianceSyntaxError {
        CovarianceSyntaxError(column: place, message: message)
      }
      guard SmallSampleRule.parts.contains(name), pieces.count == 2 else {
        let nearest = Suggestion.nearest(to: name, among: SmallSampleRule.parts).first
        throw failure(
          "no part '\(part)' of a rule for small samples; "
            + (nearest.map { "did you mean \($0)=…?" }
              ?? "write parameters=nested, clusters=fewest or adjust=yes"))
      }
      guard seen.insert(name).inserted else { throw failure("'\(name)' is given twice") }
      switch name {
      case "parameters":
        guard let value = Parameters(rawValue: pieces[1]) else {
          throw failure("parameters are none, nested or full, not '\(pieces[1])'")
        }
        parameters = value
      case "clusters":
        guard let value = Clusters(rawValue: pieces[1]) else {
          throw failure("clusters are none, fewest or own, not '\(pieces[1])'")
        }
        clusters = value
      default:
        guard pieces[1] == "yes" || pieces[1] == "no" else {
          throw failure("adjust is yes or no, not '\(pieces[1])'")
        }
        countsParameters = pieces[1] == "yes"
      }
      place += part.count + 1
    }
  }
}
