import Columns
import Kernels
import Rosters
import TableFiles
import Testing

@Suite("RosterReader")
struct RosterReaderTests {
  private static let schema = RosterSchema(
    identifier: "RUT", digit: "DV",
    fields: [FieldDefinition("V", type: .decimal), FieldDefinition("COMUNA", type: .text)],
    state: .cut(field: "V", at: [Exact(1, over: 10), Exact(3, over: 10)]),
    dialect: DialectOptions(decimalMark: UInt8(ascii: ",")))

  private static func texts(_ column: Column) -> [String?] {
    guard case .category(let codes, let levels) = column.values else { return [] }
    return codes.indices.map { column.validity[$0] ? levels[Int(codes[$0])] : nil }
  }

  private static let hostile = """
    RUT;DV;V;COMUNA
    12345678;5;0,1;Arica
    12345678;4;0,1;wrong digit
    ;5;0,1;no number
    abc;5;0,1;no number
    12345678;;0,1;no digit
    0;0;0,1;zero
    12345678;5;;no state
    12345678;5;x;no state
    12345678;5;0,9;above the last point
    12345678;5;too short

    1000005;K;0,2;"Ñuñoa; ""norte""
    y sur"
    1000005;k;0,30000000000000004;
    100000001;5;0;Arica
    12345678;5;0,1;one;too many
    """

