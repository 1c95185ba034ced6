import Foundation

/// What a case expects under one key, or what was found for it: a number, a text, or several of them in order or by name.
enum ReferenceValue {
  case number(Double)
  case text(String)
  case list([ReferenceValue])
  case named([String: ReferenceValue])

  /// Of parsed JSON.
  init(json: Any) {
    switch json {
    case let number as Double: self = .number(number)
    case let list as [Any]: self = .list(list.map { ReferenceValue(json: $0) })
    case let named as [String: Any]: self = .named(named.mapValues { ReferenceValue(json: $0) })
    default: self = .text("\(json)")
    }
  }

  static func numbers(_ values: [Double]) -> ReferenceValue { .list(values.map { .number($0) }) }

  static func named(_ names: [String], _ values: [Double]) -> ReferenceValue {
    .named(Dictionary(uniqueKeysWithValues: zip(names, values.map { .number($0) })))
  }

  static func texts(_ values: [String]) -> ReferenceValue { .list(values.map { .text($0) }) }

  /// How far each number is from what was wanted: relative, absolute where zero is wanted, infinite where it is missing or of
  /// another shape.
  func deviations(from wanted: ReferenceValue) -> [Double] {
    switch (self, wanted) {
    case (.number(let value), .number(let wanted)): return [relativeDeviation(value, wanted)]
    case (.text(let value), .text(let wanted)): return [value == wanted ? 0 : .infinity]
    case (.list(let values), .list(let wanted)):
      guard values.count == wanted.count else { return [.infinity] }
      return zip(values, wanted).flatMap { $0.deviations(from: $1) }
    case (.named(let values), .named(let wanted)):
      guard Set(values.keys) == Set(wanted.keys) else { return [.infinity] }
      return wanted.flatMap { name, wanted in values[name]?.deviations(from: wanted) ?? [.infinity] }
    default: return [.infinity]
    }
  }
}

func relativeDeviation(_ value: Double, _ wanted: Double) -> Double {
  if value == wanted { return 0 }
  let distance = wanted == 0 ? abs(value) : abs(value - wanted) / abs(wanted)
  return distance.isNaN ? .infinity : distance
}
