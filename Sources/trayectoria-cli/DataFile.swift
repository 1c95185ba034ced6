import Trayectoria

/// A delimited file that a command reads columns from.
struct DataFile {
  let path: String
  let dialect: DialectArguments

  /// Refuses results that would be written over the data or over each other.
  func check(outputs: [String?]) throws {
    let paths = outputs.compactMap { $0 }
    for other in paths where SamePath.same(path, other) {
      throw Failure(.usage, "\(other) is the file to read; write the result elsewhere")
    }
    for (number, one) in paths.enumerated() {
      for other in paths[..<number] where SamePath.same(one, other) {
        throw Failure(.usage, "two results would go to the same file, \(one)")
      }
    }
  }

  func header() throws -> FileHeader { try FileHeader(path: path, options: try dialect.options()) }

  /// The columns of the file. Rows of another width than the header's and stray texts are told on standard error.
  func table(_ header: FileHeader, columns: [String], threads: Int) throws -> Table {
    let read = try TableReader(DelimitedReader(options: try dialect.options(), threads: threads))
      .read(header, columns: columns)
    if read.malformedCount > 0 {
      let rows =
        read.malformedCount == 1
        ? "1 row does not have the header's width and is left out"
        : "\(read.malformedCount) rows do not have the header's width and are left out"
      Warning.write(
        "\(path): \(rows)"
          + (read.malformed.first.map { ", the first is line \($0.line)" } ?? ""))
    }
    // A stray text makes a factor of a column of numbers.
    for (name, place) in read.table.firstText.sorted(by: { $0.key < $1.key })
    where place.count * 10 <= read.table.rows {
      Warning.write(
        "\(path): column '\(name)' is text because of \(place.count == 1 ? "1 value that is" : "\(place.count) values that are") no number, the first in line \(place.line)"
      )
    }
    return read.table
  }
}
