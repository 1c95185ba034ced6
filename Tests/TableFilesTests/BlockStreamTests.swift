import Foundation
import Kernels
import TableFiles
import Testing

/// Oracle: `SlowReader`, a state for each byte.
@Suite("BlockStream")
struct BlockStreamTests {
  /// What the blocks of a file held, gathered by any worker.
  private final class Gathered: Sendable {
    private let rows = Locked<[(block: Int, row: Int, offset: Int, fields: [String])]>([])

    func add(_ block: BlockStream.Block, columns: Int) {
      var found: [(block: Int, row: Int, offset: Int, fields: [String])] = []
      for row in 0..<block.rows {
        let fields = (0..<columns).map { column in block.withColumn(column) { $0.text(row) } }
        found.append((block.index, row, block.lineOffset(ofRow: row), fields))
      }
      let some = found
      rows.withLock { $0 += some }
    }

    func forget() { rows.withLock { $0 = [] } }

    var inOrder: [(block: Int, row: Int, offset: Int, fields: [String])] {
      rows.withLock { $0.sorted { ($0.block, $0.row) < ($1.block, $1.row) } }
    }
  }

  private func read(_ path: String, _ delimiter: UInt8, threads: Int, blockSize: Int) throws -> (
    gathered: Gathered, account: BlockStream.Account
  ) {
    let header = try FileHeader(
      path: path,
      options: DialectOptions(delimiter: delimiter, decimalMark: UInt8(ascii: "."), encoding: .utf8))
    let columns = header.names.count
    let stream = BlockStream(
      header: header, wanted: Array(0..<columns), threads: threads, blockSize: blockSize)
    let gathered = Gathered()
    let account = try stream.run(
      restart: { gathered.forget() }, body: { _, block in gathered.add(block, columns: columns) })
    return (gathered, account)
  }

  @Test("random files in every layout of blocks and threads", arguments: 0..<40)
  func differential(_ number: Int) throws {
    var generator = PCG64(seed: 33, stream: UInt64(number))
    let table = RandomTable(&generator, rows: [0, 3, 60, 700][number % 4])
    let folder = try TemporaryFolder()
    let path = try folder.file(table.bytes)
    let rows = SlowReader.rows(table.bytes, delimiter: table.delimiter).dropFirst()
    let good = rows.filter { $0.fields.count == table.header.count }
    let bad = rows.filter { $0.fields.count != table.header.count }
    for (blockSize, threads) in [(16, 1), (61, 2), (64, 3), (1000, 2), (1 << 20, 2)] {
      let (gathered, account) = try read(path, table.delimiter, threads: threads, blockSize: blockSize)
      let layout = Comment(rawValue: "blocks of \(blockSize) bytes, \(threads) threads")
      let found = gathered.inOrder
      #expect(
        found.map(\.fields) == good.map { $0.fields.map { SlowReader.value($0) ?? "" } }, layout)
      #expect(found.map { account.line(block: $0.block, offset: $0.offset) } == good.map(\.line), layout)
      #expect(account.rows == good.count && account.malformed == bad.count, layout)
      #expect(account.firstMalformedLine == bad.first?.line, layout)
    }
  }

  @Test("a field of a hundred megabytes is one field", arguments: ["", "\""])
  func longField(_ quote: String) throws {
    let folder = try TemporaryFolder()
    let size = 100_000_000
    let path = folder.path + "/long.csv"
    var bytes = Array("a;b\n1;x\n2;\(quote)".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "y"), count: size))
    bytes.append(contentsOf: Array("\(quote)\n3;z\n4\n5;w\n".utf8))
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let header = try FileHeader(path: path)
    let stream = BlockStream(header: header, wanted: [1], threads: 2, blockSize: 1 << 20)
    let lengths = Locked<[Int]>([])
    let account = try stream.run(
      restart: { lengths.withLock { $0 = [] } },
      body: { _, block in
        let own = block.withColumn(0) { fields in (0..<fields.count).map { fields.field($0).count } }
        lengths.withLock { $0 += own }
      })
    #expect(lengths.withLock { $0.sorted() } == [1, 1, 1, size])
    #expect(account.malformed == 1 && account.firstMalformedLine == 5)
    let read = try ReadTable.texts(path, ["a"], threads: 2)
    #expect(ReadTable.values(read.columns[0]) == ["1", "2", "3", "5"])
    #expect(read.malformed.map(\.line) == [5])
  }

  @Test(
    "a file that shrinks while it is read is an error, not a file of fewer rows", arguments: [false, true])
  func shrinks(quoted: Bool) throws {
    let folder = try TemporaryFolder()
    let row = quoted ? "\"12\";345\n" : "1234;5678\n"
    let path = try folder.file("a;b\n" + String(repeating: row, count: 200_000))
    let header = try FileHeader(path: path)
    let stream = BlockStream(header: header, wanted: [0], threads: 2, blockSize: 1 << 14)
    #expect {
      _ = try stream.run(restart: {}, body: { _, _ in _ = truncate(path, 1_000_003) })
    } throws: { error in
      error as? TableFileError == .unreadable(path: path, reason: "it became shorter while it was read")
    }
    let whole = try folder.file("a;b\n" + String(repeating: row, count: 200_000), "whole.csv")
    var reader = DelimitedReader(threads: 2, blockSize: 1 << 14)
    reader.progress = { _ in _ = truncate(whole, 1_000_003) }
    #expect {
      try reader.read(
        path: whole, columns: [ColumnRequest(name: "a", headers: ["a"], parser: IntegerParser())])
    } throws: { error in
      error as? TableFileError == .unreadable(path: whole, reason: "it became shorter while it was read")
    }
  }

  @Test("NUL bytes are told, and cost nothing of the row")
  func nul() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;b\n" + String(repeating: "1;abcdef\n", count: 50) + "2;x\0y\n")
    let (gathered, account) = try read(path, UInt8(ascii: ";"), threads: 2, blockSize: 100)
    #expect(account.hasNUL)
    #expect(gathered.inOrder.last?.fields == ["2", "x\0y"])
  }

  @Test("a file cut inside a character keeps its rows")
  func cutCharacter() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(Array("a;b\n1;niño\n2;ni".utf8) + [0xc3])
    let (gathered, account) = try read(path, UInt8(ascii: ";"), threads: 1, blockSize: 64)
    #expect(gathered.inOrder.map(\.fields) == [["1", "niño"], ["2", "niÃ"]])
    #expect(account.malformed == 0)
  }
}
