public import Columns
public import Kernels

/// A column to read: its header and how its fields are understood.
public struct ColumnRequest: Sendable {
  public let name: String
  /// Headers under which the column may stand, the first that the file has counts.
  public let headers: [String]
  public let parser: any FieldParser

  public init(name: String, headers: [String], parser: any FieldParser) {
    self.name = name
    self.headers = headers
    self.parser = parser
  }
}

/// What a file held: the wanted columns of its well-formed rows, and what was set aside.
public struct DelimitedRead: Sendable {
  public struct MalformedRow: Sendable, Equatable {
    public let line: Int
    /// Fields found; 0 where a quote does not close.
    public let fields: Int

    package init(line: Int, fields: Int) {
      self.line = line
      self.fields = fields
    }
  }

  /// Fields of one column that are not of its type.
  public struct Failures: Sendable, Equatable {
    public var count = 0
    /// Lines of the first of them.
    public var lines: [Int] = []
  }

  public let header: FileHeader
  /// The encoding that the whole file turned out to have.
  public let encoding: TextEncoding
  /// Rows that have the width of the header.
  public let rows: Int
  public let columns: [Column]
  /// For each requested column.
  public let failures: [Failures]
  /// The first of the rows that do not have it.
  public let malformed: [MalformedRow]
  public let malformedCount: Int
  public let lines: LineIndex
  public let sha256: String?
  public let bytes: Int
  public let hasNUL: Bool
}

/// Reads wanted columns of a delimited file: blocks across threads, bytes straight to typed columns, the same result for
/// any number of threads and any block size.
public struct DelimitedReader: Sendable {
  public var options: DialectOptions
  public var threads: Int
  public var blockSize: Int
  public var hashing: Bool
  /// Called with the bytes read so far, from any thread.
  public var progress: (@Sendable (Int) -> Void)?

  public init(
    options: DialectOptions = DialectOptions(), threads: Int = Parallel.cores, blockSize: Int = 1 << 20,
    hashing: Bool = false, progress: (@Sendable (Int) -> Void)? = nil
  ) {
    precondition(threads >= 1 && blockSize >= 1, "\(threads) threads, blocks of \(blockSize) bytes")
    self.options = options
    self.threads = threads
    self.blockSize = blockSize
    self.hashing = hashing
    self.progress = progress
  }

  private struct BlockResult: Sendable {
    let index: Int
    let firstLine: Int
    let rows: Int
    let lines: [UInt32]?
    var pieces: [ColumnPiece]
    let malformed: [DelimitedRead.MalformedRow]
    let malformedCount: Int
    let validUTF8: Bool
    let hasNUL: Bool
  }

  /// Reads the requested columns of the file whose header was read before.
  ///
  /// Throws where the file or a column is missing, or where the bytes are not of the encoding that was given.
  public func read(_ header: FileHeader, columns requests: [ColumnRequest]) throws(TableFileError)
    -> DelimitedRead
  {
    var positions: [Int] = []
    let known = header.positions
    for request in requests { positions.append(try DelimitedReader.locate(request, in: header, known)) }
    return try read(header, at: positions, columns: requests)
  }

