public import Indicators
public import TableFiles

/// Why the data of a section of a spec gives no tables: the spec is right, the file is not.
public enum SectionDataError: Error, Equatable, CustomStringConvertible {
  /// A register of persons that in a year lacks a column which the spec names.
  case register(name: String, year: Int, TableFileError)
  /// A file of beneficiaries of which no row can be used, and how many were read.
  case noTargetingRow(file: String, read: Int)
  /// A file of beneficiaries without a distribution.
  case targeting(file: String, TargetingError)
  /// Conflicting records of persons in a register under the rule `stop`.
  case conflictingRecords(year: Int, people: Int, file: String, line: Int, otherFile: String, otherLine: Int)
  /// A column that gives the labels of tables, and holds what looks like identifiers of persons.
  case identifiers(file: String, column: String)
  /// A file of monthly reports that contradicts itself or is empty, and the line where it does.
  case schooling(file: String, line: Int?, SchoolingError)

  public var description: String {
    switch self {
    case .register(let name, let year, let error): "the register '\(name)' in \(year): \(error.description)"
    case .noTargetingRow(let file, let read):
      "\(file): no row has a rank, a weight and a benefit (\(read) read); check the columns that the spec names"
    case .targeting(let file, let error): "\(file): \(error.description)"
    case .conflictingRecords(let year, let people, let file, let line, let otherFile, let otherLine):
      """
      \(file): line \(line): a second, different record of a person of \(otherFile), line \(otherLine) (\(year); \
      \(people == 1 ? "1 person" : "\(people) people") in all); correct the register or choose a rule for its duplicates: first, last or drop
      """
    case .identifiers(let file, let column):
      "\(file): the values of '\(column)' look like identifiers of persons; they would be printed, so choose another column"
    case .schooling(let file, let line, let error):
      "\(file): \(line.map { "line \($0): " } ?? "")\(error.description)"
    }
  }
}
