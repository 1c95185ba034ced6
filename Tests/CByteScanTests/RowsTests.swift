import CByteScan
import Kernels
import TableFiles
import Testing

/// Oracle: `SimpleFields`, a plain reader byte by byte.
@Suite("rows")
struct RowsTests {
  struct Rows {
    var found = cbs_found()
    /// For each good row the bytes of its wanted fields.
    var fields: [[[UInt8]]] = []
    var bad: [cbs_row] = []
  }

  static func read(
    _ bytes: [UInt8], columns: Int, wanted: [UInt32], level: Int32, quoted: Bool, capacity: Int? = nil,
    badCapacity: Int = 1000
  ) -> Rows {
    let padded = ScanSample.padded(bytes)
    var fieldEnds = [UInt64](repeating: 0, count: cbs_words(bytes.count))
    var lineEnds = fieldEnds
    var summary = cbs_summary()
    cbs_masks(padded, bytes.count, 59, 0, &fieldEnds, &lineEnds, &summary, level)
    if quoted {
      var opened = 0
      _ = cbs_masks_quoted(padded, bytes.count, 59, 0, &fieldEnds, &lineEnds, &opened)
    }
    let room = capacity ?? bytes.count + 1
    var starts = [UInt32](repeating: 0, count: room * wanted.count)
    var ends = starts
    var rows = [cbs_row](repeating: cbs_row(), count: room)
    var bad = [cbs_row](repeating: cbs_row(), count: badCapacity)
    var result = Rows()
    result.found = cbs_rows(
      padded, bytes.count, fieldEnds, lineEnds, wanted, wanted.count, UInt32(columns), &starts, &ends, &rows,
      room, &bad, badCapacity, Int32(summary.has_carriage), level)
    result.fields = (0..<result.found.good).map { row in
      wanted.indices.map {
        Array(bytes[Int(starts[row * wanted.count + $0])..<Int(ends[row * wanted.count + $0])])
      }
    }
    result.bad = Array(bad.prefix(min(result.found.bad, badCapacity)))
    return result
  }

  @Test("plain text against the plain reader", arguments: ScanSample.levels, 1...5)
  func plain(_ level: Int32, _ columns: Int) {
    var generator = PCG64(seed: 8, stream: UInt64(columns))
    for size in ScanSample.sizes {
      for kind in [ScanSample.Kind.structure, .text, .neighbours, .noise] {
        let bytes = ScanSample.bytes(size, kind, &generator).map { $0 == 34 ? 65 : $0 }
        let rows = SimpleFields.rows(bytes, delimiter: 59)
        let good = rows.filter { $0.count == columns }
        let wanted = (0..<UInt32(columns)).filter { _ in generator.next() & 3 != 0 }
        let read = Self.read(bytes, columns: columns, wanted: wanted, level: level, quoted: false)
        #expect(read.fields == good.map { row in wanted.map { row[Int($0)] } })
        #expect(read.bad.map { Int($0.fields) } == rows.map(\.count).filter { $0 != columns })
        #expect(read.found.consumed == bytes.count)
      }
    }
  }

  @Test("quoted fields against the plain reader", arguments: ScanSample.levels, 1...4)
  func quoted(_ level: Int32, _ columns: Int) {
    var generator = PCG64(seed: 9, stream: UInt64(columns))
    let fields = [
      "a", "", "\"\"", "\";\"", "\"x\r\ny\"", "\"q\"\"r\"", "\"\n\"", "b\"c", "long field without end",
    ]
    for _ in 0..<200 {
      var text = ""
      for _ in 0..<generator.nextInteger(below: 30) {
        let width = generator.nextInteger(below: 4) == 0 ? generator.nextInteger(below: 6) : columns
        text += (0..<width).map { _ in fields[generator.nextInteger(below: fields.count)] }
          .joined(separator: ";")
        text += ["\n", "\r\n", "\r", "\n\n"][generator.nextInteger(below: 4)]
      }
      let bytes = Array(text.utf8)
      let rows = SimpleFields.rows(bytes, delimiter: 59)
      let wanted = (0..<UInt32(columns)).map { $0 }
      let read = Self.read(bytes, columns: columns, wanted: wanted, level: level, quoted: true)
      // The scan gives the bytes as they stand; the plain reader resolves a single field again.
      let resolved = read.fields.map { row in
        row.map { SimpleFields.rows($0, delimiter: 59).first?.first ?? [] }
      }
      #expect(resolved == rows.filter { $0.count == columns })
      #expect(read.found.bad == rows.count(where: { $0.count != columns }))
    }
  }

  @Test("no more rows than there is room for, and then the rest", arguments: ScanSample.levels)
  func capacity(_ level: Int32) {
    let bytes = Array("a;b\nc\n\nd;e\nf;g\n".utf8)
    let first = Self.read(
      bytes, columns: 2, wanted: [1], level: level, quoted: false, capacity: 2, badCapacity: 0)
    #expect(first.fields == [[[98]], [[101]]])
    #expect(first.found.bad == 1 && first.found.blank == 1)
    let rest = Self.read(
      Array(bytes[first.found.consumed...]), columns: 2, wanted: [0, 1], level: level, quoted: false)
    #expect(rest.fields == [[[102], [103]]])
  }

  @Test("rows of many columns over many words", arguments: ScanSample.levels)
  func wide(_ level: Int32) {
    let columns = 500
    let row = (0..<columns).map { String(repeating: "x", count: $0 % 7) + String($0) }
    let bytes = Array((row.joined(separator: ";") + "\n").utf8)
    let wanted: [UInt32] = [0, 1, 63, 64, 65, 250, 498, 499]
    let read = Self.read(bytes + bytes, columns: columns, wanted: wanted, level: level, quoted: false)
    let expected = wanted.map { Array(row[Int($0)].utf8) }
    #expect(read.fields == [expected, expected])
  }
}
