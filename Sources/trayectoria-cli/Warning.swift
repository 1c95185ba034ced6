import Foundation

/// A line on standard error that is no failure.
enum Warning {
  static func write(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    FileHandle.standardError.write(Data("trayectoria: \(line)\n".utf8))
  }
}
