import Foundation

/// Files appear whole or not at all: written beside their place and renamed.
public enum AtomicFile {
  /// Writes bytes to `path`, replacing what is there. A link is followed; a device or pipe is written to as it is.
  public static func write(_ bytes: some Collection<UInt8>, to path: String) throws(TableFileError) {
    do { try write(to: path) { pour in try pour(Array(bytes)) } } catch let error as TableFileError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
  }

  /// The same with bytes that come piece by piece: `body` hands them to the function it gets. Where it throws, what was there
  /// stays as it was.
  public static func write(to given: String, _ body: (_ pour: ([UInt8]) throws -> Void) throws -> Void) throws
  {
    var status = stat()
    let exists = stat(given, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw TableFileError.unwritable(path: given, reason: "it is a folder")
      }
      let handle = open(given, O_WRONLY | O_CLOEXEC)
      guard handle >= 0 else {
        throw TableFileError.unwritable(path: given, reason: String(cString: strerror(errno)))
      }
      defer { close(handle) }
      return try body { try pour($0, into: handle, path: given) }
    }
    let path = exists ? resolved(given) : given
    // A name of its own, so that nothing of anybody's is in the way and two runs do not share it.
    var template = Array("\(path).partial-XXXXXX".utf8CString)
    let handle = mkstemp(&template)
    guard handle >= 0 else {
      throw TableFileError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    let temporary = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    TemporaryPlaces.own.add(temporary)
    defer { TemporaryPlaces.own.remove(temporary) }
    let mask = umask(0)
    umask(mask)
    fchmod(handle, exists ? status.st_mode & 0o777 : 0o666 & ~mask)
    do {
      try body { try pour($0, into: handle, path: path) }
    } catch {
      close(handle)
      unlink(temporary)
      throw error
    }
    var failure = close(handle) == 0 ? nil : String(cString: strerror(errno))
    if failure == nil, rename(temporary, path) != 0 { failure = String(cString: strerror(errno)) }
    if let failure {
      unlink(temporary)
      throw TableFileError.unwritable(path: path, reason: failure)
    }
  }

  /// The file that a path leads to, through links.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Writes all bytes to an open file.
  private static func pour(_ bytes: [UInt8], into handle: Int32, path: String) throws(TableFileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(handle, $0.baseAddress! + written, bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unwritable(path: path, reason: String(cString: strerror(errno)))
      }
      written += count
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
