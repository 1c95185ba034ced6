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
