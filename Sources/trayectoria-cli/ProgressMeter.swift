import Foundation
import Synchronization
import Trayectoria

/// Stage, bytes and time left on standard error, where a person is looking.
final class ProgressMeter: Sendable {
  private struct State {
    var stage = ""
    var before = 0
    var current = 0
    var lastShown = 0.0
  }

  private let state = Mutex(State())
  private let total: Int
  private let start = Date().timeIntervalSinceReferenceDate

  private let language: Language

  /// Nil where nobody is looking. `total`: bytes that will be read, 0 if not known.
  init?(asked: Bool, total: Int, language: Language) {
    guard asked || isatty(2) != 0 else { return nil }
    self.total = total
    self.language = language
  }

  /// Bytes of a stage so far; a new stage adds to those before it.
  func report(_ stage: String, _ bytes: Int) {
    let line = state.withLock { state -> String? in
      if state.stage != stage {
        state.before += state.current
        state.current = 0
        state.stage = stage
        state.lastShown = 0
      }
      state.current = max(state.current, bytes)
      let now = Date().timeIntervalSinceReferenceDate
      guard now - state.lastShown > 0.2 else { return nil }
      state.lastShown = now
      let done = state.before + state.current
      let name = language == .spanish && stage == "tables" ? "cuadros" : stage
      var text = "\r\(name): \(done >> 20) MB"
      if total > 0, done > 0 {
        let left = max(0, (now - start) * Double(total - done) / Double(done))
        let seconds = Int(left.rounded(.up))
        text +=
          language == .spanish
          ? " de \(total >> 20) MB, quedan \(seconds) s" : " of \(total >> 20) MB, \(seconds) s left"
      }
      return text + "    "
    }
    if let line { FileHandle.standardError.write(Data(line.utf8)) }
  }

  func finish() { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }

  static func size(of paths: [String]) -> Int {
    paths.reduce(0) { sum, path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }
}
