import Columns
public import Kernels
public import TableFiles

/// Reads the files of one year into a roster: parses the wanted fields, sets aside rows without identifier or state, and
/// keeps account of every row.
public struct RosterReader: Sendable {
  /// Which columns are wanted and what they mean.
  public var schema: RosterSchema
  /// Threads that parse; the roster is the same for any number.
  public var threads: Int
  /// Bytes read at a time; the roster is the same for any size.
  public var blockSize: Int
  /// Whether the SHA-256 of each file is computed on the way.
  public var hashing: Bool
  /// Called with the bytes of a file read so far, from any thread.
  public var progress: (@Sendable (Int) -> Void)?

  /// A reader for files of one schema, on all cores unless said otherwise.
  public init(
    schema: RosterSchema, threads: Int = Parallel.cores, blockSize: Int = 1 << 20, hashing: Bool = false,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    self.schema = schema
    self.threads = threads
    self.blockSize = blockSize
    self.hashing = hashing
    self.progress = progress
  }

  /// Reads all files of a year, in the given order. Throws where one of them cannot be understood at all.
  public func read(year: Int, paths: [String]) throws(TableFileError) -> Roster {
    let choice = try paths.first.map { path throws(TableFileError) in
      try IdentifierKindDetection.choice(schema, path: path)
    }
    let kind = choice?.kind ?? .rut
    var builder = RosterBuilder(year: year, schema: schema, kind: kind)
    if let choice { builder.report(choice) }
    for path in paths {
      let reader = DelimitedReader(
        options: schema.dialect, threads: threads, blockSize: blockSize, hashing: hashing, progress: progress)
      let header = try FileHeader(path: path, options: schema.dialect)
      let parser: any FieldParser =
        kind == .rut
        ? IdentifierParser(form: try IdentifierFormDetection.form(header, schema: schema))
        : PersonKeyParser(kind: kind)
      var requests = [
        ColumnRequest(name: schema.identifier, headers: [schema.identifier], parser: parser)
      ]
      if let digit = schema.digit {
        requests.append(ColumnRequest(name: digit, headers: [digit], parser: CheckDigitParser()))
      }
      let isOpen = schema.dialect.decimalMark == nil && header.dialect.decimalMark == UInt8(ascii: ".")
      var watched: [(field: FieldDefinition, flag: GroupingWatch.Flag)] = []
      for field in schema.fields {
        let isAmount = field.name == schema.amount && field.type == .integer
        var parser: any FieldParser = isAmount ? AmountParser() : field.type.parser
        if isOpen, field.type == .integer {
          let flag = GroupingWatch.Flag()
          parser = GroupingWatch(base: parser, flag: flag)
          watched.append((field, flag))
        }
        requests.append(ColumnRequest(name: field.name, headers: field.headers, parser: parser))
      }
      builder.add(try reader.read(header, columns: requests))
      builder.report(try groupingFindings(header, reader, watched))
    }
    return builder.finish()
  }
}

/// Finds out whether a file's identifiers carry their check digit.
package enum IdentifierFormDetection {
  package static func form(_ header: FileHeader, schema: RosterSchema) throws(TableFileError)
    -> IdentifierForm
  {
    guard schema.digit == nil, let position = try header.position(of: schema.identifier) else {
      return .number
    }
    var sampler = FormSampler()
    for row in header.sampleRows(limit: 1000) where position < row.count { sampler.add(row[position]) }
    return sampler.form
  }
}
