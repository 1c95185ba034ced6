extension TallColumn {
  /// Writes the values of some rows, rounded to doubles, one after the other.
  func fill(_ rows: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    switch self {
    case .constant(let value): target.update(repeating: value, count: rows.count)
    case .real(let values), .extended(let values, _):
      values.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { target.update(from: base + rows.lowerBound, count: rows.count) }
      }
    case .indicator(let codes, let level):
      codes.withUnsafeBufferPointer { codes in
        for (offset, row) in rows.enumerated() { target[offset] = codes[row] == level ? 1 : 0 }
      }
    case .scaledIndicator(let codes, let level, let values):
      codes.withUnsafeBufferPointer { codes in
        values.withUnsafeBufferPointer { values in
          for (offset, row) in rows.enumerated() { target[offset] = codes[row] == level ? values[row] : 0 }
        }
      }
    }
  }
}
