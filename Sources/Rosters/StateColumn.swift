import Columns
import Foundation
import Kernels

/// The state of each row under a rule.
struct StateColumn {
  enum Code {
    case state(Int)
    case missing
    case outOfRange
  }

  /// Labels of the states that `code` speaks of.
  private(set) var labels: [String]
  private let column: Column?
  private var points: [Int64] = []
  /// For coded fields: level → state, or nil where the text is no state.
  private var byLevel: [Int?] = []
  private var byAmount: [Int64: Int] = [:]

  init(rule: StateRule, year: Int, column given: Column?) {
    column = given
    labels = ["1"]
    guard let column = given else { return }
    labels = []
    switch rule {
    case .present: labels = ["1"]
    case .cut(_, let at):
      labels = at.indices.map { String($0 + 1) }
      let scale = if case .integer = column.values { Int64(1) } else { FixedDecimal.scale }
      points = at.map { point in
        // Integer columns hold whole numbers: x ≤ point means x ≤ ⌊point⌋.
        scale == 1
          ? Int64(clamping: floorDivide(point)) : FixedDecimal.stored(point) ?? .max
      }
    case .given:
      if case .category(_, let levels) = column.values {
        var known: [String: Int] = [:]
        for level in levels {
          // A person's number that strayed into the column is no state, and must not be printed as one.
          if IdentifierLikeness.isCertainOrBare(level) {
            byLevel.append(nil)
            continue
          }
          let label = StateColumn.canonical(level)
          if known[label] == nil {
            known[label] = labels.count
            labels.append(label)
          }
          byLevel.append(known[label])
        }
      }
    case .values(_, let translation):
      labels = Array(Set(translation.values)).sorted(by: StateLabels.precedes)
      let folded = Dictionary(
        translation.map { (StateColumn.canonical($0.key).lowercased(), $0.value) },
        uniquingKeysWith: { a, _ in a })
      if case .category(_, let levels) = column.values {
        byLevel = levels.map { level in
          folded[StateColumn.canonical(level).lowercased()].flatMap { labels.firstIndex(of: $0) }
        }
      }
    case .amount(_, let years):
      let amounts = years[year] ?? [:]
      labels = Array(Set(amounts.values)).sorted(by: StateLabels.precedes)
      byAmount = amounts.compactMapValues { labels.firstIndex(of: $0) }
    }
  }

  func code(_ row: Int) -> Code {
    guard let column else { return .state(0) }
    guard column.validity[row] else { return .missing }
    switch column.values {
    case .decimal(let values), .integer(let values):
      if !points.isEmpty {
        guard values[row] >= 0, let index = points.firstIndex(where: { values[row] <= $0 }) else {
          return .outOfRange
        }
        return .state(index)
      }
      return byAmount[values[row]].map(Code.state) ?? .outOfRange
    case .category(let codes, _): return byLevel[Int(codes[row])].map(Code.state) ?? .outOfRange
    case .date, .identifier, .key, .real: return .outOfRange
    }
  }

  /// Whole numbers without leading zeros or a fraction of one or two zeros (1,0 and 01 are 1; 1.000 may be a thousand and
  /// stays); other text with its accents composed, so that one text has one form.
  static func canonical(_ text: String) -> String {
    var digits = Substring(text)
    if let mark = digits.lastIndex(where: { $0 == "." || $0 == "," }) {
      let fraction = digits[digits.index(after: mark)...]
      if (1...2).contains(fraction.count), fraction.allSatisfy({ $0 == "0" }) { digits = digits[..<mark] }
    }
    if (1...18).contains(digits.utf8.count), digits.utf8.allSatisfy({ 48...57 ~= $0 }),
      let number = Int(digits)
    {
      return String(number)
    }
    return text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
  }
}

private func floorDivide(_ value: Exact) -> Int {
  let rounded = value.rounded(decimals: 0)
  let whole = rounded > value ? rounded - .one : rounded
  return whole.integer ?? .max
}

/// The order of state labels: whole numbers by size, then text.
package enum StateLabels {
  package static func precedes(_ a: String, _ b: String) -> Bool {
    switch (Int(a), Int(b)) {
    case (let x?, let y?): x < y
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): a < b
    }
  }

  /// Those of the first that are among the labels, in their order, and then the others in theirs.
  package static func ordered(_ labels: Set<String>, first: [String]) -> [String] {
    var rest = labels
    return first.filter { rest.remove($0) != nil } + rest.sorted(by: precedes)
  }
}

extension StateLabels {
  /// Whole numbers without leading zeros or a fraction of zeros, other text as it is.
  package static func plain(_ text: String) -> String { StateColumn.canonical(text) }
}
