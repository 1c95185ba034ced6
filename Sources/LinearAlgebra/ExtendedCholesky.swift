internal import Kernels

/// The inverse Cholesky factor of a Gram matrix in double-doubles, column after column in the order given; columns that
/// depend on those before them are left out.
///
/// With Ĝ the Gram matrix of columns scaled by powers of two to a length between one and two, RᵀR = Ĝ and T = R⁻¹ grow by
/// one column at a time. What the columns before leave of column c has the squared length ĝ − Σr²; its share of ĝ is
/// sin²θ, θ the angle between the column and their span. The column is dropped where sin²θ is
///
/// 1. at most `tolerance`, or
/// 2. at most 2⁻⁹² · (1 + Σ|aᵢ|·‖xᵢ‖/‖x_c‖)², with a the coefficients of the projection: there it is the rounding of
///    the Gram matrix itself (errors of its elements, of relative size 2⁻⁹⁵ or so, enter the remainder with weights aᵢaⱼ),
///    and there is no telling it from zero.
struct ExtendedCholesky {
  /// Columns that are not left out.
  private(set) var kept: [Int] = []
  /// T of the kept columns: upper triangular, T·Tᵀ = G⁻¹.
  let inverse: ExtendedMatrix
  /// ‖R‖₁ · ‖R⁻¹‖₁ for columns of length one.
  let condition: Double

  /// The floor of the second criterion.
  static let resolution = 0x1p-92

  /// Reads the leading `count` rows and columns of `gram`, whose diagonal is finite. O(count³).
  init(_ gram: ExtendedMatrix, count: Int, tolerance: Double) {
    let scales = (0..<count).map { index in
      let value = gram[index, index].high
      return value > 0 ? Double(sign: .plus, exponent: -(Int(value.exponent) >> 1), significand: 1) : 0
    }
    var factor = ExtendedMatrix(rows: count, columns: count)
    var inverse = ExtendedMatrix(rows: count, columns: count)
    var lengths: [Double] = []
    for column in 0..<count where scales[column] > 0 {
      let scale = scales[column]
      let size = kept.count
      var row: [DoubleDouble] = []
      row.reserveCapacity(size + 1)
      let own = gram[column, column] * scale * scale
      var rest = own
      for (position, other) in kept.enumerated() {
        var value = gram[other, column] * scales[other] * scale
        for inner in 0..<position {
          value = value - factor.elements[inner + position * count] * row[inner]
        }
        value = value / factor.elements[position + position * count]
        row.append(value)
        rest = rest - value * value
      }
      let projection = (0..<size).map { position in
        var sum = DoubleDouble.zero
        for inner in position..<size { sum += inverse.elements[position + inner * count] * row[inner] }
        return sum
      }
      let length = own.high.squareRoot()
      var weight = 1.0
      for position in 0..<size { weight += abs(projection[position].high) * lengths[position] / length }
      let floor = max(tolerance, ExtendedCholesky.resolution * weight * weight)
      guard rest.high > floor * own.high else { continue }
      let pivot = rest.squareRoot()
      for position in 0..<size {
        factor.elements[position + size * count] = row[position]
        inverse.elements[position + size * count] = -(projection[position] / pivot)
      }
      factor.elements[size + size * count] = pivot
      inverse.elements[size + size * count] = DoubleDouble(1) / pivot
      kept.append(column)
      lengths.append(length)
    }
    var largest = 0.0
    var largestInverse = 0.0
    for column in 0..<kept.count {
      var sum = 0.0
      var inverseSum = 0.0
      for row in 0...column {
        sum += abs(factor.elements[row + column * count].high)
        inverseSum += abs(inverse.elements[row + column * count].high) * lengths[row]
      }
      largest = max(largest, sum / lengths[column])
      largestInverse = max(largestInverse, inverseSum)
    }
    condition = max(1, largest * largestInverse)
    var result = ExtendedMatrix(rows: kept.count, columns: kept.count)
    for column in 0..<kept.count {
      for row in 0...column {
        let element = inverse.elements[row + column * count]
        let scale = scales[kept[row]]
        result[row, column] = DoubleDouble(high: element.high * scale, low: element.low * scale)
      }
    }
    self.inverse = result
  }
}
