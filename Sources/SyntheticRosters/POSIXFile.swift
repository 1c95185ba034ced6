// The calls to the C library that rosters need: whole-file reads, directories, and the reason of a
// failure in words. Foundation is left out so that a generator starts at once.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reading files and creating directories with typed errors.
enum POSIXFile {
  /// The words of the C library for the last failure.
  static func lastReason() -> String {
    String(cString: strerror(errno))
  }

  /// `directory` and `name` joined by one slash.
  static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// All bytes of the file at `path`.
  static func read(_ path: String) throws(SyntheticRosterError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw .inputMissing(path: path, reason: lastReason()) }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      #if canImport(Glibc)
        let got = Glibc.read(descriptor, &chunk, chunk.count)
      #elseif canImport(Musl)
        let got = Musl.read(descriptor, &chunk, chunk.count)
      #else
        let got = Darwin.read(descriptor, &chunk, chunk.count)
      #endif
      if got < 0 {
        if errno == EINTR { continue }
        throw .inputMissing(path: path, reason: lastReason())
      }
      if got == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<got])
    }
  }

  /// Creates the directory at `path` and those above it; one that exists is left as it is.
  static func createDirectory(_ path: String) throws(SyntheticRosterError) {
    guard !path.isEmpty else {
      throw .wrongArgument(name: "directory", value: path, expected: "a path that is not empty")
    }
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      if mkdir(prefix, 0o777) != 0 && errno != EEXIST && errno != EISDIR {
        let reason = lastReason()
        var status = stat()
        if stat(prefix, &status) != 0 {
          throw .outputNotWritable(path: prefix, reason: reason)
        }
      }
      prefix += "/"
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .outputNotWritable(path: path, reason: lastReason())
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .outputNotWritable(path: path, reason: "it exists and is not a directory")
    }
  }
}
