import Foundation
public import Kernels

/// The language of what people read.
public enum Language: String, Sendable, CaseIterable {
  case spanish = "es"
  case english = "en"
}

/// Numbers as people read them: 1.234,5 in Spanish, 1,234.5 in English; halves away from zero.
public struct NumberFormat: Sendable {
  public let group: String
  public let mark: String

  public init(_ language: Language) {
    switch language {
    case .spanish: (group, mark) = (".", ",")
    case .english: (group, mark) = (",", ".")
    }
  }

  public func text(_ value: Exact, decimals: Int) -> String { localised(value.text(decimals: decimals)) }

  public func text(_ value: Double, decimals: Int) -> String {
    value.isFinite ? localised(String(format: "%.\(decimals)f", value)) : "–"
  }

  public func text(_ value: Int) -> String { localised(String(value)) }

  /// So many of something: "1 fila", "2 filas".
  public func count(_ value: Int, _ one: String, _ many: String) -> String {
    "\(text(value)) \(value == 1 ? one : many)"
  }

  /// A number that is digits already, with a decimal point.
  package func published(_ digits: String) -> String {
    guard let value = Exact(decimal: digits) else { return digits }
    return text(value, decimals: digits.firstIndex(of: ".").map { digits[$0...].count - 1 } ?? 0)
  }

  package func text(_ cell: ReportTable.Cell?) -> String {
    guard let cell else { return "" }
    if cell.isSuppressed { return "*" }
    return switch cell.value {
    case .exact(let exact): text(exact, decimals: cell.decimals)
    case .real(let real): text(real, decimals: cell.decimals)
    case nil: "–"
    }
  }

  /// Groups the whole part of plain decimal digits and changes the mark. A zero has no sign.
  private func localised(_ digits: String) -> String {
    var text = Substring(digits)
    var sign = ""
    if text.hasPrefix("-") {
      text = text.dropFirst()
      if text.contains(where: { $0 != "0" && $0 != "." }) { sign = "-" }
    }
    let parts = text.split(separator: ".", maxSplits: 1)
    var whole = ""
    for (index, digit) in parts[0].enumerated() {
      if index > 0, (parts[0].count - index) % 3 == 0 { whole += group }
      whole.append(digit)
    }
    return sign + whole + (parts.count > 1 ? mark + parts[1] : "")
  }
}