  // Oracle: worked by hand, row by row.
  @Test("each row is used or set aside for its reason", arguments: [16, 64, 1 << 20], 1...3)
  func account(_ block: Int, _ threads: Int) throws {
    let roster = try RosterFiles.read(Self.hostile, Self.schema, blockSize: block, threads: threads)
    let file = roster.files[0]
    #expect(file.rowsRead == 14)
    #expect(
      file.setAside == [
        .malformedRow: 2, .invalidIdentifier: 3, .invalidCheckDigit: 2, .missingState: 2, .stateOutOfRange: 1,
      ])
    #expect(roster.rows == 4)
    #expect(file.rowsUsed == 4)
    #expect(roster.identifiers == [12_345_678, 1_000_005, 1_000_005, 100_000_001])
    #expect(roster.stateTexts == ["1", "2", "2", "1"])
    #expect((0..<4).map { roster.positions.position(ofRow: $0).line } == [2, 13, 15, 16])
    let lines = Dictionary(uniqueKeysWithValues: roster.findings.map { ($0.code, $0.line) })
    #expect(
      lines == [
        .malformedRow: 11, .invalidIdentifier: 4, .invalidCheckDigit: 3, .missingState: 8,
        .stateOutOfRange: 10,
        .unparsedField: 9, .provisionalIdentifier: 16,
      ])
    #expect(
      try Self.texts(#require(roster.columns["COMUNA"]))
        == ["Arica", "Ñuñoa; \"norte\"\ny sur", nil, "Arica"])
  }

  // Oracle: the law read = used + set aside, with the rows of the file counted by the plain reader.
  @Test("random hostile files: nothing is lost", arguments: 0..<40)
  func nothingIsLost(_ stream: Int) throws {
    var generator = PCG64(seed: 51, stream: UInt64(stream))
    let numbers = [
      "12345678", "12.345.678", "0", "", "x", "1000005", "99999999999", "\"12345678\"", "100000001",
    ]
    let digits = ["5", "K", "k", "", "0", "\"5\"", "55"]
    let values = ["0,1", "0,2", "", "x", "9", "-1", "\"0,3\"", "1e-1"]
    let texts = ["Arica", "\"a;b\"", "\"a\nb\"", "ñ", "", "a\"b"]
    func pick(_ list: [String]) -> String { list[generator.nextInteger(below: list.count)] }
    var text = "RUT;DV;V;COMUNA\n"
    for _ in 0..<generator.nextInteger(below: 300) {
      text += [pick(numbers), pick(digits), pick(values), pick(texts)].joined(separator: ";")
      text += pick(["\n", "\n", "\n", "\r\n", "\n\n", ";extra\n", "\r"])
    }
    let rows = SimpleFields.rows(Array(text.utf8), delimiter: UInt8(ascii: ";")).count - 1
    var first: Roster?
    for (block, threads) in [(1 << 20, 1), (16, 3), (100, 2)] {
      let roster = try RosterFiles.read(text, Self.schema, blockSize: block, threads: threads)
      let setAside = roster.files[0].setAside
      #expect(roster.files[0].rowsRead == rows)
      #expect(roster.rows + setAside.values.reduce(0, +) == rows)
      for (reason, count) in setAside {
        #expect(roster.findings.first { $0.code.rawValue == reason.rawValue }?.count == count)
      }
      if let first {
        #expect(roster.identifiers == first.identifiers)
        #expect(roster.states == first.states)
        #expect(roster.columns == first.columns)
        #expect(roster.findings.map(\.line) == first.findings.map(\.line))
      }
      first = first ?? roster
    }
  }

  @Test("several files of one year, each with its order, dialect and encoding")
  func severalFiles() throws {
    let files = try RosterFiles()
    let paths = [
      try files.write("RUT;DV;V;COMUNA\n12345678;5;0,1;Ñuñoa\n12345678;4;0,1;x\n", "a.csv"),
      try files.write("comuna,v,extra,dv,rut\nArica,0.2,z,K,1000005\n\"Ñuñoa\",\"0.05\",z,0,14\n", "b.csv"),
      try files.write("RUT\tV\tDV\tCOMUNA\n", "empty.csv"),
      try files.write(Array("V|COMUNA|DV|RUT\r\n0,3|".utf8) + [0xd1] + Array("u|9|1\r\n".utf8), "c.csv"),
    ]
    var schema = Self.schema
    schema.dialect = DialectOptions()
    let roster = try RosterReader(schema: schema, threads: 2, hashing: true).read(year: 2014, paths: paths)
    #expect(roster.identifiers == [12_345_678, 1_000_005, 14, 1])
    #expect(roster.stateTexts == ["1", "2", "1", "2"])
    #expect(try Self.texts(#require(roster.columns["COMUNA"])) == ["Ñuñoa", "Arica", "Ñuñoa", "Ñu"])
    #expect(
      roster.columns["V"]?.values == .decimal([100_000_000, 200_000_000, 50_000_000, 300_000_000]))
    #expect(roster.files.map(\.delimiter) == [";", ",", "tab", "|"])
    #expect(roster.files.map(\.decimalMark) == [",", ".", ".", ","])
    #expect(roster.files.map(\.encoding) == [.utf8, .utf8, .utf8, .latin1])
    #expect(roster.files.map(\.rowsRead) == [2, 2, 0, 1])
    #expect(roster.files.map(\.rowsUsed) == [1, 2, 0, 1])
    #expect(roster.files.compactMap(\.sha256) == (try paths.map { FileBytes.sha256(try FileBytes.read($0)) }))
    let positions = (0..<4).map { roster.positions.position(ofRow: $0) }
    #expect(positions.map(\.file) == [paths[0], paths[1], paths[1], paths[3]])
    #expect(positions.map(\.index) == [0, 1, 1, 3])
    #expect(positions.map(\.line) == [2, 2, 3, 2])
    #expect(roster.finding(.invalidCheckDigit)?.file == paths[0])
  }

  @Test("states given by files are one list, in order of appearance")
  func statesOverFiles() throws {
    let files = try RosterFiles()
    let paths = [
      try files.write("RUT;T\n1-9;B\n6-K;A\n", "a.csv"), try files.write("RUT;T\n14-0;C\n1-9;A\n", "b.csv"),
    ]
    let schema = RosterSchema(
      identifier: "RUT", fields: [FieldDefinition("T", type: .text)], state: .given(field: "T"))
    let roster = try RosterReader(schema: schema, threads: 1).read(year: 2014, paths: paths)
    #expect(roster.stateTexts == ["B", "A", "C", "A"])
    #expect(roster.stateLabels == ["B", "A", "C"])
  }

  @Test("a missing column stops the year")
  func missingColumn() throws {
    let files = try RosterFiles()
    let path = try files.write("RUT;DV;W;COMUNA\n")
    #expect(
      throws: TableFileError.columnMissing(
        path: path, column: "V", nearest: ["DV", "W"], available: ["RUT", "DV", "W", "COMUNA"])
    ) { try RosterReader(schema: Self.schema).read(year: 2014, paths: [path]) }
    #expect(throws: TableFileError.missing(path: path + "x")) {
      try RosterReader(schema: Self.schema).read(year: 2014, paths: [path + "x"])
    }
  }

  // The first line of a file without header is a person's record.
  @Test("the error of a file without header shows no identifier")
  func noHeader() throws {
    do {
      _ = try RosterFiles.read("12.345.678-5;Ana;1000005\n1-9;Eva;14\n", Self.schema)
      Issue.record("read without a header")
    } catch let error as TableFileError {
      #expect(!error.description.contains("345") && !error.description.contains("1000005"))
      #expect(!String(reflecting: error).contains("345"))
    }
  }

  @Test("what is odd in the bytes is found")
  func oddBytes() throws {
    let files = try RosterFiles()
    let filler = String(repeating: "1-9;ñ\n", count: 60_000)
    let bytes = Array("RUT;C\n".utf8) + Array(filler.utf8) + Array("6-K;x".utf8) + [0xf1, 0, 10]
    let schema = RosterSchema(
      identifier: "RUT", fields: [FieldDefinition("C", type: .text)], state: .present)
    let roster = try RosterReader(schema: schema, threads: 2, blockSize: 1 << 16)
      .read(year: 2014, paths: [files.write(bytes)])
    #expect(roster.rows == 60_001)
    #expect(roster.finding(.mixedEncoding) != nil)
    #expect(roster.finding(.nulBytes) != nil)
    #expect(roster.files[0].encoding == .latin1)
  }

  @Test("columns that nothing needs are dropped")
  func keeping() throws {
    let roster = try RosterFiles.read(Self.hostile, Self.schema)
    let kept = roster.keeping(["V"])
    #expect(Set(kept.columns.keys) == ["V"])
    #expect(kept.identifiers == roster.identifiers && kept.findings == roster.findings)
  }
}
