// The one file of this module that writes through a raw pointer: a roster is formatted byte by byte
// into one buffer, which goes to the file whenever a row ends with the buffer nearly full.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A roster under construction: fields separated by ';', decimal commas, lines ended by LF.
///
/// The rows go to `<path>.partial`; `finish` gives the file its name. A writer that is dropped
/// unfinished removes the partial file, so that a file with the final name is always complete.
struct RosterWriter: ~Copyable {
  private static let capacity = 1 << 20
  /// What one row may take: the buffer is emptied when less than this is left.
  private static let rowReserve = 1 << 18

  let path: String
  private let partialPath: String
  private var descriptor: Int32
  private let base: UnsafeMutablePointer<UInt8>
  private var count = 0

  /// Opens `<path>.partial` for writing, in place of any earlier one.
  init(path: String) throws(SyntheticRosterError) {
    self.path = path
    partialPath = path + ".partial"
    base = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.capacity)
    descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if descriptor < 0 {
      throw .outputNotWritable(path: partialPath, reason: POSIXFile.lastReason())
    }
  }

  deinit {
    if descriptor >= 0 {
      _ = close(descriptor)
      _ = unlink(partialPath)
    }
    base.deallocate()
  }

  /// Writes what is left and gives the file its final name.
  mutating func finish() throws(SyntheticRosterError) {
    try flush()
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(partialPath, path) == 0 else {
      let reason = POSIXFile.lastReason()
      _ = unlink(partialPath)
      throw .outputNotWritable(path: path, reason: reason)
    }
  }

  /// Ends the row and, when the buffer is nearly full, empties it.
  @inline(__always)
  mutating func endRow() throws(SyntheticRosterError) {
    append(UInt8(ascii: "\n"))
    if count > Self.capacity - Self.rowReserve { try flush() }
  }

  private mutating func flush() throws(SyntheticRosterError) {
    var done = 0
    while done < count {
      let wrote = write(descriptor, base + done, count - done)
      if wrote < 0 {
        if errno == EINTR { continue }
        throw .outputNotWritable(path: partialPath, reason: POSIXFile.lastReason())
      }
      done += wrote
    }
    count = 0
  }

  @inline(__always)
  private func requireRoom(_ bytes: Int) {
    precondition(count &+ bytes <= Self.capacity, "a row longer than the writer's reserve")
  }

  /// One byte as it is.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    requireRoom(1)
    base[count] = byte
    count &+= 1
  }

  /// The separator between two fields.
  @inline(__always)
  mutating func separate() {
    append(UInt8(ascii: ";"))
  }

  /// Text number `index` of `table`.
  @inline(__always)
  mutating func append(_ table: TextTable, _ index: Int) {
    let start = table.starts[index]
    let length = table.starts[index + 1] - start
    requireRoom(length)
    let target = base + count
    table.bytes.withUnsafeBufferPointer { source in
      var offset = 0
      while offset < length {
        target[offset] = source[start &+ offset]
        offset &+= 1
      }
    }
    count &+= length
  }

  /// A text that is not in a table, quoted when needed; for headers.
  mutating func append(text: String) {
    for byte in TextTable.field(text) { append(byte) }
  }

  /// A non-negative integer in as few digits as it takes.
  @inline(__always)
  mutating func append(integer value: Int) {
    var rest = UInt64(value)
    var digits = 1
    var limit: UInt64 = 10
    while rest >= limit && digits < 19 {
      digits &+= 1
      limit &*= 10
    }
    requireRoom(digits)
    var at = count &+ digits
    count = at
    repeat {
      at &-= 1
      let quotient = rest / 10
      base[at] = UInt8(truncatingIfNeeded: 48 &+ (rest &- quotient &* 10))
      rest = quotient
      digits &-= 1
    } while digits > 0
  }

  /// A date as yyyy/mm/dd.
  @inline(__always)
  mutating func append(year: Int, month: Int, day: Int) {
    append(integer: year)
    append(UInt8(ascii: "/"))
    append(twoDigits: month)
    append(UInt8(ascii: "/"))
    append(twoDigits: day)
  }

  @inline(__always)
  private mutating func append(twoDigits value: Int) {
    append(UInt8(truncatingIfNeeded: 48 &+ value / 10))
    append(UInt8(truncatingIfNeeded: 48 &+ value % 10))
  }

  /// A number of tenths with one decimal: 63 as 6,3.
  @inline(__always)
  mutating func append(tenths value: Int) {
    append(integer: value / 10)
    append(UInt8(ascii: ","))
    append(UInt8(truncatingIfNeeded: 48 &+ value % 10))
  }

  /// `part` / `whole` rounded to six decimals, half up, without zeros at the end: 5 of 20 as 0,25.
  @inline(__always)
  mutating func append(share part: Int, of whole: Int) {
    var micros = (part &* 2_000_000 &+ whole) / (2 &* whole)
    append(integer: micros / 1_000_000)
    append(UInt8(ascii: ","))
    micros %= 1_000_000
    var unit = 100_000
    repeat {
      let digit = micros / unit
      append(UInt8(truncatingIfNeeded: 48 &+ digit))
      micros &-= digit &* unit
      unit /= 10
    } while micros > 0
  }
}
