import Kernels
import LinearAlgebra
import Models

/// A small panel: units in regions, periods, an endogenous regressor with two instruments, a treatment of whole units.
struct BootstrapSample {
  let rows: Int
  var y: [Double] = []
  var x: [Double] = []
  var z: [Double] = []
  var endogenous: [Double] = []
  var instruments: [[Double]] = [[], []]
  var weights: [Double] = []
  let unit: Grouping
  let period: Grouping
  /// Two units each.
  let region: Grouping

  init(units: Int, periods: Int, seed: UInt64) {
    var generator = PCG64(seed: seed, stream: 6)
    func draw() -> Double { Double.random(in: -1...1, using: &generator) }
    var codes: [[UInt32]] = [[], [], []]
    let ofPeriod = (0..<periods).map { _ in draw() }
    for unit in 0..<units {
      let common = draw()
      for period in 0..<periods {
        let (u, value) = (draw() + common, draw() + common)
        let own = [draw(), draw()]
        for index in 0..<2 { instruments[index].append(own[index]) }
        endogenous.append(own[0] + 0.5 * own[1] + 0.6 * u + draw())
        x.append(value)
        z.append(draw())
        y.append(0.4 * value + ofPeriod[period] + u + draw() / 2)
        weights.append(Double(1 + (unit + 2 * period) % 3))
        codes[0].append(UInt32(unit))
        codes[1].append(UInt32(period))
        codes[2].append(UInt32(unit / 2))
      }
    }
    rows = y.count
    unit = Grouping(name: "unit", codes: codes[0], count: units)
    period = Grouping(name: "period", codes: codes[1], count: periods)
    region = Grouping(name: "region", codes: codes[2], count: (units + 1) / 2)
  }

  func effect(_ grouping: Grouping) -> FixedEffect { FixedEffect(name: grouping.name, grouping: grouping) }

  /// y on x and z, with or without weights and a constant.
  func data(_ outcome: [Double]? = nil, weighted: Bool, constant: Bool = true) -> RegressionData {
    RegressionData(
      matrix: TallMatrix(rows: rows, columns: (constant ? [.constant(1)] : []) + [.real(x), .real(z)]),
      names: (constant ? ["(Intercept)"] : []) + ["x", "z"], outcome: .real(outcome ?? y),
      weights: weighted ? ObservationWeights(.analytic, values: weights) : nil)
  }

  /// y on z and the endogenous regressor.
  func instrumented(
    _ outcome: [Double]? = nil, endogenous values: [Double]? = nil, weighted: Bool = false,
    constant: Bool = true
  ) -> InstrumentedData {
    InstrumentedData(
      regression: RegressionData(
        matrix: TallMatrix(rows: rows, columns: (constant ? [.constant(1)] : []) + [.real(z)]),
        names: (constant ? ["(Intercept)"] : []) + ["z"], outcome: .real(outcome ?? y),
        weights: weighted ? ObservationWeights(.analytic, values: weights) : nil),
      endogenous: TallMatrix(rows: rows, columns: [.real(values ?? endogenous)]), endogenousNames: ["e"],
      instruments: TallMatrix(rows: rows, columns: instruments.map { .real($0) }),
      instrumentNames: ["z1", "z2"])
  }

  /// y less what a regression on these columns leaves, with weights.
  func rests(_ outcome: [Double], _ columns: [TallColumn], weighted: Bool) throws -> [Double] {
    try TallMatrix(rows: rows, columns: columns).leastSquares(
      .real(outcome), weights: weighted ? weights : nil
    ).residuals
  }

  /// Indicators of a grouping, all of them.
  func indicators(_ grouping: Grouping) -> [TallColumn] {
    (0..<UInt32(grouping.count)).map { .indicator(codes: grouping.codes, level: $0) }
  }

  /// +1 or −1 for each row by the bits of a number.
  static func signs(_ number: Int, _ grouping: Grouping) -> [Double] {
    grouping.codes.map { number >> Int($0) & 1 == 0 ? 1 : -1 }
  }

  /// Draws beyond t, and equal ones.
  static func counts(_ draws: [Double], _ t: Double) -> (greater: Int, ties: Int) {
    let isTie = draws.map { abs(abs($0) - abs(t)) <= 1e-9 * abs(t) }
    return (zip(draws, isTie).count { abs($0) > abs(t) && !$1 }, isTie.count { $0 })
  }
}
