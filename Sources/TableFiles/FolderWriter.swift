import Foundation

/// A set of files that appears together: all of them are written beside their places first, and only then moved there, so
/// that a full disk leaves what was there before.
public enum FolderWriter {
  /// Writes files under names relative to the folder, making folders as needed. Returns their paths.
  public static func write(_ files: [(name: String, text: String)], to folder: String) throws(TableFileError)
    -> [String]
  {
    try write(files.map { ($0.name, Array($0.text.utf8)) }, to: folder)
  }

  /// The same for files of any bytes.
  public static func write(_ files: [(name: String, bytes: [UInt8])], to folder: String)
    throws(TableFileError) -> [String]
  {
    let existed = FileManager.default.fileExists(atPath: folder)
    try AtomicFile.makeFolder(folder)
    TemporaryPlaces.clearAbandoned(in: folder)
    let staging = "\(folder)/\(TemporaryPlaces.prefix)"
    TemporaryPlaces.own.add(staging)
    defer { TemporaryPlaces.own.remove(staging) }
    do throws(TableFileError) {
      for file in files {
        let path = "\(staging)/\(file.name)"
        try AtomicFile.makeFolder((path as NSString).deletingLastPathComponent)
        try AtomicFile.write(file.bytes, to: path)
      }
      // Nothing is moved while one of them has no place to go.
      for file in files { try makeWay("\(folder)/\(file.name)") }
      for file in files {
        let path = "\(folder)/\(file.name)"
        guard rename("\(staging)/\(file.name)", path) == 0 else {
          throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
      }
    } catch {
      try? FileManager.default.removeItem(atPath: existed ? staging : folder)
      throw error
    }
    try? FileManager.default.removeItem(atPath: staging)
    return files.map { "\(folder)/\($0.name)" }
  }

  /// Makes the folder of a file, and refuses a place that no file can take.
  private static func makeWay(_ path: String) throws(TableFileError) {
    let parent = (path as NSString).deletingLastPathComponent
    try AtomicFile.makeFolder(parent)
    guard access(parent.isEmpty ? "." : parent, W_OK) == 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw .unwritable(path: path, reason: "it is a folder")
    }
  }
}
