import Foundation
import TableFiles
import Testing

@Suite("AtomicFile")
struct AtomicFileTests {
  @Test("a file is written whole, and replaced whole", arguments: [0, 1, 100_000, 5_000_000])
  func write(_ count: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/result.csv"
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(Array(repeating: 1, count: 300), to: path)
    try AtomicFile.write(bytes, to: path)
    #expect(try FileBytes.read(path) == bytes)
    #expect(folder.names == ["result.csv"])
  }

  @Test("in pieces, and not at all where making them fails")
  func pieces() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/result.json"
    try AtomicFile.write(to: path) { pour in for piece in 0..<3 { try pour([UInt8(piece), 7]) } }
    #expect(try FileBytes.read(path) == [0, 7, 1, 7, 2, 7])
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try AtomicFile.write(to: path) { pour in
        try pour([9])
        throw Stop()
      }
    }
    #expect(try FileBytes.read(path) == [0, 7, 1, 7, 2, 7])
    #expect(folder.names == ["result.json"])
  }

  @Test("text is written in UTF-8")
  func text() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("ñ\n", to: folder.path + "/a.txt")
    #expect(try FileBytes.read(folder.path + "/a.txt") == [0xc3, 0xb1, 10])
  }

  @Test("where it cannot be written nothing changes", arguments: ["missing/a.csv", "file/a.csv", "folder"])
  func unwritable(_ name: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("old", "file")
    try AtomicFile.makeFolder(folder.path + "/folder/inner")
    let path = folder.path + "/" + name
    do {
      try AtomicFile.write("new", to: path)
      Issue.record("written to \(name)")
    } catch {
      guard case .unwritable(path, let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(!reason.isEmpty)
    }
    #expect(folder.names == ["file", "folder"])
    #expect(try FileBytes.read(folder.path + "/file") == Array("old".utf8))
  }

  @Test("folders are made with those above them")
  func folders() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a/b/c"
    try AtomicFile.makeFolder(path)
    try AtomicFile.makeFolder(path)
    try AtomicFile.write("x", to: path + "/d")
    #expect(try FileBytes.names(in: path) == ["d"])
    #expect(throws: TableFileError.unwritable(path: path + "/d/e", reason: "the folder cannot be made")) {
      try AtomicFile.makeFolder(path + "/d/e")
    }
  }

  @Test(
    "a set of files removes what a process that is no more left in its folder, and nothing of a living one")
  func abandoned() throws {
    let folder = try TemporaryFolder()
    // No system has processes of such numbers.
    for name in [".partial-999999999", ".partial-999999999-AbCdEf", ".partial-1", ".partial-x"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)/tables", withIntermediateDirectories: true)
    }
    _ = try FolderWriter.write([(name: "a.csv", text: "1")], to: folder.path)
    #expect(folder.names == [".partial-1", ".partial-x", "a.csv"])
  }

  @Test("what is on its way goes away when the process is stopped; nothing else")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let places = TemporaryPlaces()
    places.add(try folder.file("a", "uno"))
    places.add(folder.path + "/no-está")
    let done = try folder.file("b", "dos")
    places.add(done)
    places.remove(done)
    places.clear()
    #expect(folder.names == ["dos"])
  }
}
