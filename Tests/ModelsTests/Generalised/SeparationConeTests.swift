import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracles: all extreme rays of the cone of separating directions in whole numbers, a linear programme (scipy 1.17, HiGHS), laws.
@Suite("Rows that combinations of columns separate")
struct SeparationConeTests {
  /// Two columns of small whole numbers and a constant.
  private struct Sample {
    var x: [Int] = []
    var z: [Int] = []
    var y: [Double] = []

    init(rows: Int, largest: Int, random: inout PCG64) {
      for _ in 0..<rows {
        x.append(random.nextInteger(below: 5) - 2)
        z.append(random.nextInteger(below: 4) - 1)
        y.append(Double(random.nextInteger(below: largest + 1)))
      }
    }

    var rowsOfDesign: [[Int]] { x.indices.map { [1, x[$0], z[$0]] } }

    private static func cross(_ a: [Int], _ b: [Int]) -> [Int] {
      [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    }

    private static func dot(_ a: [Int], _ b: [Int]) -> Int { a[0] * b[0] + a[1] * b[1] + a[2] * b[2] }

    var isOfFullRank: Bool {
      rowsOfDesign.contains { a in
        rowsOfDesign.contains { b in rowsOfDesign.contains { Self.dot(Self.cross(a, b), $0) != 0 } }
      }
    }

    /// In three dimensions every extreme ray of a pointed cone stands on two of its rows.
    func separated(isCount: Bool) -> Int {
      let design = rowsOfDesign
      var found = Set<Int>()
      for a in design {
        for b in design {
          for sign in [1, -1] {
            let ray = Self.cross(a, b).map { sign * $0 }
            let moves = design.map { Self.dot(ray, $0) }
            let holds = moves.indices.allSatisfy { row in
              if isCount { return y[row] == 0 ? moves[row] <= 0 : moves[row] == 0 }
              return y[row] == 1 ? moves[row] >= 0 : moves[row] <= 0
            }
            if holds { found.formUnion(moves.indices.filter { moves[$0] != 0 }) }
          }
        }
      }
      return found.count
    }

    var data: RegressionData {
      regression(y, [("x", .real(x.map(Double.init))), ("z", .real(z.map(Double.init)))])
    }
  }

  @Test(
    "small samples: an estimate where no direction separates, else the number of rows that directions do",
    arguments: [Family.logit, .probit, .cloglog, .poisson])
  func rays(_ family: Family) throws {
    var random = PCG64(seed: 11, stream: 4)
    var (estimates, errors) = (0, 0)
    for number in 0..<400 {
      let sample = Sample(
        rows: 6 + number % 5, largest: family == .poisson ? 2 : 1, random: &random)
      guard sample.isOfFullRank, Set(sample.y).count > 1 else { continue }
      let wanted = sample.separated(isCount: family == .poisson)
      do throws(RegressionError) {
        let fit = try GeneralisedLinearModel(family: family).fit(sample.data)
        #expect(wanted == 0 && fit.isConverged, "\(family) \(number): \(wanted) rows are separated")
        estimates += 1
      } catch {
        guard case .separation(_, _, let rows, let all) = error else {
          Issue.record("\(family) \(number): \(error)")
          continue
        }
        #expect(rows == wanted && all == sample.y.count, "\(family) \(number): \(rows) rows, not \(wanted)")
        errors += 1
      }
    }
    // Positive counts must not move at all, so that few samples of counts are separated.
    #expect(estimates > 50 && errors > (family == .poisson ? 1 : 50), "\(estimates), \(errors)")
  }

  @Test(
    "a level whose outcomes are all one has no estimate, however fast the link's tail vanishes",
    arguments: [Family.logit, .probit, .cloglog, .fractional])
  func level(_ family: Family) throws {
    for seed in 0..<25 as Range<UInt64> {
      var random = PCG64(seed: seed, stream: 9)
      let rows = 300
      let levels = (0..<rows).map { _ in random.nextInteger(below: 3) }
      let x = (0..<rows).map { _ in random.nextNormal() }
      let y = (0..<rows).map { levels[$0] == 1 || random.nextUnit() < 0.5 ? 1.0 : 0 }
      let columns = [1, 2].map { level in
        ("a\(level)", TallColumn.real(levels.map { $0 == level ? 1 : 0 }))
      }
      let error = #expect(throws: RegressionError.self) {
        try GeneralisedLinearModel(family: family).fit(regression(y, [("x", .real(x))] + columns))
      }
      #expect(
        error
          == .separation(
            family: family.rawValue, terms: ["a1"], rows: levels.count { $0 == 1 }, of: rows))
    }
  }

  /// 32 rows; a linear programme for each row finds 22 separated, and statsmodels' Poisson regression of the ten others on
  /// indicators gives the coefficient (statsmodels 0.15).
  @Test(
    "counts with two effects and regressors that separate: only rows that a linear programme finds are left out"
  )
  func programme() throws {
    let a: [UInt32] = [
      0, 2, 0, 4, 3, 1, 1, 2, 1, 4, 4, 1, 3, 2, 0, 1, 0, 4, 4, 3, 0, 3, 3, 1, 2, 4, 1, 4, 0, 0, 4, 0,
    ]
    let b: [UInt32] = [
      1, 1, 2, 0, 1, 3, 1, 3, 3, 0, 3, 1, 1, 1, 2, 2, 3, 1, 3, 2, 1, 2, 2, 0, 3, 1, 1, 1, 2, 0, 0, 3,
    ]
    let x = [
      -1.034, -1.08, -1.247, 1.104, -0.927, 0.974, -0.196, 1.58, 1.663, 1.32, -1.065, -0.957, -0.171, 0.883,
      -0.431, 1.548, -0.131, 0.519, -0.901, -0.475, 1.369, -0.183, 1.282, -1.328, -1.559, -0.127, 0.045,
      0.499,
      -0.064, -0.841, -1.936, 1.819,
    ]
    let one = [0, 5, 13, 14, 19, 21, 23, 24, 28, 30]
    let two = [3, 4, 8, 11, 12, 18, 19, 20, 24, 29]
    let sizes = [
      0: 1.27, 5: 1.48, 13: 0.28, 14: 3, 19: 0.61, 21: 0.94, 23: 0.53, 24: 1.22, 28: 4.42, 30: 1.64,
    ]
    let outcomes = [2: 2.0, 4: 1, 16: 1, 27: 1]
    func indicator(_ rows: [Int]) -> TallColumn { .real((0..<32).map { rows.contains($0) ? 1 : 0 }) }
    let data = RegressionData(
      matrix: TallMatrix(
        rows: 32,
        columns: [.real(x), indicator(one), indicator(two), .real((0..<32).map { sizes[$0] ?? 0 })]),
      names: ["x", "d1", "d2", "d3"], outcome: .real((0..<32).map { outcomes[$0] ?? 0 }))
    func effect(_ name: String, _ codes: [UInt32]) -> FixedEffect {
      FixedEffect(name: name, grouping: Grouping(name: name, codes: codes, count: Int(codes.max() ?? 0) + 1))
    }
    let fit = try GeneralisedLinearModel(family: .poisson).fit(
      data, effects: [effect("a", a), effect("b", b)])
    #expect(fit.absorption?.separated == 22 && fit.observations == 10)
    #expect(fit.names.first == "x")
    expectNear(fit.coefficients[0], -1.6266194663771674, 1e-9, "x")
  }
}
