import Foundation

/// Standard output that may be full or closed.
enum StandardOutput {
  static func write(_ text: String) throws {
    var bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let rest = bytes.count - written
      let count = bytes.withUnsafeMutableBytes { Foundation.write(1, $0.baseAddress! + written, rest) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw Failure(.badOutput, "standard output cannot be written (\(String(cString: strerror(errno))))")
      }
      written += count
    }
  }
}
