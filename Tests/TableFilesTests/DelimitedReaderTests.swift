import Columns
import Kernels
import TableFiles
import Testing

/// Oracle: `SlowReader`, a state for each byte.
@Suite("DelimitedReader against the slow reader")
struct DelimitedReaderTests {
  static let layouts: [(block: Int, threads: Int)] = [
    (16, 1), (17, 2), (64, 3), (100, 4), (1000, 2), (4096, 1), (1 << 20, 4),
  ]

  private static func read(_ path: String, _ table: RandomTable, block: Int, threads: Int) throws
    -> DelimitedRead
  {
    let options = DialectOptions(delimiter: table.delimiter, decimalMark: UInt8(ascii: "."))
    var requests = table.header.map { ColumnRequest(name: $0, headers: [$0], parser: CategoryParser()) }
    requests.append(ColumnRequest(name: "number", headers: ["c0"], parser: IntegerParser()))
    return try DelimitedReader(options: options, threads: threads, blockSize: block, hashing: true)
      .read(path: path, columns: requests)
  }

  @Test("random files in every layout of blocks and threads", arguments: 0..<60)
  func differential(_ stream: Int) throws {
    var generator = PCG64(seed: 31, stream: UInt64(stream))
    let table = RandomTable(&generator, rows: [0, 1, 5, 40, 400, 3000][stream % 6])
    let folder = try TemporaryFolder()
    let path = try folder.file(table.bytes)
    let rows = SlowReader.rows(table.bytes, delimiter: table.delimiter).dropFirst()
    let good = rows.filter { $0.fields.count == table.header.count }
    let bad = rows.filter { $0.fields.count != table.header.count }
    let numbers = good.map { SlowReader.value($0.fields[0]) }
    let refused = zip(good, numbers).filter { $1.map { Int64($0) == nil } ?? false }.map(\.0.line)
    for (block, threads) in Self.layouts {
      let read = try Self.read(path, table, block: block, threads: threads)
      let layout = Comment(rawValue: "blocks of \(block) bytes, \(threads) threads")
      try #require(read.rows == good.count, layout)
      #expect(read.malformedCount == bad.count, layout)
      #expect(read.malformed.map(\.line) == bad.prefix(64).map(\.line), layout)
      #expect(read.malformed.map(\.fields) == bad.prefix(64).map(\.fields.count), layout)
      for column in table.header.indices {
        #expect(
          ReadTable.values(read.columns[column]) == good.map { SlowReader.value($0.fields[column]) }, layout)
      }
      #expect(ReadTable.numbers(read.columns[table.header.count]) == numbers.map { $0.flatMap { Int64($0) } })
      #expect(read.failures[table.header.count].count == refused.count, layout)
      #expect(read.failures[table.header.count].lines == Array(refused.prefix(20)), layout)
      #expect((0..<read.rows).map { read.lines.line(ofRow: $0) } == good.map(\.line), layout)
      #expect(read.bytes == table.bytes.count, layout)
      #expect(read.sha256 == FileBytes.sha256(table.bytes), layout)
    }
  }

  @Test("the same columns to the last code in every layout", arguments: 0..<12)
  func sameCodes(_ stream: Int) throws {
    var generator = PCG64(seed: 32, stream: UInt64(stream))
    let table = RandomTable(&generator, rows: 500)
    let folder = try TemporaryFolder()
    let path = try folder.file(table.bytes)
    let whole = try Self.read(path, table, block: 1 << 20, threads: 1)
    for (block, threads) in Self.layouts {
      let read = try Self.read(path, table, block: block, threads: threads)
      #expect(read.columns == whole.columns, "blocks of \(block) bytes, \(threads) threads")
      #expect(read.malformed == whole.malformed)
      #expect(read.failures == whole.failures)
    }
  }

  // Oracle: 200 rows of three fields where two belong, so that more are malformed than a report lists.
  @Test("the list of malformed rows is as long in every layout", arguments: [16, 17, 64, 100, 1000, 1 << 20])
  func manyMalformed(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;b\n" + String(repeating: "1;2;3\n", count: 200))
    let read = try ReadTable.texts(path, ["a"], threads: 2, blockSize: block)
    #expect(read.rows == 0)
    #expect(read.malformedCount == 200)
    #expect(read.malformed == (0..<64).map { .init(line: $0 + 2, fields: 3) })
  }

  @Test("without threads or bytes to a block nothing would be read: the caller's mistake")
  func noThreads() async {
    await #expect(processExitsWith: .failure) { _ = DelimitedReader(threads: 0) }
    await #expect(processExitsWith: .failure) { _ = DelimitedReader(blockSize: 0) }
  }

  @Test("a column asked for twice, and columns out of order")
  func repeated() throws {
    let folder = try TemporaryFolder()
    let read = try ReadTable.texts(try folder.file("a;b;c\n1;2;3\n"), ["c", "a", "c"])
    #expect(read.columns.map { ReadTable.values($0) } == [["3"], ["1"], ["3"]])
  }

  @Test("the first header that the file has counts")
  func alternatives() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("RUN;b\n1;2\n")
    let request = ColumnRequest(name: "id", headers: ["RUT", "run"], parser: CategoryParser())
    let read = try DelimitedReader(threads: 1).read(path: path, columns: [request])
    #expect(ReadTable.values(read.columns[0]) == ["1"])
  }

  @Test("a missing column is named, with the nearest")
  func missingColumn() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("RUT;TRAMO\n1;2\n")
    let expected = TableFileError.columnMissing(
      path: path, column: "TRAMMO", nearest: ["TRAMO"], available: ["RUT", "TRAMO"])
    #expect(throws: expected) { try ReadTable.texts(path, ["TRAMMO"]) }
  }

  @Test("a header that stands twice is an error only for who asks for it")
  func duplicateHeader() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;b;A\n1;2;3\n")
    #expect(throws: TableFileError.columnTwice(path: path, column: "a", positions: [1, 3])) {
      try ReadTable.texts(path, ["a"])
    }
    #expect(try ReadTable.values(ReadTable.texts(path, ["b"]).columns[0]) == ["2"])
  }

  @Test("progress ends at the size of the file")
  func progress() throws {
    let folder = try TemporaryFolder()
    let text = "a;b\n" + String(repeating: "1;2\n", count: 100)
    let path = try folder.file(text)
    let seen = Seen()
    let reader = DelimitedReader(threads: 1, blockSize: 64, progress: { seen.add($0) })
    _ = try reader.read(path: path, columns: [])
    #expect(seen.values.max() == text.utf8.count)
    #expect(seen.values.count > 1)
  }
}
