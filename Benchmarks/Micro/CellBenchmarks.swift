import Kernels
import LinearAlgebra
import Models

/// A regression on five million records of a roster: whether a person stays, on sex, tramo, school type and their year, with the
/// effects of region and year, errors clustered by commune; everything but the person is one of few. Once on all rows, once on
/// cells of equal rows, finding the cells included.
struct CellBenchmarks {
  private let data: RegressionData
  private let effects: [FixedEffect]
  private let commune: Grouping

  init(rows: Int = 5_000_000) {
    var random = PCG64(seed: 1, stream: 4)
    let communes = 346
    let place = (0..<rows).map { $0 < communes ? UInt32($0) : UInt32(random.nextInteger(below: communes)) }
    func codes(_ count: Int) -> [UInt32] { (0..<rows).map { _ in UInt32(random.nextInteger(below: count)) } }
    let (sex, tramo, school, year) = (codes(2), codes(3), codes(4), codes(5))
    let y = (0..<rows).map { row -> Double in
      let person: Double = 0.1 * Double(sex[row]) + 0.05 * Double(tramo[row])
      let share: Double = 0.3 + person + 0.001 * Double(place[row] % 50)
      return random.nextUnit() < share ? 1 : 0
    }
    var columns: [TallColumn] = [.indicator(codes: sex, level: 1)]
    for level in UInt32(1)..<3 { columns.append(.indicator(codes: tramo, level: level)) }
    for level in UInt32(1)..<4 { columns.append(.indicator(codes: school, level: level)) }
    data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: columns),
      names: ["sex", "tramo2", "tramo3", "school2", "school3", "school4"], outcome: .real(y),
      outcomeName: "stays")
    commune = Grouping(name: "commune", codes: place, count: communes)
    effects = [
      FixedEffect(
        name: "region", grouping: Grouping(name: "region", codes: place.map { $0 % 16 }, count: 16)),
      FixedEffect(name: "year", grouping: Grouping(name: "year", codes: year, count: 5)),
    ]
  }

  func run(repetitions: Int) throws {
    let bytes = data.rows * 32
    var rows: LinearFit?
    try Measurement(
      "cells", "rows", threads: Parallel.cores, bytes: bytes, "rows", data.rows, repetitions: repetitions,
      work: {
        rows = nil
        let start = Clock.now
        rows = try FixedEffectsLeastSquares(covariance: .cluster([commune])).fit(data, effects: effects)
        return Clock.now - start
      }, check: { rows?.names.count == 6 }
    ).emit()
    guard let wanted = rows else { return }
    var found: CompressedLeastSquares.Result?
    try Measurement(
      "cells", "cells", threads: Parallel.cores, bytes: bytes, "rows", data.rows, repetitions: repetitions,
      work: {
        found = nil
        let start = Clock.now
        found = try CompressedLeastSquares(covariance: .cluster([commune])).fit(data, effects: effects)
        return Clock.now - start
      }, check: { found.map { isEqual($0.fit, wanted) } ?? false }
    ).emit()
  }

  /// To 1e-10 of every coefficient and error.
  private func isEqual(_ fit: LinearFit, _ wanted: LinearFit) -> Bool {
    zip(fit.coefficients, wanted.coefficients).allSatisfy { abs($0 - $1) <= 1e-10 * abs($1) }
      && zip(fit.standardErrors, wanted.standardErrors).allSatisfy { abs($0 - $1) <= 1e-10 * $1 }
      && fit.observations == wanted.observations
  }
}
