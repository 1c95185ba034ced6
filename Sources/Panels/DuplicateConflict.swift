/// A person with records of one year that say different things: where the first two of them stand.
public struct DuplicateConflict: Sendable, Equatable {
  public let year: Int
  /// Different records of the person in the year.
  public let records: Int
  public let file: String
  public let line: Int
  public let otherFile: String
  public let otherLine: Int
}
