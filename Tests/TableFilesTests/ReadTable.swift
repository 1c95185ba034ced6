import Columns
import Kernels
import TableFiles

/// What tests look at in a `DelimitedRead`.
enum ReadTable {
  /// Reads text columns of a file.
  static func texts(
    _ path: String, _ headers: [String], options: DialectOptions = DialectOptions(), threads: Int = 1,
    blockSize: Int = 1 << 20, hashing: Bool = false
  ) throws -> DelimitedRead {
    try DelimitedReader(options: options, threads: threads, blockSize: blockSize, hashing: hashing)
      .read(
        path: path,
        columns: headers.map { ColumnRequest(name: $0, headers: [$0], parser: CategoryParser()) })
  }

  /// The values of a text column, nil where missing.
  static func values(_ column: Column) -> [String?] {
    guard case .category(let codes, let levels) = column.values else { return [] }
    return codes.indices.map { column.validity[$0] ? levels[Int(codes[$0])] : nil }
  }

  /// The stored values of a numeric or date column, nil where missing.
  static func numbers(_ column: Column) -> [Int64?] {
    (0..<column.count).map { column.comparisonKey($0) }
  }

  /// The fields of one column parsed, each on a line of its own, and the count of those that were refused.
  static func parse(_ fields: [String], with parser: any FieldParser, mark: UInt8 = UInt8(ascii: "."))
    throws -> (values: [Int64?], refused: Int)
  {
    let folder = try TemporaryFolder()
    let path = try folder.file("key\tvalue\n" + fields.map { "k\t\($0)\n" }.joined())
    let options = DialectOptions(delimiter: 9, decimalMark: mark, encoding: .utf8)
    let read = try DelimitedReader(options: options, threads: 1)
      .read(path: path, columns: [ColumnRequest(name: "value", headers: ["value"], parser: parser)])
    return (numbers(read.columns[0]), read.failures[0].count)
  }
}
