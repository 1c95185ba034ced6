import TableFiles

/// Whether the bytes of a single field are of a type.
package enum FieldTypeCheck {
  package static func holds(_ type: FieldType, _ field: [UInt8], decimalMark: UInt8) -> Bool {
    SingleField.parses(field, with: type.parser, decimalMark: decimalMark)
  }
}
