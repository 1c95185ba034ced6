import Foundation

/// Files appear whole or not at all: written beside their place and renamed.
public enum AtomicFile {
  /// Writes bytes to `path`, replacing what is there. A link is followed; a device or pipe is written to as it is.
  public static func write(_ bytes: some Collection<UInt8>, to given: String) throws(TableFileError) {
    var status = stat()
    let exists = stat(given, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw .unwritable(path: given, reason: "it is a folder")
      }
      let handle = open(given, O_WRONLY | O_CLOEXEC)
      guard handle >= 0 else { throw .unwritable(path: given, reason: String(cString: strerror(errno))) }
      defer { close(handle) }
      if let reason = pour(bytes, into: handle) { throw .unwritable(path: given, reason: reason) }
      return
    }
    let path = exists ? resolved(given) : given
    // A name of its own, so that nothing of anybody's is in the way and two runs do not share it.
    var template = Array("\(path).partial-XXXXXX".utf8CString)
    let handle = mkstemp(&template)
    guard handle >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    let temporary = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let mask = umask(0)
    umask(mask)
    fchmod(handle, exists ? status.st_mode & 0o777 : 0o666 & ~mask)
    var failure = pour(bytes, into: handle)
    if close(handle) != 0, failure == nil { failure = String(cString: strerror(errno)) }
    if failure == nil, rename(temporary, path) != 0 { failure = String(cString: strerror(errno)) }
    if let failure {
      unlink(temporary)
      throw .unwritable(path: path, reason: failure)
    }
  }

  /// The file that a path leads to, through links.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Writes all bytes to an open file; the reason where that fails.
  private static func pour(_ bytes: some Collection<UInt8>, into handle: Int32) -> String? {
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
    return failure
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
