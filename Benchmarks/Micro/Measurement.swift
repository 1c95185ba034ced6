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
  /// Of all processors, the median.
  let processorSeconds: Double
  /// What the resident set was larger at most than before the work, in the repetition with the most: bytes.
  let extraMemory: Int?
  /// What was found, where other programs' answers are set beside it.
  var answer: [Double]?

  /// Does the work once to warm up, then `repetitions` times. `work` returns the seconds it took where it times only a
  /// part of itself, else nil; `check` looks at the answer it left behind, untimed.
  init(
    _ name: String, _ variant: String = "", threads: Int = 1, bytes: Int, _ unit: String, _ count: Int,
    repetitions: Int, work: () throws -> Double?, check: () -> Bool
  ) rethrows {
    var all: [Double] = []
    var processor: [Double] = []
    var memory: Int?
    for repetition in 0...repetitions {
      let before = Memory.startPeak()
      let processorStart = Clock.processor
      let start = Clock.now
      let own = try work()
      let seconds = own ?? (Clock.now - start)
      processor.append(Clock.processor - processorStart)
      if repetition > 0, let before, let peak = Memory.peak { memory = max(memory ?? 0, peak - before) }
      if !check() { fatalError("\(name) \(variant): a wrong answer") }
      if repetition > 0 { all.append(seconds) }
    }
    let ordered = all.sorted()
    self.name = name
    self.variant = variant
    self.threads = threads
    self.bytes = bytes
    self.unit = unit
    self.count = count
    seconds = Seconds(
      median: Self.median(ordered), min: ordered[0], max: ordered[ordered.count - 1], all: all)
    processorSeconds = Self.median(processor.dropFirst().sorted())
    extraMemory = memory
  }

  private static func median(_ ordered: [Double]) -> Double {
    let middle = ordered.count / 2
    return ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
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
  static var now: Double { read(CLOCK_MONOTONIC) }

  /// Of this process, on all processors together.
  static var processor: Double { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
