internal import Distributions
internal import LinearAlgebra
public import Models

// after = a + b·before + covariates + group + u by least squares. Type I: what each term adds to those before it; type II: what it
// adds to all the others; both over the residual mean square of the whole model. With two groups the group's coefficient is the
// adjusted difference between them (lower error than that of the changes where before and after are not perfectly related).
//
// Source: Fisher (1932), Statistical Methods for Research Workers, 4th ed.; Fox (2016), Applied Regression Analysis, 3rd ed., § 8.2.

/// Analysis of covariance: groups compared given what was measured before.
public struct Ancova: Sendable {
  /// Columns of one variable.
  public struct Term: Sendable {
    public let name: String
    public let columns: [(name: String, values: [Double])]

    /// A number.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      columns = [(name, values)]
    }

    /// Indicators of the levels but the first, named as R names them.
    public init(_ name: String, codes: [Int], levels: [String]) {
      self.name = name
      columns = levels.indices.dropFirst().map { level in
        (name + levels[level], codes.map { $0 == level ? 1 : 0 })
      }
    }
  }

  /// A line of the analysis of variance.
  public struct Line: Sendable, Equatable {
    public let term: String
    public let degrees: Int
    public let sumOfSquares: Double
    public let f: Double
    public let pValue: Double
  }

  public let coefficients: [CoefficientTerm]
  public let sigma: Double
  public let residualDegrees: Int
  public let residualSumOfSquares: Double
  public let rSquared: Double
  public let observations: Int
  /// Sequential, in the order of the terms.
  public let typeOne: [Line]
  public let typeTwo: [Line]

  /// Throws `PrePostError.model` where there is no fit, or a term is a combination of the others; `.constant` where nothing is left
  /// over.
  public init(
    outcome: [Double], outcomeName: String = "after", terms: [Term], confidence: Double = 0.95
  ) throws(PrePostError) {
    let columns = terms.flatMap(\.columns)
    for column in columns {
      precondition(column.values.count == outcome.count, "a column of other rows than the outcome")
    }
    let whole = RegressionData(
      matrix: TallMatrix(rows: outcome.count, columns: [.constant(1)] + columns.map { .real($0.values) }),
      names: ["(Intercept)"] + columns.map(\.name), outcome: .real(outcome), outcomeName: outcomeName)
    func fit(_ columns: [Int]) throws(PrePostError) -> LinearFit {
      let data = RegressionData(
        matrix: whole.matrix.selecting(columns: columns), names: columns.map { whole.names[$0] },
        outcome: whole.outcome, outcomeName: outcomeName)
      do throws(RegressionError) { return try LeastSquares(confidence: confidence).fit(data) } catch {
        throw .model("ancova: \(error.description)")
      }
    }
    let full = try fit(Array(whole.names.indices))
    guard full.dropped.isEmpty else {
      throw .model(
        "ancova: \(full.dropped.map { "'\($0)'" }.joined(separator: ", ")) follows from the other columns; leave it out"
      )
    }
    // Residuals of the size of the outcomes' rounding: 2⁻⁴⁴ of the largest leaves nine bits for what sums lose.
    let largest = outcome.reduce(0) { max($0, abs($1)) }
    let rounding = largest * 0x1p-44
    guard full.residualSumOfSquares > rounding * rounding * Double(outcome.count) else {
      throw .constant(test: "ancova", what: "the other columns give every \(outcomeName) exactly")
    }
    coefficients = full.terms
    sigma = full.sigma
    residualDegrees = full.residualDegrees
    residualSumOfSquares = full.residualSumOfSquares
    rSquared = full.rSquared
    observations = outcome.count
    var ranges: [Range<Int>] = []
    var at = 1
    for term in terms {
      ranges.append(at..<at + term.columns.count)
      at += term.columns.count
    }
    let (error, degrees) = (full.residualSumOfSquares / Double(full.residualDegrees), full.residualDegrees)
    func line(_ term: Int, _ sum: Double) -> Line {
      let own = ranges[term].count
      let f = sum / Double(own) / error
      return Line(
        term: terms[term].name, degrees: own, sumOfSquares: sum, f: f,
        pValue: FisherF(numerator: Double(own), denominator: Double(degrees)).upper(max(0, f)))
    }
    var (sequential, partial): ([Line], [Line]) = ([], [])
    var left = SampleMoments(outcome).squares
    for term in terms.indices {
      let isLast = term == terms.count - 1
      let upTo =
        isLast ? full.residualSumOfSquares : try fit(Array(0..<ranges[term].upperBound)).residualSumOfSquares
      sequential.append(line(term, left - upTo))
      left = upTo
      let others = whole.names.indices.filter { !ranges[term].contains($0) }
      let without =
        others.count == 1 ? SampleMoments(outcome).squares : try fit(others).residualSumOfSquares
      partial.append(line(term, without - full.residualSumOfSquares))
    }
    typeOne = sequential
    typeTwo = partial
  }
}
