import Foundation
import Kernels

/// Files and folders that are on their way to their place: what an interruption may leave behind, and what removes it.
package final class TemporaryPlaces: Sendable {
  /// Those of this process.
  package static let own = TemporaryPlaces()

  private let places = Locked<Set<String>>([])

  package init() {}

  /// The beginning of a temporary name within a folder; the number of the process says later whether anybody still needs it.
  package static var prefix: String { ".partial-\(getpid())" }

  package func add(_ path: String) { places.withLock { _ = $0.insert(path) } }

  package func remove(_ path: String) { places.withLock { _ = $0.remove(path) } }

  /// Removes what is there now. For a process that is about to end.
  package func clear() {
    let paths = places.withLock { paths in
      defer { paths = [] }
      return paths
    }
    for path in paths { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Removes from a folder what processes that are no more have left there.
  package static func clearAbandoned(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(".partial-") {
      let digits = name.dropFirst(".partial-".count).prefix { $0.isASCII && $0.isNumber }
      guard let process = pid_t(digits), process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}
