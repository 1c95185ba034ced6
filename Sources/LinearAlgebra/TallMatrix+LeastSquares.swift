public import Kernels

// Least squares to the last digit: b = argmin Σ wᵢ(yᵢ − xᵢb)².
//
// Goals, in this order: every digit of b and of (XᵀWX)⁻¹ that the data determine, the same bits on any number of threads,
// few passes over the data, no memory that grows with the rows.
//
// 1. One pass makes the Gram matrix of [X y] in double-doubles (sums good to u₂, some 2⁻⁹⁵). Weights enter as the
//    exact doubles they are; no square root is taken of them.
// 2. Its Cholesky factor R, also in double-doubles and in the order of the columns, names the columns that depend on
//    earlier ones (criterion: ExtendedCholesky) and gives the condition number κ of the scaled columns. Solving from it
//    errs by κ²u₂: below 2⁻⁵³ while κ ≤ 2²⁰. Where X is large and κ is so small, that is the method `gram`. Where a bound
//    of that error for these data (GramBound) is below an eighth of a unit in the last place of every coefficient and of
//    the residual sum of squares, it is the solution: no second pass but that which makes the meat, if there is to be one.
// 3. Else, and wherever X is small: Q = X·R⁻¹ is orthogonal but for κ²u₂; the Gram matrix of these rotated columns, made
//    in a second pass, and its factor S give X = (QS⁻¹)(SR), a QR factorisation whose error is κu₂ instead of κ²u₂
//    ("CholeskyQR2": Yamamoto, Nakatsukasa, Yanagisawa & Fukaya 2015, Roundoff error analysis of the CholeskyQR2
//    algorithm, ETNA 44). It is repeated where Q was still far from orthogonal. Method `qr`. It holds to a κ of 10¹³.
// 4. All others are refined on the data: e = y − Xb in double-doubles with b in double-doubles, then b += R⁻¹R⁻ᵀXᵀWe, until
//    the correction is below one unit in the last place of every coefficient or no longer shrinks. It is the iteration of
//    Björck (1967, Iterative refinement of linear least squares solutions I, BIT 7) on the augmented system, whose first
//    block, e + Xb = y, holds as e is worked out anew; see also Demmel, Hida, Riedy & Li (2009, Extra-precise iterative
//    refinement for overdetermined least squares problems, ACM TOMS 35). The residual sum of squares is that of e.
//
// Norms and products of columns need squares: columns whose squares would leave the range of a double are scaled by a
// power of two first.

extension TallMatrix {
  /// What is left of a column, as a share of its own sum of squares, below which it depends on those before it: sin²θ at
  /// most 2⁻⁸⁰, an angle of 9·10⁻¹³ (8000 units of rounding of a double).
  public static let dependenceTolerance = 0x1p-80

  /// Rows × columns² up to which a matrix is small: the second pass costs less than a millisecond or two.
  static let smallWork = 1 << 20
  /// The largest condition number that the Gram matrix alone is trusted with.
  static let largestGramCondition = 0x1p20
  /// The largest one with which a meat of the columns as they are is put into a sandwich: its square times the rounding of
  /// a double is 10⁻¹³ at most.
  static let largestMeatCondition = 0x1p5

  /// The coefficients b that make Σ wᵢ(yᵢ − xᵢb)² smallest.
  ///
  /// - Parameters:
  ///   - outcome: a value a row.
  ///   - weights: a weight a row, none below zero; a row of weight zero counts for nothing. Nil: all one.
  ///   - tolerance: a column is dropped where what the columns before it leave of it is at most this share of its own sum
  ///     of squares (both weighted), or cannot be told from rounding.
  ///   - robust: whether the solution has a `robustSandwich`, which takes a pass of its own.
  ///   - refines: whether step 4 is taken; a step of an iteration that is corrected by the next one needs it not.
  ///   - method: nil for `.qr` where the matrix is badly conditioned, or small and refined, and `.gram` else.
  /// - Throws: `.notFinite` or `.invalidWeight` with the first such place.
  /// - Complexity: O(rows · width²), one to three passes over the data, and O(width³) in double-doubles.
  public func leastSquares(
    _ outcome: TallColumn, weights: [Double]? = nil, tolerance: Double = TallMatrix.dependenceTolerance,
    robust: Bool = false, refines: Bool = true, method: LeastSquaresMethod? = nil,
    threads: Int = Parallel.cores
  ) throws(LinearAlgebraError) -> LeastSquaresSolution {
    precondition(
      outcome.rows.map { $0 == rows } ?? true, "an outcome of other rows than the matrix's \(rows)")
    let (weights, root) = try usableWeights(weights)
    let gram = extendedGram(appending: [outcome], weights: weights, rotation: nil, threads: threads)
    let scales = try scales(gram, outcome: outcome)
    let scaled = scales.map { TallMatrix(rows: rows, columns: zip(columns, $0).map { $0.scaled($1) }) }
    var problem = LeastSquaresProblem(
      matrix: scaled ?? self, outcome: outcome.scaled(scales?.last ?? 1), weights: weights,
      tolerance: tolerance, robust: robust, refines: refines, threads: threads)
    try problem.solve(
      scaled?.extendedGram(appending: [problem.outcome], weights: weights, rotation: nil, threads: threads)
        ?? gram, method: method)
    return problem.solution(
      scales: scales ?? Array(repeating: 1, count: width + 1), weightRoot: root,
      lengths: (0...width).map { gram[$0, $0].high.squareRoot() / root },
      source: ResidualSource(design: selecting(columns: problem.kept), outcome: outcome, threads: threads))
  }

