import CByteScan
import Kernels
import Testing

@Suite("masks")
struct MasksTests {
  struct Found: Equatable {
    var fieldEnds: [Int] = []
    var lineEnds: [Int] = []
    var hasQuote = false
    var lineFeeds: UInt64 = 0
    var hasHigh = false
    var hasNUL = false
    var hasCarriage = false
  }

  private static func scan(_ bytes: [UInt8], delimiter: UInt8, next: UInt8, level: Int32) -> Found {
    let padded = ScanSample.padded(bytes)
    var fieldEnds = [UInt64](repeating: ~0, count: cbs_words(bytes.count) + 1)
    var lineEnds = fieldEnds
    var summary = cbs_summary()
    cbs_masks(padded, bytes.count, delimiter, next, &fieldEnds, &lineEnds, &summary, level)
    // The word after the masks is not theirs.
    #expect(fieldEnds.removeLast() == ~0 && lineEnds.removeLast() == ~0)
    return Found(
      fieldEnds: ScanSample.offsets(fieldEnds), lineEnds: ScanSample.offsets(lineEnds),
      hasQuote: summary.has_quote == 1, lineFeeds: summary.line_feeds, hasHigh: summary.has_high == 1,
      hasNUL: summary.has_nul == 1, hasCarriage: summary.has_carriage == 1)
  }

  /// Oracle: one byte after the other.
  private static func slow(_ bytes: [UInt8], delimiter: UInt8, next: UInt8) -> Found {
    var found = Found()
    for (index, byte) in bytes.enumerated() {
      let following = index + 1 < bytes.count ? bytes[index + 1] : next
      let endsLine = byte == 10 || byte == 13 && following != 10
      if byte == delimiter || endsLine { found.fieldEnds.append(index) }
      if endsLine { found.lineEnds.append(index) }
      if byte == 34 { found.hasQuote = true }
      if byte == 13 { found.hasCarriage = true }
      if byte == 10 { found.lineFeeds += 1 }
      if byte >= 0x80 { found.hasHigh = true }
      if byte == 0 { found.hasNUL = true }
    }
    return found
  }

  @Test("every instruction set against a byte loop", arguments: ScanSample.levels, ScanSample.Kind.allCases)
  func masks(_ level: Int32, _ kind: ScanSample.Kind) {
    var generator = PCG64(seed: 3, stream: 1)
    for size in ScanSample.sizes {
      for next in [UInt8(0), 10, 13, 59] {
        for delimiter in [UInt8(ascii: ";"), UInt8(ascii: ","), 9, UInt8(ascii: "|")] {
          let bytes = ScanSample.bytes(size, kind, &generator)
          let found = Self.scan(bytes, delimiter: delimiter, next: next, level: level)
          #expect(
            found == Self.slow(bytes, delimiter: delimiter, next: next), "\(size) bytes, then \(next)")
        }
      }
    }
  }

  @Test("the portable form runs everywhere")
  func supports() {
    #expect(cbs_supports(Int32(CBS_PORTABLE)) == 1)
    #expect(cbs_supports(Int32(CBS_AUTO)) == 1)
    #expect(cbs_supports(99) == 0)
  }

  /// Oracle: a state for each byte. Line ends and delimiters count outside quoted fields; a field is quoted if its
  /// first byte is a quote; a doubled quote inside it does not close it.
  private static func slowQuoted(_ bytes: [UInt8], delimiter: UInt8, next: UInt8)
    -> (delimiters: [Int], lineEnds: [Int], open: Int?)
  {
    enum State { case start, plain, quoted, quoteSeen }
    var state = State.start
    var delimiters: [Int] = []
    var lineEnds: [Int] = []
    var opened = 0
    for (index, byte) in bytes.enumerated() {
      if state == .quoted {
        if byte == 34 { state = .quoteSeen }
        continue
      }
      if state == .quoteSeen, byte == 34 {
        state = .quoted
        continue
      }
      if state == .start, byte == 34 {
        state = .quoted
        opened = index
        continue
      }
      let following = index + 1 < bytes.count ? bytes[index + 1] : next
      state = .plain
      if byte == delimiter {
        delimiters.append(index)
        state = .start
      } else if byte == 10 || byte == 13 && following != 10 {
        lineEnds.append(index)
        state = .start
      }
    }
    return (delimiters, lineEnds, state == .quoted ? opened : nil)
  }

  @Test("quotes honoured, against a state for each byte", arguments: ScanSample.Kind.allCases)
  func quoted(_ kind: ScanSample.Kind) {
    var generator = PCG64(seed: 4, stream: 1)
    for size in ScanSample.sizes + Array(1...40) {
      for next in [UInt8(0), 10] {
        let bytes = ScanSample.bytes(size, kind, &generator)
        let padded = ScanSample.padded(bytes)
        var fieldEnds = [UInt64](repeating: ~0, count: cbs_words(size))
        var lineEnds = fieldEnds
        var opened = Int.max
        let isOpen = cbs_masks_quoted(padded, size, 59, next, &fieldEnds, &lineEnds, &opened)
        let expected = Self.slowQuoted(bytes, delimiter: 59, next: next)
        #expect(ScanSample.offsets(fieldEnds) == (expected.delimiters + expected.lineEnds).sorted())
        #expect(ScanSample.offsets(lineEnds) == expected.lineEnds)
        #expect((isOpen == 1 ? opened : nil) == expected.open)
      }
    }
  }

  @Test("without quotes both masks are the same")
  func sameWithoutQuotes() {
    var generator = PCG64(seed: 5, stream: 1)
    for size in ScanSample.sizes {
      let bytes = ScanSample.bytes(size, .text, &generator).map { $0 == 34 ? 65 : $0 }
      let expected = Self.slowQuoted(bytes, delimiter: 59, next: 0)
      let found = Self.scan(bytes, delimiter: 59, next: 0, level: Int32(CBS_AUTO))
      #expect(found.fieldEnds == (expected.delimiters + expected.lineEnds).sorted())
      #expect(found.lineEnds == expected.lineEnds)
    }
  }

  @Test("the end of the last row", arguments: ScanSample.Kind.allCases)
  func lastRowEnd(_ kind: ScanSample.Kind) {
    var generator = PCG64(seed: 6, stream: 1)
    for size in ScanSample.sizes + Array(1...40) {
      let bytes = ScanSample.bytes(size, kind, &generator)
      var end = Int.max
      var opened = Int.max
      let isOpen = cbs_last_row_end(bytes + [0], size, 59, &end, &opened)
      // A CR as the last byte may be half of a CRLF: as if a LF came next.
      let expected = Self.slowQuoted(bytes, delimiter: 59, next: 10)
      #expect(end == (expected.lineEnds.last ?? -1) + 1)
      #expect((isOpen == 1 ? opened : nil) == expected.open)
    }
  }

  @Test("line ends are counted and bytes found", arguments: ScanSample.Kind.allCases)
  func counts(_ kind: ScanSample.Kind) {
    var generator = PCG64(seed: 7, stream: 1)
    for size in ScanSample.sizes {
      let bytes = ScanSample.bytes(size, kind, &generator)
      #expect(
        cbs_count_lines(bytes + [10], size) == Self.slow(bytes, delimiter: 59, next: 0).lineEnds.count)
      for value in [UInt8(10), 13, 255] {
        #expect(cbs_after_last(bytes + [value], size, value) == (bytes.lastIndex(of: value) ?? -1) + 1)
      }
    }
  }
}
