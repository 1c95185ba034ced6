import CByteScan
import Foundation

/// The structural scan alone, on bytes in memory, with each instruction set of the machine.
enum ScanBenchmarks {
  static let sampleSize = 64 << 20
  static let delimiter = UInt8(ascii: ";")

  static let levels = [("portable", CBS_PORTABLE), ("AVX2", CBS_AVX2), ("AVX-512", CBS_AVX512)]
    .map { (name: $0.0, level: Int32($0.1)) }.filter { cbs_supports($0.level) == 1 }

  /// Masks of delimiters and line ends.
  static func scan(_ files: PanelFiles, repetitions: Int) throws {
    let sample = try files.sample(sampleSize)
    let blocks = sample.blocks(PanelFiles.blockSize)
    var expected = (delimiters: 0, lines: 0)
    for index in 0..<sample.count {
      if sample.base[index] == delimiter { expected.delimiters += 1 }
      if sample.base[index] == 10 { expected.lines += 1 }
    }
    let words = cbs_words(PanelFiles.blockSize)
    var fieldEnds = [UInt64](repeating: 0, count: words)
    var lineEnds = fieldEnds
    for (name, level) in levels {
      var lines = 0
      try Measurement(
        "scan", name, bytes: sample.count, "bytes", sample.count, repetitions: repetitions,
        work: {
          lines = 0
          var summary = cbs_summary()
          for block in blocks {
            cbs_masks(
              sample.base + block.lowerBound, block.count, delimiter, 0, &fieldEnds, &lineEnds, &summary,
              level)
            lines += Int(summary.line_feeds)
          }
          return nil
        },
        check: {
          // The masks themselves, once more and counted.
          var found = (delimiters: 0, lines: 0)
          var summary = cbs_summary()
          for block in blocks {
            cbs_masks(
              sample.base + block.lowerBound, block.count, delimiter, 0, &fieldEnds, &lineEnds, &summary,
              level)
            for word in 0..<cbs_words(block.count) {
              found.delimiters += (fieldEnds[word] & ~lineEnds[word]).nonzeroBitCount
              found.lines += lineEnds[word].nonzeroBitCount
            }
          }
          return found == expected && lines == expected.lines
        }
      ).emit()
    }
  }

  /// From masks to rows and the wanted fields in them.
  static func rows(_ files: PanelFiles, repetitions: Int) throws {
    let sample = try files.sample(sampleSize)
    let blocks = sample.blocks(PanelFiles.blockSize)
    let names = Data(
      bytes: sample.base, count: memchr(sample.base, 10, sample.count)! - UnsafeMutableRawPointer(sample.base)
    )
    let header = String(decoding: names, as: UTF8.self).split(separator: ";").map(String.init)
    let wanted = ["run", "dv", "monto", "tramo"].map { UInt32(header.firstIndex(of: $0)!) }.sorted()
    var masks: [(fieldEnds: [UInt64], lineEnds: [UInt64])] = []
    var expected = (rows: 0, width: 0)
    for block in blocks {
      var fieldEnds = [UInt64](repeating: 0, count: cbs_words(block.count))
      var lineEnds = fieldEnds
      var summary = cbs_summary()
      let bytes = sample.base + block.lowerBound
      cbs_masks(bytes, block.count, delimiter, 0, &fieldEnds, &lineEnds, &summary, Int32(CBS_AUTO))
      masks.append((fieldEnds, lineEnds))
      var column: UInt32 = 0
      for index in 0..<block.count {
        if bytes[index] == 10 {
          expected.rows += 1
          column = 0
        } else if bytes[index] == delimiter {
          column += 1
        } else if wanted.contains(column) {
          expected.width += 1
        }
      }
    }
    let capacity = PanelFiles.blockSize / header.count + 1
    var starts = [UInt32](repeating: 0, count: capacity * wanted.count)
    var ends = starts
    var found = [cbs_row](repeating: cbs_row(), count: capacity)
    var bad = found
    for (name, level) in levels where level != Int32(CBS_AVX512) {
      func pass(_ body: (Int) -> Void) {
        for (block, masks) in zip(blocks, masks) {
          let result = cbs_rows(
            sample.base + block.lowerBound, block.count, masks.fieldEnds, masks.lineEnds, wanted,
            wanted.count,
            UInt32(header.count), &starts, &ends, &found, capacity, &bad, 64, 0, level)
          body(result.good)
        }
      }
      var rows = 0
      try Measurement(
        "rows", name == "AVX2" ? "BMI2" : name, bytes: sample.count, "rows", expected.rows,
        repetitions: repetitions,
        work: {
          rows = 0
          pass { rows += $0 }
          return nil
        },
        check: {
          var width = 0
          pass { good in
            for field in 0..<good * wanted.count { width += Int(ends[field] - starts[field]) }
          }
          return rows == expected.rows && width == expected.width
        }
      ).emit()
    }
  }
}