  /// Reads the columns at some positions; the requests' headers are not looked at.
  func read(_ header: FileHeader, at positions: [Int], columns requests: [ColumnRequest])
    throws(TableFileError) -> DelimitedRead
  {
    let wanted = Array(Set(positions)).sorted()
    let places = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1, $0) })
    let slots = positions.map { places[$0] ?? 0 }
    let wantedColumns = wanted.map { UInt32($0) }
    let source = try BlockSource(
      path: header.path, delimiter: header.dialect.delimiter, skip: header.length, lines: header.lines,
      hashing: hashing)
    let results = Locked<[BlockResult]>([])
    Parallel.forEach(threads, threads: threads) { _ in
      let buffer = BlockBuffer(capacity: blockSize)
      let scan = BlockScan()
      while let block = source.next(into: buffer, size: blockSize) {
        let found = scan.scan(
          buffer.bytes, length: buffer.length, firstLine: block.firstLine,
          delimiter: header.dialect.delimiter,
          wanted: wantedColumns, columns: header.names.count, checkingUTF8: true)
        let pieces = zip(requests, slots).map { request, slot in
          scan.withColumn(
            slot, of: wanted.count, in: buffer.bytes, rows: found.good, quoted: found.quoted,
            dialect: header.dialect,
            request.parser.parse)
        }
        let result = BlockResult(
          index: block.index, firstLine: block.firstLine, rows: found.good,
          lines: found.regular ? nil : scan.lines(buffer.bytes, firstLine: block.firstLine, rows: found.good),
          pieces: pieces,
          malformed: found.bad.map { .init(line: $0.line, fields: $0.fields) },
          malformedCount: found.badCount,
          validUTF8: found.validUTF8, hasNUL: found.hasNUL)
        results.withLock { $0.append(result) }
        progress?(source.bytesRead)
      }
    }
    if let failure = source.failure { throw failure }
    var blocks = results.withLock { list in
      defer { list = [] }
      return list
    }
    blocks.sort { $0.index < $1.index }
    let validUTF8 = blocks.allSatisfy(\.validUTF8)
    if header.dialect.encoding == .utf8, !validUTF8, !header.encodingDetected {
      throw .notText(path: header.path, reason: "it has bytes that are not UTF-8")
    }
    return assemble(header, requests, blocks, source, encoding: validUTF8 ? header.dialect.encoding : .latin1)
  }

  /// Reads header and columns in one call.
  public func read(path: String, columns: [ColumnRequest]) throws(TableFileError) -> DelimitedRead {
    try read(FileHeader(path: path, options: options), columns: columns)
  }

  private static func locate(_ request: ColumnRequest, in header: FileHeader, _ known: [String: [Int]])
    throws(TableFileError) -> Int
  {
    for name in request.headers {
      guard let found = known[name.lowercased()], let position = found.first else { continue }
      if found.count > 1 {
        throw .columnTwice(path: header.path, column: name, positions: found.map { $0 + 1 })
      }
      return position
    }
    throw header.missing(request.headers.first ?? request.name)
  }

  private func assemble(
    _ header: FileHeader, _ requests: [ColumnRequest], _ given: [BlockResult], _ source: BlockSource,
    encoding: TextEncoding
  ) -> DelimitedRead {
    var blocks = given
    var columns: [Column] = []
    var failures: [DelimitedRead.Failures] = []
    var lines = LineIndex()
    for block in blocks { lines.append(rows: block.rows, firstLine: block.firstLine, lines: block.lines) }
    let rows = lines.rows
    for index in requests.indices {
      var failure = DelimitedRead.Failures()
      var firstRow = 0
      var whole: Column?
      for position in blocks.indices {
        let piece = blocks[position].pieces[index]
        blocks[position].pieces[index].column = Column(values: .integer([]), validity: Bitmap())
        failure.count += piece.failureCount
        for row in piece.failures.prefix(max(0, ColumnPiece.kept - failure.lines.count)) {
          failure.lines.append(lines.line(ofRow: firstRow + row))
        }
        firstRow += blocks[position].rows
        if whole == nil {
          whole = piece.column
          whole?.reserve(rows)
        } else {
          whole?.append(piece.column)
        }
      }
      columns.append(whole ?? requests[index].empty)
      failures.append(failure)
    }
    return DelimitedRead(
      header: header, encoding: encoding, rows: rows, columns: columns, failures: failures,
      malformed: Array(blocks.flatMap(\.malformed).prefix(BlockScan.badKept)),
      malformedCount: blocks.reduce(0) { $0 + $1.malformedCount },
      lines: lines, sha256: source.digest, bytes: source.bytesRead, hasNUL: blocks.contains(where: \.hasNUL))
  }
}

extension ColumnRequest {
  /// The column of a file without rows.
  var empty: Column {
    var byte: UInt8 = 0
    var zero: UInt32 = 0
    return withUnsafePointer(to: &byte) { bytes in
      withUnsafePointer(to: &zero) { zero in
        parser.parse(
          FieldColumn(
            bytes: bytes, starts: zero, ends: zero, stride: 1, count: 0, mayBeQuoted: false,
            dialect: Dialect())
        ).column
      }
    }
  }
}
