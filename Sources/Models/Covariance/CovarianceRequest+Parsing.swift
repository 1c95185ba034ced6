internal import Kernels

extension CovarianceRequest {
  private static let plain: [String: CovarianceKind] = [
    "iid": .iid, "hc0": .hc0, "hc1": .hc1, "hc2": .hc2, "hc3": .hc3, "hc4": .hc4, "hc4m": .hc4m, "hc5": .hc5,
  ]
  private static let parameterised = [
    "cluster", "cr2", "cr3", "jackknife", "newey-west", "driscoll-kraay", "conley",
  ]

  /// Reads `iid`, `hc0` … `hc5`, `hc4m`, `cluster:g1+g2`, `cr2:g`, `cr3:g`, `jackknife:g`, `newey-west:LAGS`,
  /// `driscoll-kraay:LAGS` (lags may be left to the profile) and `conley:LATITUDE+LONGITUDE:KILOMETRES`.
  ///
  /// Throws where the text is none of these, with the place of the character at which that shows.
  public init(_ text: String) throws(CovarianceSyntaxError) {
    let parts = Piece(text[...], start: 1).split(":")
    let name = parts[0].text.lowercased()
    if let kind = CovarianceRequest.plain[name] {
      guard parts.count == 1 else { throw parts[1].failure("\(name) takes nothing after it") }
      self.init(form: .plain(kind), text: text)
      return
    }
    guard CovarianceRequest.parameterised.contains(name) else {
      let names = CovarianceRequest.plain.keys.sorted() + CovarianceRequest.parameterised
      let nearest = Suggestion.nearest(to: name, among: names)
      throw parts[0].failure(
        "no covariance '\(parts[0].text)'; "
          + (nearest.isEmpty
            ? "write one of \(names.joined(separator: ", "))"
            : "did you mean \(nearest.joined(separator: ", "))?"))
    }
    let most = name == "conley" ? 3 : 2
    guard parts.count <= most else { throw parts[most].failure("nothing comes after \(name)'s parameters") }
    let form: Form
    switch name {
    case "newey-west": form = .neweyWest(lags: try CovarianceRequest.lags(parts))
    case "driscoll-kraay": form = .driscollKraay(lags: try CovarianceRequest.lags(parts))
    case "conley":
      guard parts.count == 3 else {
        throw Piece.end(text).failure("conley is written conley:LATITUDE+LONGITUDE:KILOMETRES")
      }
      let places = parts[1].split("+")
      guard places.count == 2, !places.contains(where: \.text.isEmpty) else {
        throw parts[1].failure("two columns joined by '+': latitude and longitude in degrees")
      }
      guard let kilometres = Double(parts[2].text), kilometres > 0, kilometres.isFinite else {
        throw parts[2].failure("the cutoff is a number of kilometres above zero, not '\(parts[2].text)'")
      }
      form = .conley(latitude: places[0].text, longitude: places[1].text, kilometres: kilometres)
    default:
      guard parts.count == 2 else {
        throw Piece.end(text).failure("\(name) needs a column: \(name):COLUMN")
      }
      let groups = try CovarianceRequest.groups(parts[1])
      guard name == "cluster" || groups.count == 1 else {
        throw parts[1].failure("\(name) takes one cluster variable; cross two with '^'")
      }
      switch name {
      case "cluster": form = .cluster(groups)
      case "cr2": form = .cr2(groups[0])
      case "cr3": form = .cr3(groups[0])
      default: form = .jackknife(groups[0])
      }
    }
    self.init(form: form, text: text)
  }

  /// More than any series has periods.
  private static let mostLags = 1_000_000_000

  private static func lags(_ parts: [Piece]) throws(CovarianceSyntaxError) -> Int? {
    guard parts.count > 1 else { return nil }
    guard let lags = Int(parts[1].text), (0...mostLags).contains(lags) else {
      throw parts[1].failure("lags are a whole number from 0 to \(mostLags), not '\(parts[1].text)'")
    }
    return lags
  }

  private static func groups(_ piece: Piece) throws(CovarianceSyntaxError) -> [[String]] {
    var groups: [[String]] = []
    for sum in piece.split("+") {
      var names: [String] = []
      for factor in sum.split("^") {
        guard !factor.text.isEmpty else { throw factor.failure("a column's name is expected") }
        guard !names.contains(factor.text) else {
          throw factor.failure("'\(factor.text)' is crossed with itself")
        }
        names.append(factor.text)
      }
      guard !groups.contains(names) else { throw sum.failure("'\(sum.text)' is given twice") }
      groups.append(names)
    }
    return groups
  }
}

/// A part of the text without blanks around it, and where it starts.
private struct Piece {
  let text: String
  let start: Int

  init(_ text: Substring, start: Int) {
    let leading = text.prefix(while: \.isWhitespace).count
    var rest = text.dropFirst(leading)
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    self.text = String(rest)
    self.start = start + leading
  }

  static func end(_ text: String) -> Piece { Piece("", start: text.count + 1) }

  func split(_ separator: Character) -> [Piece] {
    var pieces: [Piece] = []
    var place = start
    for part in text.split(separator: separator, omittingEmptySubsequences: false) {
      pieces.append(Piece(part, start: place))
      place += part.count + 1
    }
    return pieces
  }

  func failure(_ message: String) -> CovarianceSyntaxError {
    CovarianceSyntaxError(column: start, message: message)
  }
}
