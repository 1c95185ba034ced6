/// A ZIP archive (APPNOTE 6.3) whose files are stored as they are: the same bytes for the same files, with no time in them.
///
/// Sizes and offsets have 32 bits, and there may be 65,535 files; what is more does not fit and is refused.
struct StoredArchive {
  private var data: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// The first day that the format knows, 1 January 1980.
  private static let day: UInt16 = 1 << 5 | 1
  /// Names are UTF-8.
  private static let flags: UInt16 = 1 << 11

  /// Adds a file. False where it does not fit any more.
  mutating func add(_ name: String, _ bytes: [UInt8]) -> Bool {
    let path = Array(name.utf8)
    guard path.count <= UInt16.max, count < UInt16.max,
      let size = UInt32(exactly: bytes.count), let offset = UInt32(exactly: data.count),
      data.count + bytes.count + path.count + 30 <= Int(UInt32.max)
    else { return false }
    var common: [UInt8] = []
    StoredArchive.append(UInt16(20), to: &common)
    StoredArchive.append(StoredArchive.flags, to: &common)
    StoredArchive.append(UInt16(0), to: &common)
    StoredArchive.append(UInt16(0), to: &common)
    StoredArchive.append(StoredArchive.day, to: &common)
    StoredArchive.append(CRC32.of(bytes), to: &common)
    StoredArchive.append(size, to: &common)
    StoredArchive.append(size, to: &common)
    StoredArchive.append(UInt16(path.count), to: &common)
    StoredArchive.append(UInt16(0), to: &common)
    data += [0x50, 0x4b, 3, 4] + common + path + bytes
    directory += [0x50, 0x4b, 1, 2, 20, 0] + common
    // No comment, the first disk, no attributes.
    directory += [UInt8](repeating: 0, count: 10)
    StoredArchive.append(offset, to: &directory)
    directory += path
    count += 1
    return true
  }

  /// The archive with its directory; nil where that does not fit.
  var bytes: [UInt8]? {
    guard let size = UInt32(exactly: directory.count), let offset = UInt32(exactly: data.count) else {
      return nil
    }
    var end: [UInt8] = [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
    StoredArchive.append(UInt16(count), to: &end)
    StoredArchive.append(UInt16(count), to: &end)
    StoredArchive.append(size, to: &end)
    StoredArchive.append(offset, to: &end)
    return data + directory + end + [0, 0]
  }

  /// Little-endian.
  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for place in 0..<value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }
}

/// The check sum of ZIP: the polynomial 0x04C11DB7, reflected (ISO 3309).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ $0 >> 8 }
  }
}
