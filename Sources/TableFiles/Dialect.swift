/// Text encodings of rosters.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case latin1 = "latin-1"
}

/// What the caller knows of a delimited file; nil is to be detected.
public struct DialectOptions: Sendable, Equatable {
  public var delimiter: UInt8?
  public var decimalMark: UInt8?
  public var encoding: TextEncoding?

  public init(delimiter: UInt8? = nil, decimalMark: UInt8? = nil, encoding: TextEncoding? = nil) {
    self.delimiter = delimiter
    self.decimalMark = decimalMark
    self.encoding = encoding
  }
}

/// How a delimited file is written.
public struct Dialect: Sendable, Equatable {
  public var delimiter: UInt8
  public var decimalMark: UInt8
  public var encoding: TextEncoding

  public init(
    delimiter: UInt8 = UInt8(ascii: ","), decimalMark: UInt8 = UInt8(ascii: "."),
    encoding: TextEncoding = .utf8
  ) {
    self.delimiter = delimiter
    self.decimalMark = decimalMark
    self.encoding = encoding
  }

  /// The delimiter as a person would name it.
  public var delimiterName: String {
    delimiter == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar(delimiter))
  }
}
