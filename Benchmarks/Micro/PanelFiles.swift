import Foundation
import Kernels
import Panels
import Rosters
import TableFiles

/// The files of a generated panel, and what the benchmarks take from them.
struct PanelFiles: Sendable {
  let years: [Int]
  let paths: [String]
  /// Bytes of all files.
  let bytes: Int

  /// Those columns that the comparison with other programs reads.
  static let schema = RosterSchema(
    identifier: "run", digit: "dv",
    fields: [FieldDefinition("tramo", type: .text), FieldDefinition("monto", type: .integer)],
    state: .given(field: "tramo"), amount: "monto")
  static let blockSize = 1 << 20

  /// From YEAR=FILE arguments.
  init(_ arguments: [String]) {
    var years: [Int] = []
    var paths: [String] = []
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let year = Int(parts[0]) else { fatalError("'\(argument)' is not YEAR=FILE") }
      years.append(year)
      paths.append(parts[1])
    }
    self.years = years
    self.paths = paths
    bytes = paths.reduce(0) { sum, path in
      var status = stat()
      guard stat(path, &status) == 0 else { fatalError("\(path): no such file") }
      return sum + Int(status.st_size)
    }
  }

  /// The first bytes of the first file, up to a line end, with room after them that a scan may read.
  func sample(_ limit: Int) throws -> Sample {
    guard let handle = FileHandle(forReadingAtPath: paths[0]) else { fatalError("\(paths[0]): unreadable") }
    var bytes = [UInt8](try handle.read(upToCount: limit) ?? Data())
    if let end = bytes.lastIndex(of: 10) { bytes.removeLast(bytes.count - end - 1) }
    return Sample(bytes)
  }

  /// The valid records of all years as typed columns, with the labels of their states.
  func records() throws -> (years: [RecordJoin.Year], labels: [String]) {
    var labels: [String] = []
    let columns = try paths.map { path in
      let header = try FileHeader(path: path)
      let plan = try CompactPlan(header, schema: PanelFiles.schema, by: [])
      let records = Locked(CompactRecords(plan: plan, form: .number, year: 0))
      let year = Locked((year: RecordJoin.Year(), labels: labels))
      let stream = BlockStream(
        header: header, wanted: plan.wanted, threads: 1, blockSize: PanelFiles.blockSize)
      _ = try stream.run(
        restart: { fatalError("\(path): quotes") },
        body: { _, block in
          records.withLock { records in
            records.fill(block, number: block.index)
            year.withLock { found in
              for index in 0..<records.count {
                let label = records.stateLabels[Int(records.states.base[index])]
                if !found.labels.contains(label) { found.labels.append(label) }
                found.year.identifiers.append(records.identifiers.base[index])
                found.year.states.append(UInt8(found.labels.firstIndex(of: label)!))
                found.year.amounts.append(records.amounts.base[index])
              }
            }
          }
        })
      let found = year.withLock { $0 }
      labels = found.labels
      return found.year
    }
    return (columns, labels)
  }
}

/// Bytes in memory that a scan may read past.
final class Sample: @unchecked Sendable {
  let base: UnsafeMutablePointer<UInt8>
  let count: Int

  init(_ bytes: [UInt8]) {
    count = bytes.count
    base = .allocate(capacity: bytes.count + 128)
    base.initialize(repeating: 0, count: bytes.count + 128)
    base.update(from: bytes, count: bytes.count)
  }

  deinit { base.deallocate() }

  /// Stretches of about a block's size that end at line ends.
  func blocks(_ size: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var from = 0
    while from < count {
      var to = min(from + size, count)
      while to > from, base[to - 1] != 10 { to -= 1 }
      blocks.append(from..<to)
      from = to
    }
    return blocks
  }
}
