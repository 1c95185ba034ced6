/// Finds delimiter and decimal mark from the first lines of a file.
///
/// Delimiter: the candidate that splits the header into the most fields while the sampled rows agree with the
/// header's width; ties go to `;`, then `,`, tab, `|`. Decimal mark: the mark that stands between digits in the more
/// fields; a comma counts only where it is not the delimiter or stands inside quotes.
enum DialectDetector {
  static let candidates: [UInt8] = [
    UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  static func detect(sample: [UInt8], options: DialectOptions) -> (delimiter: UInt8, decimalMark: UInt8) {
    let delimiter = options.delimiter ?? bestDelimiter(sample)
    let mark = options.decimalMark ?? bestDecimalMark(sample, delimiter: delimiter)
    return (delimiter, mark)
  }

  private static func bestDelimiter(_ sample: [UInt8]) -> UInt8 {
    var best = candidates[0]
    var bestScore = -1
    for candidate in candidates {
      let rows = SimpleFields.rows(sample, delimiter: candidate, limit: 50)
      guard let header = rows.first, header.count > 1 else { continue }
      let body = rows.dropFirst()
      let agreeing = body.count(where: { $0.count == header.count })
      let score = header.count * (body.isEmpty || agreeing * 2 >= body.count ? 1000 : 1) + agreeing
      if score > bestScore {
        best = candidate
        bestScore = score
      }
    }
    return best
  }

  private static func bestDecimalMark(_ sample: [UInt8], delimiter: UInt8) -> UInt8 {
    var commas = 0
    var points = 0
    for row in SimpleFields.rows(sample, delimiter: delimiter, limit: 200).dropFirst() {
      for field in row {
        switch decimalPattern(field) {
        case UInt8(ascii: ","): commas += 1
        case UInt8(ascii: "."): points += 1
        default: break
        }
      }
    }
    if commas != points { return commas > points ? UInt8(ascii: ",") : UInt8(ascii: ".") }
    // Nothing tells: where `;` separates, the comma is kept for decimals.
    return delimiter == UInt8(ascii: ";") ? UInt8(ascii: ",") : UInt8(ascii: ".")
  }

  /// The mark of a field that is digits, one mark, digits; nil for anything else. Three digits after the mark do not
  /// tell (51.500 may be a grouped integer) unless the first part is a zero.
  static func decimalPattern(_ field: [UInt8]) -> UInt8? {
    var mark: UInt8?
    var before = 0
    var after = 0
    var leadingZero = false
    for (index, byte) in field.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: break
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if mark == nil {
          if before == 0 { leadingZero = byte == UInt8(ascii: "0") }
          before += 1
        } else {
          after += 1
        }
      case UInt8(ascii: ","), UInt8(ascii: "."):
        if mark != nil { return nil }
        mark = byte
      default: return nil
      }
    }
    guard before > 0, after > 0, after != 3 || leadingZero else { return nil }
    return mark
  }
}
