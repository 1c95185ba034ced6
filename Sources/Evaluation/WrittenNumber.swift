import Kernels

// Chile writes points between thousands and a decimal comma; a spec, like all YAML, a decimal point. `1.800` is then 1.8 to the program
// and one thousand eight hundred to who wrote it, so that where persons or pesos are counted it is asked for again rather than guessed.

/// How a number of a spec was written.
enum WrittenNumber {
  /// What the number would be with points between thousands: `1800` for `1.800`; nil where the points stand otherwise, or where the
  /// first digit is a zero, which no thousands begin with.
  static func withoutThousands(_ text: String) -> String? {
    let sign = text.hasPrefix("-") ? "-" : ""
    let groups = text.dropFirst(sign.count).split(separator: ".", omittingEmptySubsequences: false)
    guard groups.count > 1, (1...3).contains(groups[0].utf8.count), groups[0].first != "0",
      groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
      groups.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } })
    else { return nil }
    return sign + groups.joined()
  }

  /// The number that a text is by the marks of Chile: `1234.5` for `1.234,5` and `1500.5` for `1500,5`; nil where it is none.
  static func ofChile(_ text: String) -> String? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let first = parts.first, text.utf8.count <= 60 else { return nil }
    guard parts.count == 2 || first.contains(".") else { return nil }
    let whole = withoutThousands(first) ?? (first.contains(".") ? nil : first)
    guard let whole, Int(whole.hasPrefix("-") ? String(whole.dropFirst()) : whole) != nil else { return nil }
    guard parts.count == 2 else { return whole }
    guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    return "\(whole).\(parts[1])"
  }
}

extension SpecNode {
  /// Refuses a number whose points may be decimal or stand between thousands.
  func refuseThousands(_ what: String) throws(SpecError) {
    guard let text = written, let whole = WrittenNumber.withoutThousands(text),
      let decimal = Exact(decimal: text)
    else { return }
    // Three decimals and a zero are no thousands.
    let plain = decimal.finiteDecimal ?? text
    let other = WrittenNumber.withoutThousands(plain) == nil ? plain : plain + "0"
    throw failure(
      "\(what) is '\(text)', whose point may be decimal or one of thousands; write \(whole) or \(other)")
  }

  /// The value of an input in a unit: one that counts persons is whole and not negative, and one of persons or pesos leaves no doubt about its
  /// points.
  func quantity(_ what: String, in unit: FormulaUnit) throws(SpecError) -> Exact {
    let value = try number(what)
    if unit == .persons || unit.isOfPesos { try refuseThousands(what) }
    if unit == .persons {
      guard value.isExact(atDecimals: 0) else {
        throw failure("\(what) counts persons and is whole, not '\(written ?? "")'")
      }
      guard value >= .zero else { throw failure("\(what) counts persons and is not below zero") }
    }
    return value
  }
}
