import Dispatch
import Foundation
import Trayectoria

/// What happens when somebody stops the program: what it was writing goes away, and it ends as stopped programs do.
enum Interruption {
  /// Kept while the program runs.
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  static func watch() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var before = sigaction()
      sigaction(number, nil, &before)
      // Who asked for it to be ignored, as nohup does, is heeded.
      if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1 { continue }
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        TemporaryPlaces.own.clear()
        signal(number, SIG_DFL)
        kill(getpid(), number)
      }
      source.resume()
      sources.append(source)
    }
  }
}
