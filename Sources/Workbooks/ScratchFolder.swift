import Foundation
import TableFiles

/// A folder of its own for temporary files, which goes away with what is in it.
enum ScratchFolder {
  /// Makes a folder within `parent` that nobody else reads, where so many bytes are free, and removes it whatever happens.
  static func with<Result>(
    in parent: String, free needed: Int, _ body: (String) throws(WorkbookError) -> Result
  ) throws(WorkbookError) -> Result {
    var template = Array("\(parent)/\(TemporaryPlaces.prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .scratch(folder: parent, reason: String(cString: strerror(errno)))
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    TemporaryPlaces.own.add(path)
    defer {
      try? FileManager.default.removeItem(atPath: path)
      TemporaryPlaces.own.remove(path)
    }
    var disk = statvfs()
    // A file system that does not say how much is free is left to say so when it is full.
    if statvfs(path, &disk) == 0 {
      let (free, overflow) = Int(clamping: disk.f_bavail)
        .multipliedReportingOverflow(by: Int(clamping: disk.f_frsize))
      if !overflow, free < needed { throw .space(needed: needed, available: free) }
    }
    return try body(path)
  }
}
