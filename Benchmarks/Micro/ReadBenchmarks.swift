import Foundation
import Kernels
import Rosters
import Synchronization
import TableFiles

/// Reading files: as the panel does, its stages, and the least that any reader has to do with the same bytes.
enum ReadBenchmarks {
  /// Reading, masks and rows through `BlockStream`, nothing done with the fields.
  static func read(_ files: PanelFiles, threads: Int, repetitions: Int) throws {
    let expected = try lines(files) - files.paths.count
    var rows = 0
    try Measurement(
      "read", threads: threads, bytes: files.bytes, "rows", expected, repetitions: repetitions,
      work: {
        rows = 0
        for path in files.paths {
          let header = try FileHeader(path: path)
          let plan = try CompactPlan(header, schema: PanelFiles.schema, by: [])
          let stream = BlockStream(
            header: header, wanted: plan.wanted, threads: threads, blockSize: PanelFiles.blockSize)
          rows += try stream.run(restart: {}, body: { _, _ in }).rows
        }
        return nil
      },
      check: { rows == expected }
    ).emit()
  }

  /// From fields to typed values, check digits included; only this part of the reading is timed.
  static func parse(_ files: PanelFiles, repetitions: Int) throws {
    let expected = try lines(files) - files.paths.count
    var used = 0
    try Measurement(
      "parse", bytes: files.bytes, "rows", expected, repetitions: repetitions,
      work: {
        used = 0
        var seconds = 0.0
        for path in files.paths {
          let header = try FileHeader(path: path)
          let plan = try CompactPlan(header, schema: PanelFiles.schema, by: [])
          let records = Locked(CompactRecords(plan: plan, form: .number, year: 0))
          let sum = Locked((used: 0, seconds: 0.0))
          let stream = BlockStream(
            header: header, wanted: plan.wanted, threads: 1, blockSize: PanelFiles.blockSize)
          _ = try stream.run(
            restart: {},
            body: { _, block in
              records.withLock { records in
                let start = Clock.now
                records.fill(block, number: block.index)
                let taken = Clock.now - start
                sum.withLock {
                  $0.used += records.count
                  $0.seconds += taken
                }
              }
            })
          sum.withLock {
            used += $0.used
            seconds += $0.seconds
          }
        }
        return seconds
      },
      check: { used == expected }
    ).emit()
  }

  /// The same bytes, blocks and threads: read alone; read and line ends counted with memchr. And a copy in memory.
  static func roofline(_ files: PanelFiles, threads: Int, repetitions: Int) throws {
    let expected = try lines(files)
    var found = (bytes: 0, lines: 0)
    try Measurement(
      "roofline", "pread", threads: threads, bytes: files.bytes, "bytes", files.bytes,
      repetitions: repetitions,
      work: {
        found = pass(files, threads: threads, counting: false)
        return nil
      },
      check: { found.bytes == files.bytes }
    ).emit()
    try Measurement(
      "roofline", "memchr", threads: threads, bytes: files.bytes, "bytes", files.bytes,
      repetitions: repetitions,
      work: {
        found = pass(files, threads: threads, counting: true)
        return nil
      },
      check: { found.bytes == files.bytes && found.lines == expected }
    ).emit()
    let from = try files.sample(256 << 20)
    let to = UnsafeMutablePointer<UInt8>.allocate(capacity: from.count)
    defer { to.deallocate() }
    to.initialize(repeating: 0, count: from.count)
    let address = UInt(bitPattern: to)
    try Measurement(
      "roofline", "memcpy", threads: threads, bytes: from.count, "bytes", from.count,
      repetitions: repetitions,
      work: {
        Parallel.forEach(threads, threads: threads) { piece in
          let low = from.count * piece / threads
          let high = from.count * (piece + 1) / threads
          guard let target = UnsafeMutableRawPointer(bitPattern: address) else { return }
          memcpy(target + low, from.base + low, high - low)
        }
        return nil
      },
      check: { memcmp(to, from.base, from.count) == 0 }
    ).emit()
  }

  private static func pass(_ files: PanelFiles, threads: Int, counting: Bool) -> (bytes: Int, lines: Int) {
    let bytes = Atomic<Int>(0)
    let lines = Atomic<Int>(0)
    for path in files.paths {
      let handle = open(path, O_RDONLY)
      guard handle >= 0 else { fatalError("\(path): unreadable") }
      defer { close(handle) }
      let next = Atomic<Int>(0)
      Parallel.forEach(threads, threads: threads) { _ in
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: PanelFiles.blockSize)
        defer { buffer.deallocate() }
        while true {
          let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
          let length = pread(handle, buffer, PanelFiles.blockSize, off_t(block * PanelFiles.blockSize))
          if length <= 0 { return }
          bytes.wrappingAdd(length, ordering: .relaxed)
          guard counting else { continue }
          var count = 0
          var at = 0
          while let end = memchr(buffer + at, 10, length - at) {
            at = end - UnsafeMutableRawPointer(buffer) + 1
            count += 1
          }
          lines.wrappingAdd(count, ordering: .relaxed)
        }
      }
    }
    return (bytes.load(ordering: .relaxed), lines.load(ordering: .relaxed))
  }

  /// Line ends of all files, counted byte by byte.
  private static func lines(_ files: PanelFiles) throws -> Int {
    var lines = 0
    for path in files.paths {
      guard let handle = FileHandle(forReadingAtPath: path) else { fatalError("\(path): unreadable") }
      while let data = try handle.read(upToCount: 1 << 22), !data.isEmpty {
        lines += data.withUnsafeBytes { bytes in
          var count = 0
          for byte in bytes where byte == 10 { count &+= 1 }
          return count
        }
      }
    }
    return lines
  }
}
