import Rosters

/// Labels that a section takes from a column of its file and shows in tables and messages.
enum ShownLabels {
  /// Refuses a column whose values look like identifiers of persons.
  static func check(_ labels: Set<String>, column: String, file: String) throws(SectionDataError) {
    if IdentifierLikeness.arePersons(labels) { throw .identifiers(file: file, column: column) }
  }
}
