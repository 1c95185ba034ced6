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
  /// A value whose text is made while it is written: gets the indentation of the line it begins on, in levels, and hands over
  /// the bytes of the value, piece by piece.
  case made(@Sendable (_ indent: Int, _ sink: ([UInt8]) throws -> Void) throws -> Void)
  case object([(String, JSONText)])

  public static func string(_ value: String?) -> JSONText { value.map(JSONText.string) ?? .null }
  public static func integer(_ value: Int?) -> JSONText { value.map(JSONText.integer) ?? .null }
  public static func double(_ value: Double?) -> JSONText { value.map(JSONText.double) ?? .null }

  /// The text, indented by two spaces a level; arrays of plain values stay on one line. Not for what is made while it is
  /// written and may fail at that: see `write`.
  public var text: String {
    var bytes: [UInt8] = []
    do { try write { bytes += $0 } } catch {
      preconditionFailure("a part of the text cannot be made: \(error)")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Hands the same text to `sink` in pieces, as UTF-8, so that it is never in memory as a whole.
  public func write(to sink: ([UInt8]) throws -> Void) throws {
    try withoutActuallyEscaping(sink) { sink in
      var out = Output(sink: sink)
      try write(&out, indent: 0)
      out.add("\n")
      try out.drain()
    }
  }

  /// What was written and not yet handed on.
  private struct Output {
    private var bytes: [UInt8] = []
    let sink: ([UInt8]) throws -> Void
    private static let most = 1 << 16

    init(sink: @escaping ([UInt8]) throws -> Void) { self.sink = sink }

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Hands on what is long enough.
    mutating func pass() throws { if bytes.count >= Output.most { try drain() } }

    mutating func drain() throws {
      try sink(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object, .made: false
    default: true
    }
  }

  private func write(_ out: inout Output, indent: Int) throws {
    let pad = String(repeating: "  ", count: indent + 1)
    switch self {
    case .null: out.add("null")
    case .bool(let value): out.add(value ? "true" : "false")
    case .string(let value): out.add(JSONText.quoted(value))
    case .integer(let value): out.add(String(value))
    case .large(let value): out.add(String(value))
    case .double(let value): out.add(value.isFinite ? NumberText.roundTrip(value) : "null")
    case .digits(let value): out.add(value)
    case .made(let make):
      try out.drain()
      try make(indent, out.sink)
    case .array(let items):
      if items.isEmpty {
        out.add("[]")
      } else if items.allSatisfy(\.isPlain) {
        out.add("[")
        for (index, item) in items.enumerated() {
          if index > 0 { out.add(", ") }
          try item.write(&out, indent: indent)
        }
        out.add("]")
      } else {
        out.add("[\n")
        for (index, item) in items.enumerated() {
          out.add(pad)
          try item.write(&out, indent: indent + 1)
          out.add(index + 1 < items.count ? ",\n" : "\n")
          try out.pass()
        }
        out.add(String(repeating: "  ", count: indent) + "]")
      }
    case .object(let pairs):
      if pairs.isEmpty {
        out.add("{}")
        return
      }
      out.add("{\n")
      for (index, pair) in pairs.enumerated() {
        out.add(pad)
        out.add(JSONText.quoted(pair.0))
        out.add(": ")
        try pair.1.write(&out, indent: indent + 1)
        out.add(index + 1 < pairs.count ? ",\n" : "\n")
      }
      out.add(String(repeating: "  ", count: indent) + "}")
    }
  }

  /// A string as JSON writes it.
  package static func quoted(_ value: String) -> String {
    var out = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default:
        if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
          let hex = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}
