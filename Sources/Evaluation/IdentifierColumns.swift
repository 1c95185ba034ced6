import Rosters
import TableFiles

/// The headers under which the identifier of persons and its check digit stand: one each, or several of which the files of a year have the
/// first that is there.
struct IdentifierColumns: Sendable {
  let numbers: [String]
  let digits: [String]

  static let none = IdentifierColumns(numbers: [""], digits: [])

  private init(numbers: [String], digits: [String]) {
    self.numbers = numbers
    self.digits = digits
  }

  /// Reads `number` and `digit` of an identifier, each a header or a list of them.
  init(_ parts: [String: SpecNode], of node: SpecNode) throws(SpecError) {
    func headers(_ given: SpecNode, _ key: String) throws(SpecError) -> [String] {
      var names: [String] = []
      for item in try given.listOrOne(key) {
        let name = try item.text(key)
        if names.contains(where: { $0.lowercased() == name.lowercased() }) {
          throw item.failure("the column '\(name)' is named twice")
        }
        names.append(name)
      }
      guard !names.isEmpty else { throw given.failure("\(key) names no column") }
      return names
    }
    numbers = try headers(try node.required(parts, "number", in: "identifier"), "number")
    digits = try parts["digit"].map { given throws(SpecError) in try headers(given, "digit") } ?? []
  }

  /// All of them in small letters.
  var all: Set<String> { Set((numbers + digits).map { $0.lowercased() }) }

  /// A schema with those that the files of a year have; the first of each where they have none.
  func schema(_ schema: RosterSchema, of paths: [String]) throws(TableFileError) -> RosterSchema {
    guard numbers.count + digits.count > 2 || digits.isEmpty && numbers.count > 1, let path = paths.first
    else { return schema }
    let header = try FileHeader(path: path, options: schema.dialect)
    var result = schema
    for name in numbers where try header.position(of: name) != nil {
      result.identifier = name
      break
    }
    for name in digits where try header.position(of: name) != nil {
      result.digit = name
      break
    }
    return result
  }
}
