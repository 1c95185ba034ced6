import ArgumentParser
import Trayectoria

/// The file that a command reads its columns from.
struct DataOptions: ParsableArguments {
  @Option(help: "The file with the data: a CSV with a header.")
  var data: String

  @OptionGroup var dialect: DialectArguments

  /// Refuses results that would be written over the data or over each other.
  func check(outputs: [String?]) throws {
    let paths = outputs.compactMap { $0 }
    for path in paths where SamePath.same(data, path) {
      throw Failure(.usage, "\(path) is the file to read; write the result elsewhere")
    }
    for (number, path) in paths.enumerated() {
      for other in paths[..<number] where SamePath.same(path, other) {
        throw Failure(.usage, "two results would go to the same file, \(path)")
      }
    }
  }

  /// The same for another file.
  func reading(_ path: String) -> DataOptions {
    var other = self
    other.data = path
    return other
  }

  func header() throws -> FileHeader {
    try FileHeader(path: data, options: try dialect.options())
  }

  /// The columns of the file. Rows of another width than the header's and stray texts are told on standard error.
  func table(_ header: FileHeader, columns: [String], threads: Int) throws -> Table {
    let read = try TableReader(DelimitedReader(options: try dialect.options(), threads: threads))
      .read(header, columns: columns)
    if read.malformedCount > 0 {
      Warning.write(
        "\(data): \(read.malformedCount) rows do not have the header's width and are left out"
          + (read.malformed.first.map { ", the first is line \($0.line)" } ?? ""))
    }
    // A stray text makes a factor of a column of numbers.
    for (name, place) in read.table.firstText.sorted(by: { $0.key < $1.key })
    where place.count * 10 <= read.table.rows {
      Warning.write(
        "\(data): column '\(name)' is text because of \(place.count) values that are no number, the first in line \(place.line)"
      )
    }
    return read.table
  }
}
