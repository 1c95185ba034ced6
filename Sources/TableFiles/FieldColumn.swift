/// One wanted column of one block: the bytes of a field for each row, valid only during the call that gets it.
///
/// The pointers are into the reader's block and its offset table; this file, `BlockBuffer` and `BlockScan` are where the
/// reader handles memory by hand.
@frozen
public struct FieldColumn {
  @usableFromInline let bytes: UnsafePointer<UInt8>
  @usableFromInline let starts: UnsafePointer<UInt32>
  @usableFromInline let ends: UnsafePointer<UInt32>
  @usableFromInline let stride: Int
  /// Rows of the block.
  public let count: Int
  /// Whether the block has any quote, so that fields may have to be unquoted.
  public let mayBeQuoted: Bool
  public let decimalMark: UInt8
  public let encoding: TextEncoding

  init(
    bytes: UnsafePointer<UInt8>, starts: UnsafePointer<UInt32>, ends: UnsafePointer<UInt32>, stride: Int,
    count: Int, mayBeQuoted: Bool, dialect: Dialect
  ) {
    self.bytes = bytes
    self.starts = starts
    self.ends = ends
    self.stride = stride
    self.count = count
    self.mayBeQuoted = mayBeQuoted
    decimalMark = dialect.decimalMark
    encoding = dialect.encoding
  }

  /// The bytes of the field in a row, without the spaces around it and without the quotes around it; a doubled quote
  /// inside stays doubled (see `text`).
  @inlinable
  @inline(__always)
  public func field(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(row >= 0 && row < count)
    var low = Int(starts[row * stride])
    var high = Int(ends[row * stride])
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
    while low < high, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
    if mayBeQuoted, high - low >= 2, bytes[low] == 0x22, bytes[high - 1] == 0x22 {
      low += 1
      high -= 1
      while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
      while low < high, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
    }
    return UnsafeBufferPointer(start: bytes + low, count: high - low)
  }

  /// The field as text. In a field that begins with a quote, doubled quotes stand for one; in any other a quote is an
  /// ordinary character.
  public func text(_ row: Int) -> String {
    let raw = field(row)
    guard mayBeQuoted, raw.contains(0x22) else { return SimpleFields.text(raw, encoding: encoding) }
    let low = Int(starts[row * stride])
    let high = Int(ends[row * stride])
    let whole = UnsafeBufferPointer(start: bytes + low, count: high - low).drop(while: FieldColumn.isBlank)
    guard whole.first == 0x22 else { return SimpleFields.text(raw, encoding: encoding) }
    var resolved: [UInt8] = []
    var inside = true
    var index = whole.startIndex + 1
    while index < whole.endIndex {
      if inside, whole[index] == 0x22 {
        index += 1
        inside = index < whole.endIndex && whole[index] == 0x22
        if !inside { continue }
      }
      resolved.append(whole[index])
      index += 1
    }
    while let last = resolved.last, FieldColumn.isBlank(last) { resolved.removeLast() }
    return SimpleFields.text(resolved.drop(while: FieldColumn.isBlank), encoding: encoding)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
