import Columns
import Contracts
import Kernels

extension SpecNode {
  /// A whole number from 0 to the largest amount of a contract.
  func pesos(_ what: String) throws(SpecError) -> Int {
    let value = try integer(what)
    guard (0...Pesos.largest).contains(value) else {
      throw failure("\(what) goes from 0 to \(Pesos.largest), not \(value)")
    }
    return value
  }

  /// 2018-03-31.
  func date(_ what: String) throws(SpecError) -> CalendarDate {
    let written = try text(what)
    guard let date = CalendarDate(iso: written) else {
      throw failure("\(what) must be a day that exists, written 2018-03-31, not '\(written)'")
    }
    return date
  }

  /// true or false.
  func flag(_ what: String) throws(SpecError) -> Bool {
    switch try text(what) {
    case "true": return true
    case "false": return false
    case let other: throw failure("\(what) must be true or false, not '\(other)'")
    }
  }

  /// One of the texts of an enumeration, as people write them in Spanish: capitals, accents and spaces make no difference.
  func spanishChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ what: String, of type: Choice.Type
  ) throws(SpecError) -> Choice {
    let plain: [Character: Character] = ["á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", " ": "_"]
    let written = String(try text(what).lowercased().map { plain[$0] ?? $0 })
    if let known = Choice(rawValue: written) { return known }
    return try choice(what, of: type)
  }

  /// A text, or a list of texts that is shown as one.
  func joined(_ what: String) throws(SpecError) -> String {
    guard isSequence else { return try text(what) }
    var parts: [String] = []
    for item in try list(what) { parts.append(try item.text(what)) }
    return parts.joined(separator: "; ")
  }

  /// One of the texts of an enumeration.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ what: String, of type: Choice.Type
  ) throws(SpecError) -> Choice {
    let written = try text(what)
    guard let choice = Choice(rawValue: written) else {
      throw failure(
        "\(what) must be \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), not '\(written)'")
    }
    return choice
  }
}
