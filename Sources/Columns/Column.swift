public import Kernels

/// The values of a column, one storage for each type; a missing value holds a zero that nobody reads.
public enum ColumnValues: Sendable, Equatable {
  case integer([Int64])
  /// Value × 10⁹ (see `FixedDecimal`).
  case decimal([Int64])
  /// Days since 1970-01-01 of the proleptic Gregorian calendar.
  case date([Int32])
  /// Codes into `levels`, which come in order of first appearance.
  case category(codes: [UInt32], levels: [String])
  /// 32-bit person identifiers.
  case identifier([UInt32])
  /// 128-bit keys of persons: numbers of up to 64 bits, or hashes of texts.
  case key([UInt128])
  /// Doubles; what is no number is missing by its validity bit, not by a NaN.
  case real([Double])

  public var count: Int {
    switch self {
    case .integer(let values), .decimal(let values): values.count
    case .date(let values): values.count
    case .category(let codes, _): codes.count
    case .identifier(let values): values.count
    case .key(let values): values.count
    case .real(let values): values.count
    }
  }
}

/// A typed column with a validity bit a row.
public struct Column: Sendable, Equatable {
  public var values: ColumnValues
  public var validity: Bitmap

  public init(values: ColumnValues, validity: Bitmap) {
    precondition(
      values.count == validity.count, "\(values.count) values, \(validity.count) validity bits")
    self.values = values
    self.validity = validity
  }

  public var count: Int { validity.count }

  /// Appends the rows of another column of the same type; categories keep the order of first appearance.
  public mutating func append(_ other: Column) {
    switch (values, other.values) {
    case (.integer(var mine), .integer(let theirs)):
      values = .integer([])
      mine.append(contentsOf: theirs)
      values = .integer(mine)
    case (.decimal(var mine), .decimal(let theirs)):
      values = .decimal([])
      mine.append(contentsOf: theirs)
      values = .decimal(mine)
    case (.date(var mine), .date(let theirs)):
      values = .date([])
      mine.append(contentsOf: theirs)
      values = .date(mine)
    case (.identifier(var mine), .identifier(let theirs)):
      values = .identifier([])
      mine.append(contentsOf: theirs)
      values = .identifier(mine)
    case (.key(var mine), .key(let theirs)):
      values = .key([])
      mine.append(contentsOf: theirs)
      values = .key(mine)
    case (.real(var mine), .real(let theirs)):
      values = .integer([])
      mine.append(contentsOf: theirs)
      values = .real(mine)
    case (.category(var codes, var levels), .category(let theirCodes, let theirLevels)):
      values = .integer([])
      var index = Dictionary(
        zip(levels, (0..<UInt32(levels.count))), uniquingKeysWith: { first, _ in first })
      let translated = theirLevels.map { level -> UInt32 in
        if let known = index[level] { return known }
        let code = UInt32(levels.count)
        levels.append(level)
        index[level] = code
        return code
      }
      codes.reserveCapacity(codes.count + theirCodes.count)
      for (row, code) in theirCodes.enumerated() {
        codes.append(other.validity[row] ? translated[Int(code)] : 0)
      }
      values = .category(codes: codes, levels: levels)
    default: preconditionFailure("columns of different types appended")
    }
    validity.append(contentsOf: other.validity)
  }

  /// The rows of this column at the given positions, in that order.
  public func gathering(_ rows: [Int]) -> Column {
    precondition(rows.allSatisfy { $0 >= 0 }, "a negative row")
    return gathering(orMissing: rows)
  }

  /// The rows of this column at the given positions, in that order; a missing value where a position is negative.
  public func gathering(orMissing rows: [Int]) -> Column {
    func pick<Value: AdditiveArithmetic>(_ array: [Value]) -> [Value] {
      rows.map { $0 < 0 ? .zero : array[$0] }
    }
    var kept = Bitmap(count: rows.count)
    for (position, row) in rows.enumerated() where row >= 0 && validity[row] { kept[position] = true }
    let picked: ColumnValues =
      switch values {
      case .integer(let array): .integer(pick(array))
      case .decimal(let array): .decimal(pick(array))
      case .date(let array): .date(pick(array))
      case .identifier(let array): .identifier(pick(array))
      case .key(let array): .key(pick(array))
      case .real(let array): .real(pick(array))
      case .category(let codes, let levels): .category(codes: pick(codes), levels: levels)
      }
    return Column(values: picked, validity: kept)
  }

  /// A key by which two rows of this column are the same value: missing is nil. Not for columns of 128-bit keys.
  public func comparisonKey(_ row: Int) -> Int64? {
    guard validity[row] else { return nil }
    switch values {
    case .integer(let array), .decimal(let array): return array[row]
    case .date(let array): return Int64(array[row])
    case .identifier(let array): return Int64(array[row])
    case .key: preconditionFailure("128-bit keys have no key of 64 bits")
    case .real(let array): return array[row] == 0 ? 0 : Int64(bitPattern: array[row].bitPattern)
    case .category(let codes, _): return Int64(codes[row])
    }
  }
}

extension Column {
  /// Makes room for that many rows in all.
  public mutating func reserve(_ rows: Int) {
    let current = values
    values = .integer([])
    switch current {
    case .integer(var array):
      array.reserveCapacity(rows)
      values = .integer(array)
    case .decimal(var array):
      array.reserveCapacity(rows)
      values = .decimal(array)
    case .date(var array):
      array.reserveCapacity(rows)
      values = .date(array)
    case .identifier(var array):
      array.reserveCapacity(rows)
      values = .identifier(array)
    case .key(var array):
      array.reserveCapacity(rows)
      values = .key(array)
    case .real(var array):
      array.reserveCapacity(rows)
      values = .real(array)
    case .category(var codes, let levels):
      codes.reserveCapacity(rows)
      values = .category(codes: codes, levels: levels)
    }
  }
}
