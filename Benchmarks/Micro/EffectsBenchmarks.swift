import Absorption
import Foundation
import Kernels
import LinearAlgebra
import Models

/// Regressions with absorbed effects on the two designs of the published comparisons of such programs: people seen in ten
/// years, each year in a firm; y on x and the effects of person, firm and year, errors clustered by person.
///
/// `simple`: the firm of each row is drawn. `difficult`: it follows from the row's number, so that firms are joined to their
/// neighbours alone and information crosses the graph slowly.
struct EffectsBenchmarks {
  enum Design: String { case simple, difficult }

  private let name: String
  private let data: RegressionData
  private let effects: [FixedEffect]

  /// `effects`: person and firm, or year as well.
  init(_ design: Design, rows: Int, effects count: Int) {
    name = "effects-\(design.rawValue)-\(count)"
    let years = 10
    let people = rows / years
    let firms = max(1, Int((Double(people) / 23).rounded()))
    var random = PCG64(seed: 1, stream: 1)
    let ofPerson = (0..<people).map { _ in random.nextNormal() }
    let ofFirm = (0..<firms).map { _ in random.nextNormal() }
    let ofYear = (0..<years).map { _ in random.nextNormal() }
    var codes = [[UInt32]](repeating: [UInt32](repeating: 0, count: rows), count: 3)
    var x = [Double](repeating: 0, count: rows)
    var y = x
    for row in 0..<rows {
      let firm = design == .simple ? random.nextInteger(below: firms) : row % firms
      codes[0][row] = UInt32(row / years)
      codes[1][row] = UInt32(firm)
      codes[2][row] = UInt32(row % years)
      x[row] = random.nextNormal()
      y[row] =
        x[row] + 0.05 * x[row] * x[row] + ofPerson[row / years] + ofFirm[firm] + ofYear[row % years]
        + random.nextNormal()
    }
    data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real(x)]), names: ["x"], outcome: .real(y))
    effects = zip(["person", "firm", "year"], zip(codes, [people, firms, years])).prefix(count).map {
      FixedEffect(name: $0, grouping: Grouping(name: $0, codes: $1.0, count: $1.1))
    }
  }

  func run(repetitions: Int) throws {
    var fit: LinearFit?
    var measurement = try Measurement(
      name, threads: Parallel.cores, bytes: data.rows * (16 + 4 * effects.count), "rows", data.rows,
      repetitions: repetitions,
      work: {
        fit = nil
        let start = Clock.now
        fit = try FixedEffectsLeastSquares(covariance: .cluster([effects[0].grouping])).fit(
          data, effects: effects)
        return Clock.now - start
      },
      check: { fit.map(isRight) ?? false }
    )
    measurement.answer = fit.map { [$0.coefficients[0], $0.standardErrors[0]] }
    try measurement.emit()
  }

  /// The design as files of doubles and 32-bit codes, for other programs.
  func write(to folder: String) throws {
    try BinaryFile.write(Self.values(data.outcome), to: "\(folder)/y")
    try BinaryFile.write(Self.values(data.matrix.columns[0]), to: "\(folder)/x")
    for effect in effects {
      try BinaryFile.write(effect.grouping.codes.map(Int32.init(bitPattern:)), to: "\(folder)/\(effect.name)")
    }
  }

  private static func values(_ column: TallColumn) -> [Double] {
    if case .real(let values) = column { values } else { [] }
  }

  /// The residuals are orthogonal to every effect and to x to 10⁻⁹ of their size, worked out anew, and the coefficient is
  /// within five standard errors of one.
  private func isRight(_ fit: LinearFit) -> Bool {
    let residuals = fit.residuals
    let length = residuals.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for effect in effects {
      var sums = [Double](repeating: 0, count: effect.grouping.count)
      for (row, code) in effect.grouping.codes.enumerated() { sums[Int(code)] += residuals[row] }
      let sizes = effect.grouping.sizes
      let norm = zip(sums, sizes).reduce(0) { $0 + $1.0 * $1.0 / Double($1.1) }.squareRoot()
      if norm > 1e-9 * length { return false }
    }
    let product = zip(0..<data.rows, residuals).reduce(0) { $0 + data.matrix.columns[0][$1.0] * $1.1 }
    return fit.absorption?.converged == true && abs(product) <= 1e-8 * length * length
      && abs(fit.coefficients[0] - 1) <= 5 * fit.standardErrors[0]
  }
}
