import Foundation

/// Small files read whole.
public enum FileBytes {
  /// The bytes of a file of at most `limit` bytes. Throws where it is missing, unreadable or larger.
  public static func read(_ path: String, limit: Int = 64 << 20) throws(TableFileError) -> [UInt8] {
    let handle = open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(handle) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(handle, &chunk, chunk.count)
      if count < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[0..<count])
      if bytes.count > limit { throw .unreadable(path: path, reason: "it is larger than \(limit >> 20) MB") }
    }
  }
}

extension FileBytes {
  /// Names of the files in a folder, in byte order.
  public static func names(in folder: String) throws(TableFileError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      // What is there and is no folder is not missing.
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
        throw .missing(path: folder)
      }
      throw .unreadable(
        path: folder, reason: isFolder.boolValue ? "the folder may not be read" : "it is not a folder")
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// SHA-256 of bytes in hexadecimal.
  public static func sha256(_ bytes: [UInt8]) -> String { Digest.hexadecimal(of: bytes) }
}
