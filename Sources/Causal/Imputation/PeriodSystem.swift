internal import LinearAlgebra
internal import Models

// Effects of units and periods on some rows: the units' are eliminated, and what is left is
// S = D − Σᵢ aᵢaᵢᵀ/Wᵢ over periods, D the periods' weights, aᵢ those of unit i's rows by period, Wᵢ their sum. S has one
// null vector a connected component of the graph of units and periods; the first period of each has its effect set to zero.
// S is of order T, is factored once and answers for every right side.

/// The normal equations of unit and period effects without the units.
struct PeriodSystem: Sendable {
  let periods: Int
  /// Component of each period; −1 where no row has weight.
  let components: [Int32]
  /// Positions of the periods that have an effect of their own.
  private let free: [Int]
  private let factor: Cholesky?

  /// `complement`: S, T × T by rows, lower triangle.
  init(complement: [Double], components: [Int32]) throws(DifferencesError) {
    periods = components.count
    self.components = components
    var grounded: Set<Int32> = []
    var free: [Int] = []
    for (period, component) in components.enumerated() where component >= 0 {
      if grounded.insert(component).inserted { continue }
      free.append(period)
    }
    self.free = free
    guard !free.isEmpty else {
      factor = nil
      return
    }
    var reduced = Matrix(rows: free.count, columns: free.count)
    for (column, later) in free.enumerated() {
      for (row, earlier) in free.enumerated() where row <= column {
        reduced[row, column] = complement[later * components.count + earlier]
        reduced[column, row] = reduced[row, column]
      }
    }
    do { factor = try Cholesky(of: reduced) } catch { throw .regression(.algebra(error)) }
  }

  /// Effects of the periods, a column a right side, zero where a component starts; T × K in and out.
  func solve(_ right: Matrix) throws(DifferencesError) -> Matrix {
    var result = Matrix(rows: periods, columns: right.columns)
    guard let factor, right.columns > 0 else { return result }
    let picked = right.selecting(rows: free, columns: Array(0..<right.columns))
    let solved: Matrix
    do { solved = try factor.solve(picked) } catch { throw .regression(.algebra(error)) }
    for column in 0..<right.columns {
      for (position, period) in free.enumerated() { result[period, column] = solved[position, column] }
    }
    return result
  }
}
