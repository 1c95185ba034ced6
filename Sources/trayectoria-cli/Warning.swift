import Foundation
import Synchronization
import Trayectoria

/// Lines on standard error that are no failure. They are told after the result, so that a failure is one line.
enum Warning {
  private static let held = Mutex<[String]>([])

  static func write(_ message: String) { held.withLock { $0.append(message) } }

  /// Tells what there is, in its order.
  static func tell() {
    for message in held.withLock({ lines in
      defer { lines = [] }
      return lines
    }) { tell(message) }
  }

  /// Tells at once what is to be known while there is still time: before long work.
  static func tell(_ message: String) {
    let line = MessageText.shortened(message.split(whereSeparator: \.isNewline).joined(separator: " "))
    FileHandle.standardError.write(Data("trayectoria: \(line)\n".utf8))
  }
}
