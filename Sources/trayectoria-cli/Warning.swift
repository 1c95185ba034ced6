import Foundation
import Synchronization
import Trayectoria

/// Lines on standard error that are no failure. They are told after the result, so that a failure is one line.
enum Warning {
  private static let held = Mutex<[String]>([])

  static func write(_ message: String) { held.withLock { $0.append(message) } }

  /// What of a publication was not read: the first lines of it, and how many more there are and where they stand.
  static func write(unreadOf comparison: PublishedComparison, _ language: Language, listedIn place: String) {
    let unread = comparison.unreadLines(language)
    for line in unread.prefix(20) {
      write(language == .spanish ? "publicado sin leer: \(line)" : "published and not read: \(line)")
    }
    guard unread.count > 20 else { return }
    let more = NumberFormat(language).text(unread.count - 20)
    write(
      language == .spanish
        ? "publicado sin leer: y \(more) más, en not_read de \(place)"
        : "published and not read: and \(more) more, under not_read in \(place)")
  }

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
