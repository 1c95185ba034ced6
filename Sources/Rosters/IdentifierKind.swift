package import TableFiles

/// What the identifiers of persons are, and so when two of them are the same person.
public enum IdentifierKind: String, Sendable, CaseIterable {
  /// RUTs, and plain numbers of up to 32 bits: 12.345.678-5, 12345678, 007 = 7.
  case rut
  /// Whole numbers of up to 64 bits, signed or not, thousands grouped or not; 007 = 7, and 0 is nobody.
  case number
  /// Any text, to the character: letter case and leading zeros count. Only the spaces and quotes around it do not.
  case text
}

/// The kind of identifier of a panel, and how it came to be known.
package struct IdentifierChoice: Sendable, Equatable {
  package let kind: IdentifierKind
  /// The file whose first rows told; nil where the schema says it, or where there was nothing to tell by.
  package let file: String?
  /// Fields that were looked at.
  package let sampled: Int

  /// What to say of it: nothing where it was stated, or is what it always was.
  package func finding(column: String) -> Finding? {
    guard let file else { return nil }
    let action =
      kind == .number ? "taken as whole numbers of up to 64 bits" : "taken as text, character by character"
    return Finding(
      .identifierKind, severity: .information, file: file, column: column, count: sampled, action: action)
  }
}

/// Finds out what the identifiers are from the first rows of the first file of the first year.
///
/// With a column of check digits they are RUTs. Else, among the fields of up to 1,000 rows that are not empty (and there must
/// be five): text where nine in ten hold a letter (not just the E of an exponent), and are not the same few texts over and
/// over (five different ones, and one in twenty fields); numbers of 64 bits where nine in ten are whole numbers and half of
/// all are beyond 32 bits; else RUTs. A few odd fields among RUTs or numbers change nothing: their rows are set aside.
package enum IdentifierKindDetection {
  private static let rows = 1000
  private static let fewest = 5

  /// The schema's own kind, else the one that `path`, the first file of the first year, tells.
  package static func choice(_ schema: RosterSchema, path: String) throws(TableFileError) -> IdentifierChoice
  {
    if let stated = schema.identifierKind {
      precondition(
        stated == .rut || schema.digit == nil, "a column of check digits goes with RUTs, not with \(stated)")
      return IdentifierChoice(kind: stated, file: nil, sampled: 0)
    }
    // With check digits nothing is looked at: the header is read again with the rows.
    if schema.digit != nil { return IdentifierChoice(kind: .rut, file: nil, sampled: 0) }
    let header = try FileHeader(path: path, options: schema.dialect)
    guard let position = try header.position(of: schema.identifier) else {
      return IdentifierChoice(kind: .rut, file: nil, sampled: 0)
    }
    let fields = header.sampleRows(limit: rows).compactMap { position < $0.count ? $0[position] : nil }
    let (kind, sampled) = kind(of: fields)
    return IdentifierChoice(kind: kind, file: kind == .rut ? nil : path, sampled: sampled)
  }

  /// The kind that the fields speak for, and how many of them are not empty.
  static func kind(of fields: [[UInt8]]) -> (kind: IdentifierKind, sampled: Int) {
    let blanks: Set<UInt8> = [0x20, 0x09]
    var sampled = 0
    var far = 0
    var other = 0
    var texts = 0
    var different: Set<[UInt8]> = []
    for field in fields {
      let trimmed = Array(
        field.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
      trimmed.withUnsafeBufferPointer { bytes in
        if bytes.isEmpty { return }
        sampled += 1
        if readsAsRUT(bytes) { return }
        if PersonKey.number(bytes) != nil {
          far += 1
          return
        }
        other += 1
        if isText(bytes) {
          texts += 1
          different.insert(trimmed)
        }
      }
    }
    guard sampled >= fewest else { return (.rut, sampled) }
    if texts * 10 >= sampled * 9, different.count >= max(fewest, texts / 20) { return (.text, sampled) }
    return other * 10 <= sampled && far * 2 >= sampled ? (.number, sampled) : (.rut, sampled)
  }

  /// Whether a letter stands in it, other than the one E of a number with an exponent.
  private static func isText(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    let letters = field.filter { $0 >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
    return !letters.isEmpty && letters != [UInt8(ascii: "e")] && letters != [UInt8(ascii: "E")]
  }

  /// Whether the form is that of a RUT or of a number of 32 bits; the check digit need not be right.
  private static func readsAsRUT(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let parts = RUTFields.parts(field) else { return false }
    if parts.number <= UInt64(UInt32.max) { return true }
    if case .success = RUTFields.together(field, requireHyphen: false) { return true }
    return false
  }
}
