import TableFiles
import Testing

@Suite("FileBytes")
struct FileBytesTests {
  // Oracle: FIPS 180-4 test vectors of NIST, and a million letters a.
  @Test(
    "SHA-256",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func sha256(_ text: String, _ times: Int, _ expected: String) {
    #expect(FileBytes.sha256(Array(String(repeating: text, count: times).utf8)) == expected)
  }

  @Test("a file over the limit is refused")
  func limit() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(Array(repeating: 7, count: 1 << 20))
    #expect(try FileBytes.read(path, limit: 1 << 20).count == 1 << 20)
    #expect(throws: TableFileError.unreadable(path: path, reason: "it is larger than 0 MB")) {
      try FileBytes.read(path, limit: 100)
    }
  }

  @Test("names in byte order")
  func names() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "a", "Z", "ñ", "a.csv"] { _ = try folder.file("", name) }
    #expect(try FileBytes.names(in: folder.path) == ["Z", "a", "a.csv", "b", "ñ"])
    #expect(throws: TableFileError.missing(path: folder.path + "/none")) {
      try FileBytes.names(in: folder.path + "/none")
    }
    #expect(throws: TableFileError.unreadable(path: folder.path + "/a", reason: "it is not a folder")) {
      try FileBytes.names(in: folder.path + "/a")
    }
  }
}
