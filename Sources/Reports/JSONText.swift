import Kernels

/// JSON in a fixed order of keys, numbers as given.
public indirect enum JSONText: Sendable {
  case null
  case bool(Bool)
  case string(String)
  case integer(Int)
  case large(Int128)
  case double(Double)
  /// Digits that are a JSON number already.
  case digits(String)
  case array([JSONText])
  case object([(String, JSONText)])

  public static func string(_ value: String?) -> JSONText { value.map(JSONText.string) ?? .null }
  public static func integer(_ value: Int?) -> JSONText { value.map(JSONText.integer) ?? .null }
  public static func double(_ value: Double?) -> JSONText { value.map(JSONText.double) ?? .null }

  /// The text, indented by two spaces a level; arrays of plain values stay on one line.
  public var text: String {
    var out = ""
    write(&out, indent: 0)
    return out + "\n"
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private func write(_ out: inout String, indent: Int) {
    let pad = String(repeating: "  ", count: indent + 1)
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .string(let value): JSONText.quote(value, &out)
    case .integer(let value): out += String(value)
    case .large(let value): out += String(value)
    case .double(let value): out += value.isFinite ? NumberText.roundTrip(value) : "null"
    case .digits(let value): out += value
    case .array(let items):
      if items.isEmpty {
        out += "[]"
      } else if items.allSatisfy(\.isPlain) {
        out += "["
        for (index, item) in items.enumerated() {
          if index > 0 { out += ", " }
          item.write(&out, indent: indent)
        }
        out += "]"
      } else {
        out += "[\n"
        for (index, item) in items.enumerated() {
          out += pad
          item.write(&out, indent: indent + 1)
          out += index + 1 < items.count ? ",\n" : "\n"
        }
        out += String(repeating: "  ", count: indent) + "]"
      }
    case .object(let pairs):
      if pairs.isEmpty {
        out += "{}"
        return
      }
      out += "{\n"
      for (index, pair) in pairs.enumerated() {
        out += pad
        JSONText.quote(pair.0, &out)
        out += ": "
        pair.1.write(&out, indent: indent + 1)
        out += index + 1 < pairs.count ? ",\n" : "\n"
      }
      out += String(repeating: "  ", count: indent) + "}"
    }
  }

  private static func quote(_ value: String, _ out: inout String) {
    out += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          let hex = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    out += "\""
  }
}
