import CZlib

/// The files of a ZIP archive (APPNOTE 6.3), stored or deflated, read by its directory; inflated and checked by zlib.
package enum ZipArchive {
  package enum Wrong: Error {
    case noDirectory
    case entry(Int)
    case method(Int)
    case inflation(Int32)
    case checkSum(String)
  }

  package static func files(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
    func whole(_ place: Int, _ size: Int) throws -> Int {
      guard place >= 0, place + size <= bytes.count else { throw Wrong.entry(place) }
      return (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let end = bytes.count - 22
    guard end >= 0, try whole(end, 4) == 0x0605_4b50 else { throw Wrong.noDirectory }
    var place = try whole(end + 16, 4)
    var found: [String: [UInt8]] = [:]
    for _ in 0..<(try whole(end + 10, 2)) {
      guard try whole(place, 4) == 0x0201_4b50 else { throw Wrong.entry(place) }
      let (packed, size) = (try whole(place + 20, 4), try whole(place + 24, 4))
      let (length, offset) = (try whole(place + 28, 2), try whole(place + 42, 4))
      guard place + 46 + length <= bytes.count, try whole(offset, 4) == 0x0403_4b50 else {
        throw Wrong.entry(place)
      }
      let name = String(decoding: bytes[place + 46..<place + 46 + length], as: UTF8.self)
      let start = offset + 30 + (try whole(offset + 26, 2)) + (try whole(offset + 28, 2))
      guard start + packed <= bytes.count else { throw Wrong.entry(place) }
      let data = Array(bytes[start..<start + packed])
      let file: [UInt8]
      switch try whole(place + 10, 2) {
      case 0: file = data
      case 8: file = try inflated(data, to: size)
      case let method: throw Wrong.method(method)
      }
      guard file.count == size, Int(crc32(0, file, UInt32(file.count))) == (try whole(place + 16, 4)) else {
        throw Wrong.checkSum(name)
      }
      found[name] = file
      place += 46 + length + (try whole(place + 30, 2)) + (try whole(place + 32, 2))
    }
    return found
  }

  /// Raw deflate, RFC 1951.
  private static func inflated(_ bytes: [UInt8], to size: Int) throws -> [UInt8] {
    var input = bytes
    // One byte more than expected, so that a stream that is too long is seen.
    var output = [UInt8](repeating: 0, count: size + 1)
    var written = 0
    let status: Int32 = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var stream = z_stream()
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        let opened = inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { return opened }
        defer { inflateEnd(&stream) }
        let status = inflate(&stream, Z_FINISH)
        written = Int(stream.total_out)
        return status
      }
    }
    guard status == Z_STREAM_END else { throw Wrong.inflation(status) }
    return Array(output.prefix(written))
  }
}
