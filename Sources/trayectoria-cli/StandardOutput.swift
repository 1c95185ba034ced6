import Foundation

/// Standard output that may be full or closed.
enum StandardOutput {
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let rest = bytes.count - written
      let count = bytes.withUnsafeBytes { Foundation.write(1, $0.baseAddress! + written, rest) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw Failure(.badOutput, "standard output cannot be written (\(String(cString: strerror(errno))))")
      }
      written += count
    }
  }
}
