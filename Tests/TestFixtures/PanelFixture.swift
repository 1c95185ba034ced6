package import Panels
package import Rosters
import TableFiles

/// Panels from the text of rosters.
package enum PanelFixture {
  /// Number in `run`, states in `tramo`, what was received in `monto`; no check digit.
  package static func schema(
    fields: [FieldDefinition] = [], duplicates: DuplicateRule = .stop, identities: [String] = []
  ) -> RosterSchema {
    var dialect = DialectOptions()
    dialect.delimiter = UInt8(ascii: ";")
    dialect.decimalMark = UInt8(ascii: ".")
    return RosterSchema(
      identifier: "run",
      fields: [FieldDefinition("tramo", type: .text), FieldDefinition("monto", type: .integer)] + fields,
      state: .given(field: "tramo"), amount: "monto", duplicates: duplicates, identities: identities,
      dialect: dialect)
  }

  /// Reads one year from the texts of its files.
  package static func roster(
    _ year: Int, _ files: [String], _ schema: RosterSchema, in folder: TemporaryFolder, threads: Int = 2,
    blockSize: Int = 1 << 20
  ) throws -> Roster {
    var paths: [String] = []
    for (index, text) in files.enumerated() {
      paths.append(try folder.write(text, to: "\(year)-\(index).csv"))
    }
    return try RosterReader(schema: schema, threads: threads, blockSize: blockSize).read(
      year: year, paths: paths)
  }

  /// Reads and joins years, each from the texts of its files.
  package static func panel(
    _ years: [(Int, [String])], _ schema: RosterSchema, threads: Int = 2, blockSize: Int = 1 << 20
  ) throws -> Panel {
    try TemporaryFolder.with { folder in
      try Panel(
        rosters: years.map {
          try roster($0.0, $0.1, schema, in: folder, threads: threads, blockSize: blockSize)
        }, schema: schema)
    }
  }
}

extension PanelFixture {
  /// The same without a column of amounts.
  package static var schemaWithoutAmount: RosterSchema {
    var schema = schema()
    schema.fields.removeAll { $0.name == "monto" }
    schema.amount = nil
    return schema
  }

  /// The check digit of a number as text.
  package static func digit(of body: UInt32) -> String {
    let digit = RUT.checkDigit(of: body)
    return digit == 10 ? "K" : String(digit)
  }
}
