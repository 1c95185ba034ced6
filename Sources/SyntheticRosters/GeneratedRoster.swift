/// One yearly roster that a generator has written.
public struct GeneratedRoster: Equatable, Sendable {
  /// The year of payment.
  public let year: Int
  /// The path of the finished file.
  public let path: String
  /// The number of records, not counting the header.
  public let rows: Int

  /// Describes a roster of `rows` records for `year`, written at `path`.
  public init(year: Int, path: String, rows: Int) {
    self.year = year
    self.path = path
    self.rows = rows
  }
}
