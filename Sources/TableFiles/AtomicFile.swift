import Foundation

/// Files appear whole or not at all: written beside their place and renamed.
public enum AtomicFile {
  /// Writes bytes to `path`, replacing what is there.
  public static func write(_ bytes: some Collection<UInt8>, to path: String) throws(TableFileError) {
    let temporary = path + ".partial"
    let handle = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard handle >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    var array = Array(bytes)
    var written = 0
    var failure: String?
    array.withUnsafeMutableBytes { buffer in
      while written < buffer.count {
        let count = Foundation.write(handle, buffer.baseAddress! + written, buffer.count - written)
        if count < 0 {
          if errno == EINTR { continue }
          failure = String(cString: strerror(errno))
          return
        }
        written += count
      }
    }
    if close(handle) != 0, failure == nil { failure = String(cString: strerror(errno)) }
    if failure == nil, rename(temporary, path) != 0 { failure = String(cString: strerror(errno)) }
    if let failure {
      unlink(temporary)
      throw .unwritable(path: path, reason: failure)
    }
  }

  public static func write(_ text: String, to path: String) throws(TableFileError) {
    try write(text.utf8, to: path)
  }

  /// Makes a folder and those above it, if they are not there.
  public static func makeFolder(_ path: String) throws(TableFileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: "the folder cannot be made")
    }
  }
}