  /// The columns that do not depend on those before them, by the criterion of `leastSquares`.
  public func independentColumns(
    weights: [Double]? = nil, tolerance: Double = TallMatrix.dependenceTolerance,
    threads: Int = Parallel.cores
  ) throws(LinearAlgebraError) -> [Int] {
    let (weights, _) = try usableWeights(weights)
    let gram = extendedGram(weights: weights, threads: threads)
    guard let scales = try scales(gram, outcome: nil) else {
      return ExtendedCholesky(gram, count: width, tolerance: tolerance).kept
    }
    let scaled = TallMatrix(rows: rows, columns: zip(columns, scales).map { $0.scaled($1) })
    return ExtendedCholesky(
      scaled.extendedGram(weights: weights, threads: threads), count: width, tolerance: tolerance
    ).kept
  }
}

/// One problem on its way to the solution.
struct LeastSquaresProblem {
  let matrix: TallMatrix
  let outcome: TallColumn
  let weights: [Double]?
  let tolerance: Double
  let robust: Bool
  let refines: Bool
  let threads: Int

  private(set) var kept: [Int] = []
  private var design: TallMatrix
  private var inverse = ExtendedMatrix(rows: 0, columns: 0)
  private var coefficients: [DoubleDouble] = []
  private var sumOfSquares = DoubleDouble.zero
  private var totalSumOfSquares = DoubleDouble.zero
  private var meat: Matrix?
  /// Whether the meat is that of X·R⁻¹.
  private var isMeatRotated = false
  private var method = LeastSquaresMethod.gram
  private var condition = 1.0
  /// Of the kept columns.
  private var lengths: [Double] = []
  private var refinements = 0
  private var converged = true

  init(
    matrix: TallMatrix, outcome: TallColumn, weights: [Double]?, tolerance: Double, robust: Bool,
    refines: Bool, threads: Int
  ) {
    self.matrix = matrix
    self.outcome = outcome
    self.weights = weights
    self.tolerance = tolerance
    self.robust = robust
    self.refines = refines
    self.threads = threads
    design = matrix
  }

  /// `gram`: that of the matrix's columns and the outcome.
  mutating func solve(_ gram: ExtendedMatrix, method asked: LeastSquaresMethod?) throws(LinearAlgebraError) {
    let width = matrix.width
    let factor = ExtendedCholesky(gram, count: width, tolerance: tolerance)
    kept = factor.kept
    design = matrix.selecting(columns: kept)
    inverse = factor.inverse
    condition = factor.condition
    lengths = kept.map { gram[$0, $0].high.squareRoot() }
    coefficients = project(kept.map { gram[$0, width] })
    let isSmall = matrix.rows * width * width <= TallMatrix.smallWork
    method = asked ?? (isSmall && refines || condition > TallMatrix.largestGramCondition ? .qr : .gram)
    if method == .qr { try orthogonalise() }
    let bound = GramBound(
      gram, kept: kept, inverse: inverse, coefficients: coefficients, pieces: matrix.pieces)
    if !refines || (method == .gram && bound.isBelowRounding) {
      sumOfSquares = bound.residualSumOfSquares
    } else {
      refine()
    }
    totalSumOfSquares = try total(gram)
    if robust {
      isMeatRotated = method == .qr || condition > TallMatrix.largestMeatCondition
      meat = design.robustMeat(
        outcome: outcome, coefficients: coefficients.map(\.high), remainders: coefficients.map(\.low),
        weights: weights, rotation: isMeatRotated ? inverse : nil, threads: threads)
    }
  }

  /// R⁻¹R⁻ᵀ · v.
  private func project(_ vector: [DoubleDouble]) -> [DoubleDouble] {
    inverse.triangularTimes(inverse.transposedTriangularTimes(vector))
  }

