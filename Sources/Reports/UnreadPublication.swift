/// Something of a published file that was not compared: the whole file, a line or a cell.
public struct UnreadPublication: Sendable, Equatable {
  public enum Reason: Sendable, Hashable {
    /// The header does not begin with a key; the keys of the table, where there is one.
    case noKeys(expected: [String])
    /// A line has another number of fields than the header.
    case fields(found: Int, expected: Int)
    /// A number with a percent sign.
    case percentSign
    /// Marks that are none of the file's notation.
    case marks(decimalComma: Bool)
    /// No number at all, or one of too many digits.
    case words
    /// A key, or the name of a column, that looks like the identifier of a person. The name is not repeated.
    case identifier
    /// The keys of a line before it; the first is compared.
    case twice
  }

  public let file: String
  /// From 1, the header included.
  public let line: Int
  /// The column of a cell; nil of a line or a file.
  public let column: String?
  public let reason: Reason

  public init(file: String, line: Int, column: String?, reason: Reason) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// Why, for the evaluator. No text of the file is repeated.
  public func why(_ language: Language) -> String {
    let spanish = language == .spanish
    switch reason {
    case .noKeys(let expected):
      if expected.isEmpty {
        return spanish
          ? "el archivo no se leyó: ningún cuadro se llama así, y su primera columna no es ninguna clave conocida"
          : "the file was not read: no table has its name, and its first column is no known key"
      }
      let keys = " (\(expected.joined(separator: ", ")))"
      return spanish
        ? "el archivo no se leyó: su primera columna no es ninguna clave del cuadro\(keys)"
        : "the file was not read: its first column is no key of the table\(keys)"
    case .fields(let found, let expected):
      return spanish
        ? "fila sin leer: campos \(found), la cabecera tiene \(expected)"
        : "line not read: fields \(found), the header has \(expected)"
    case .percentSign:
      return spanish
        ? "lleva signo de porcentaje; escriba sólo el número" : "has a percent sign; write the number alone"
    case .marks(let decimalComma):
      let marks =
        decimalComma
        ? (spanish ? "coma decimal" : "decimal commas") : (spanish ? "punto decimal" : "decimal points")
      return spanish
        ? "no es un número con las marcas del archivo, que lleva \(marks)"
        : "is no number with the marks of the file, which has \(marks)"
    case .words: return spanish ? "no es un número" : "is no number"
    case .identifier:
      return spanish
        ? "no se leyó: una clave o el nombre de una columna parece el identificador de una persona"
        : "not read: a key or the name of a column looks like the identifier of a person"
    case .twice:
      return spanish
        ? "fila sin leer: sus claves son las de una fila anterior; deje una"
        : "line not read: its keys are those of a line before it; keep one"
    }
  }
}

extension PublishedComparison {
  /// What was not read in words, one line a file, column and reason: how many, the first place and why.
  public func unreadLines(_ language: Language) -> [String] {
    var order: [[String]] = []
    var groups: [[String]: [UnreadPublication]] = [:]
    for one in unread {
      let key = [one.file, one.column ?? "", one.why(language)]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(one)
    }
    let format = NumberFormat(language)
    return order.compactMap { key in
      guard let group = groups[key], let first = group.first else { return nil }
      let place = "\(first.file):\(first.line)" + (first.column.map { " (\($0))" } ?? "")
      let more = format.text(group.count - 1)
      let others = group.count == 1 ? "" : language == .spanish ? "; y \(more) más" : "; and \(more) more"
      return "\(place): \(key[2])\(others)"
    }
  }

  /// The counts of verdicts and of what was not read.
  public var countsJSON: JSONText {
    .object(
      ComparedCell.Verdict.allCases.map { ($0.rawValue, .integer(count($0))) }
        + [("not_read", .integer(unread.count))])
  }

  /// What was not read, with its place.
  public var unreadJSON: JSONText {
    .array(
      unread.prefix(PublishedComparison.listedUnread).map { one in
        .object([
          ("file", .string(one.file)), ("line", .integer(one.line)), ("column", .string(one.column)),
          ("reason", .string(one.why(.english))),
        ])
      })
  }

  /// Places listed at most; the count is of all.
  static let listedUnread = 1_000
}
