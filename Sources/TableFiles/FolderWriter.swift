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
    let staging = "\(folder)/.partial-\(getpid())"
    do throws(TableFileError) {
      for file in files {
        let path = "\(staging)/\(file.name)"
        try AtomicFile.makeFolder((path as NSString).deletingLastPathComponent)
        try AtomicFile.write(file.bytes, to: path)
      }
      for file in files {
        let path = "\(folder)/\(file.name)"
        try AtomicFile.makeFolder((path as NSString).deletingLastPathComponent)
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
}
