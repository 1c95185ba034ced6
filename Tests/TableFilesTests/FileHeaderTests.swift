import TableFiles
import Testing

@Suite("FileHeader")
struct FileHeaderTests {
  @Test("no file and no text")
  func missing() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/none.csv"
    #expect(throws: TableFileError.missing(path: path)) { try FileHeader(path: path) }
    #expect(throws: TableFileError.missing(path: path)) { try FileBytes.read(path) }
    do {
      _ = try FileHeader(path: folder.path)
      Issue.record("a folder was read as a file")
    } catch {
      guard case .unreadable(folder.path, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("empty files", arguments: ["", "\n", "\r\n\r\n", "\u{feff}", "\u{feff}\n", ";;\n", "\"\"\n1\n"])
  func empty(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(text)
    #expect(throws: TableFileError.empty(path: path)) { try FileHeader(path: path) }
  }

  @Test(
    "what is not text is refused by name",
    arguments: [
      ([0xff, 0xfe, 0x61, 0x00], "UTF-16"), ([0xfe, 0xff, 0x00, 0x61], "UTF-16"),
      ([0x1f, 0x8b, 0x08, 0x00], "compressed with gzip"),
      ([0x50, 0x4b, 0x03, 0x04, 0x14], "a zip archive or workbook"),
      ([0x61, 0x00, 0x3b, 0x00, 0x62, 0x00, 0x0a, 0x00], "binary: many NUL bytes"),
      (Array("a;b\n1;2\n".utf8) + [0, 0, 0], "binary: many NUL bytes"),
    ] as [([UInt8], String)])
  func binary(_ bytes: [UInt8], _ reason: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(bytes)
    #expect(throws: TableFileError.notText(path: path, reason: reason)) { try FileHeader(path: path) }
  }

  @Test("a byte order mark is no part of the first name", arguments: ["a;b\n1;2\n", "\"a\";b\n1;2\n"])
  func byteOrderMark(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file([0xef, 0xbb, 0xbf] + Array(text.utf8))
    let header = try FileHeader(path: path)
    #expect(header.names == ["a", "b"])
    #expect(header.dialect.encoding == .utf8)
    let read = try ReadTable.texts(path, ["a"])
    #expect(ReadTable.values(read.columns[0]) == ["1"])
    #expect(read.lines.line(ofRow: 0) == 2)
  }

  @Test("a quote in the header that does not close")
  func openQuote() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;\"b\n1;2\n")
    let reason = "line 1: a quote in the header does not close"
    #expect(throws: TableFileError.unreadable(path: path, reason: reason)) { try FileHeader(path: path) }
  }

  @Test("names are trimmed, letter case does not matter")
  func names() throws {
    let folder = try TemporaryFolder()
    let header = try FileHeader(path: try folder.file(" RUT ;\"Año Básica\";;x\n"))
    #expect(header.names == ["RUT", "Año Básica", "", "x"])
    #expect(try header.position(of: "rut") == 0)
    #expect(try header.position(of: "AÑO BÁSICA") == 1)
    #expect(try header.position(of: "none") == nil)
  }

  @Test("names in Latin-1")
  func latin1() throws {
    let folder = try TemporaryFolder()
    let header = try FileHeader(path: try folder.file(Array("A".utf8) + [0xd1] + Array("O;b\n".utf8)))
    #expect(header.names == ["AÑO", "b"])
    #expect(header.dialect.encoding == .latin1)
    #expect(header.encodingDetected)
  }

  @Test("the first rows as they stand")
  func sampleRows() throws {
    let folder = try TemporaryFolder()
    let header = try FileHeader(path: try folder.file("a;b\n1;\"x;y\"\n\n2;z"))
    let rows = header.sampleRows(limit: 10).map { $0.map { String(decoding: $0, as: UTF8.self) } }
    #expect(rows == [["1", "x;y"], ["2", "z"]])
    #expect(header.sampleRows(limit: 1).count == 1)
  }
}