  /// Σ w·y², or Σ w·(y − ȳ)² where a kept column is constant.
  private func total(_ gram: ExtendedMatrix) throws(LinearAlgebraError) -> DoubleDouble {
    let own = gram[matrix.width, matrix.width]
    let intercept = kept.first { if case .constant = matrix.columns[$0] { true } else { false } }
    guard let intercept else { return own }
    if kept.count == 1 { return sumOfSquares }
    let product = gram[intercept, matrix.width]
    let around = own - product * product / gram[intercept, intercept]
    if around.high > 0x1p-25 * own.high { return around }
    // The mean is so large that squares around it cannot be told from those around zero.
    let mean = TallMatrix(rows: matrix.rows, columns: [.constant(1)])
    return DoubleDouble(
      try mean.leastSquares(outcome, weights: weights, method: .qr, threads: threads).residualSumOfSquares)
  }

  /// Step 3.
  private mutating func orthogonalise() throws(LinearAlgebraError) {
    let size = kept.count
    guard size > 0 else { return }
    for _ in 0..<4 {
      let gram = design.extendedGram(
        appending: [outcome], weights: weights, rotation: inverse, threads: threads)
      let factor = ExtendedCholesky(gram, count: size, tolerance: 0)
      guard factor.kept.count == size else { break }
      inverse = inverse.triangularTimes(factor.inverse)
      coefficients = inverse.triangularTimes(
        factor.inverse.transposedTriangularTimes((0..<size).map { gram[$0, size] }))
      var deviation = 0.0
      for column in 0..<size {
        for row in 0...column {
          deviation = max(deviation, abs(gram[row, column].high - (row == column ? 1 : 0)))
        }
      }
      if deviation * Double(size) < 0.5 { return }
    }
    throw .notConverged(routine: "orthogonalisation", size: size)
  }

  /// Step 4.
  private mutating func refine() {
    var last = Double.infinity
    while true {
      let sums = design.residualSums(
        outcome, coefficients: coefficients, weights: weights, threads: threads)
      sumOfSquares = sums.sumOfSquares
      guard !kept.isEmpty else { return }
      let correction = project(sums.products)
      let size = relative(correction)
      refinements += 1
      // A correction that is no smaller than half the last one is rounding and is not applied.
      guard size < 0.5 * last else {
        converged = false
        return
      }
      for index in coefficients.indices { coefficients[index] += correction[index] }
      if size <= 0x1p-53 { return }
      last = size
    }
  }

  /// The largest correction relative to its coefficient. A coefficient that contributes less than 2⁻³⁰ of what the largest
  /// does is measured by that: it may be zero.
  private func relative(_ correction: [DoubleDouble]) -> Double {
    var largest = 0.0
    for (value, length) in zip(coefficients, lengths) { largest = max(largest, abs(value.high) * length) }
    var result = 0.0
    for index in correction.indices where correction[index].high != 0 {
      let own = max(abs(coefficients[index].high), 0x1p-30 * largest / lengths[index])
      result = max(result, own > 0 ? abs(correction[index].high) / own : .infinity)
    }
    return result
  }

  /// The solution for the columns, the outcome and the weights before they were multiplied by powers of two: `scales` of
  /// the columns and then the outcome, `weightRoot` the square root of the weights'.
  func solution(scales: [Double], weightRoot: Double, lengths: [Double], source: ResidualSource)
    -> LeastSquaresSolution
  {
    let outcomeScale = 1 / scales[matrix.width]
    var unscaled = inverse
    for column in 0..<kept.count {
      for row in 0...column {
        unscaled[row, column] = inverse[row, column].scaled(scales[kept[row]]).scaled(weightRoot)
      }
    }
    // Scores have the units of w·e·x, rotated ones those of √w·e.
    let scoreScale = outcomeScale / weightRoot
    let sandwich = meat.map { meat in
      if isMeatRotated {
        return unscaled.sandwich(
          LeastSquaresProblem.scaled(meat, Array(repeating: scoreScale, count: kept.count)))
      }
      let inverse = unscaled.triangularTimesTransposed().rounded
      let factors = kept.map { scoreScale / weightRoot / scales[$0] }
      var product = inverse * LeastSquaresProblem.scaled(meat, factors) * inverse
      product.copyUpperToLower()
      return product
    }
    return LeastSquaresSolution(
      kept: kept, dropped: (0..<matrix.width).filter { !kept.contains($0) },
      coefficients: zip(coefficients, kept).map { $0.scaled(scales[$1]).scaled(outcomeScale) },
      inverseFactor: unscaled,
      residualSumOfSquares: sumOfSquares.value * outcomeScale * outcomeScale / weightRoot / weightRoot,
      totalSumOfSquares: totalSumOfSquares.value * outcomeScale * outcomeScale / weightRoot / weightRoot,
      lengths: lengths, method: method, condition: condition, refinements: refinements, converged: converged,
      robustSandwich: sandwich, source: source)
  }

  /// A matrix whose rows and columns are multiplied by factors.
  private static func scaled(_ matrix: Matrix, _ factors: [Double]) -> Matrix {
    var result = matrix
    for (j, right) in factors.enumerated() {
      for (i, left) in factors.enumerated() { result[i, j] *= left * right }
    }
    return result
  }
}
