import Foundation

/// One figure: what was measured, over how much, and how long it took.
struct Measurement: Encodable {
  struct Seconds: Encodable {
    let median: Double
    let min: Double
    let max: Double
    let all: [Double]
  }

  let name: String
  /// Which of several ways, where there are several.
  let variant: String
  let threads: Int
  /// Bytes of the panel's files that this work stands for: a rate over these can be set beside the roofline.
  let bytes: Int
  /// What was done, and how often: rows, check digits, people.
  let unit: String
  let count: Int
  let seconds: Seconds

  /// Does the work once to warm up, then `repetitions` times. `work` returns the seconds it took where it times only a
  /// part of itself, else nil; `check` looks at the answer it left behind, untimed.
  init(
    _ name: String, _ variant: String = "", threads: Int = 1, bytes: Int, _ unit: String, _ count: Int,
    repetitions: Int, work: () throws -> Double?, check: () -> Bool
  ) rethrows {
    var all: [Double] = []
    for repetition in 0...repetitions {
      let start = Clock.now
      let own = try work()
      let seconds = own ?? (Clock.now - start)
      if !check() { fatalError("\(name) \(variant): a wrong answer") }
      if repetition > 0 { all.append(seconds) }
    }
    let ordered = all.sorted()
    let middle = ordered.count / 2
    let median = ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
    self.name = name
    self.variant = variant
    self.threads = threads
    self.bytes = bytes
    self.unit = unit
    self.count = count
    seconds = Seconds(median: median, min: ordered[0], max: ordered[ordered.count - 1], all: all)
  }

  /// A line of JSON on standard output.
  func emit() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var line = try encoder.encode(self)
    line.append(10)
    FileHandle.standardOutput.write(line)
  }
}

/// Seconds that never run backwards.
enum Clock {
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
