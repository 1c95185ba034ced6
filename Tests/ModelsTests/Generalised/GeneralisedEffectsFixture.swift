import Foundation
import Kernels
import LinearAlgebra
import Models
import Testing

/// Seeded outcomes of every family with two or three absorbed effects, and the same model with the effects as columns.
struct EffectsModel: Sendable, CustomTestStringConvertible {
  let name: String
  let family: Family
  let data: RegressionData
  let effects: [FixedEffect]
  let cluster: Grouping
  var testDescription: String { name }

  init(
    _ family: Family, rows: Int = 240, weights: ObservationWeights.Kind? = nil, hasOffset: Bool = false,
    isDifficult: Bool = false, slopes: Bool = false, third: Bool = false
  ) {
    var random = PCG64(seed: 29, stream: UInt64(rows))
    self.family = family
    name =
      "\(family)\(weights.map { " \($0)" } ?? "")\(hasOffset ? " offset" : "")\(slopes ? " slopes" : "")"
      + (third ? " three" : "") + (isDifficult ? " chain" : "")
    let units = 12
    let unit = (0..<rows).map { UInt32($0 % units) }
    let time = (0..<rows).map { row in
      isDifficult ? UInt32((row % units + row / units % 2) % units) : UInt32(random.nextInteger(below: 7))
    }
    let x = (0..<rows).map { _ in random.nextNormal() }
    let z = (0..<rows).map { Double(unit[$0]) / 6 + random.nextNormal() }
    let d = (0..<rows).map { _ in random.nextUnit() < 0.4 ? 1.0 : 0 }
    let offset = (0..<rows).map { _ in random.nextNormal() / 3 }
    let values: [Double]? =
      switch weights {
      case .frequency: (0..<rows).map { _ in Double(1 + random.nextInteger(below: 3)) }
      case nil: nil
      default: (0..<rows).map { _ in 0.3 + random.nextUnit() }
      }
    var outcome: [Double] = []
    for row in 0..<rows {
      let predictor =
        0.4 * x[row] - 0.3 * z[row] + 0.5 * d[row] + 0.1 * Double(unit[row]) - 0.2 * Double(time[row])
        + (hasOffset ? offset[row] : 0)
      let uniform = random.nextUnit()
      switch family {
      case .gaussian: outcome.append(predictor + random.nextNormal())
      case .logit, .probit, .cloglog: outcome.append(uniform < 1 / (1 + exp(-predictor)) ? 1 : 0)
      case .fractional: outcome.append((uniform + 1 / (1 + exp(-predictor))) / 2)
      case .poisson: outcome.append((exp(predictor) * (0.2 + 2 * uniform)).rounded())
      case .negbin:
        outcome.append((exp(predictor + 1) * random.nextGamma(shape: 1, scale: 1)).rounded())
      case .gamma: outcome.append(exp(predictor) * random.nextGamma(shape: 2, scale: 0.5))
      }
    }
    func grouping(_ name: String, _ codes: [UInt32]) -> Grouping {
      Grouping(name: name, codes: codes, count: Int(codes.max() ?? 0) + 1)
    }
    var effects = [
      FixedEffect(name: "unit", grouping: grouping("unit", unit)),
      FixedEffect(name: "time", grouping: grouping("time", time)),
    ]
    if third {
      let place = (0..<rows).map { $0 < 4 ? UInt32($0) : UInt32(random.nextInteger(below: 4)) }
      effects.append(FixedEffect(name: "place", grouping: grouping("place", place)))
    }
    if slopes {
      let trend = (0..<rows).map { _ in random.nextUnit() }
      effects.append(
        FixedEffect(name: "time[[trend]]", grouping: grouping("time", time), slope: .real(trend)))
    }
    self.effects = effects
    cluster = grouping("cluster", (0..<rows).map { UInt32($0 / 12 % 15) })
    data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real(x), .real(z), .real(d)]), names: ["x", "z", "d"],
      outcome: .real(outcome), weights: values.map { ObservationWeights(weights ?? .analytic, values: $0) },
      offset: hasOffset ? offset : nil)
  }

  /// The regressors and an indicator or slope for each level.
  var spelledOut: RegressionData {
    var columns = data.matrix.columns
    var names = data.names
    for effect in effects {
      for level in 0..<UInt32(effect.grouping.count) {
        let codes = effect.grouping.codes
        if let slope = effect.slope {
          columns.append(
            .scaledIndicator(codes: codes, level: level, values: (0..<data.rows).map { slope[$0] }))
        } else {
          columns.append(.indicator(codes: codes, level: level))
        }
        names.append("\(effect.name)\(level)")
      }
    }
    return RegressionData(
      matrix: TallMatrix(rows: data.rows, columns: columns), names: names, outcome: data.outcome,
      weights: data.weights, offset: data.offset)
  }

  static let all: [EffectsModel] =
    [Family.logit, .probit, .cloglog, .poisson, .negbin, .gamma, .fractional, .gaussian].map {
      EffectsModel($0)
    } + [
      EffectsModel(.poisson, weights: .analytic, hasOffset: true), EffectsModel(.logit, weights: .frequency),
      EffectsModel(.poisson, weights: .probability), EffectsModel(.poisson, hasOffset: true, third: true),
      EffectsModel(.logit, rows: 480, third: true), EffectsModel(.poisson, isDifficult: true),
      EffectsModel(.poisson, slopes: true), EffectsModel(.probit, weights: .analytic, hasOffset: true),
      EffectsModel(.negbin, weights: .frequency, third: true),
      EffectsModel(.negbin, weights: .analytic, hasOffset: true),
      EffectsModel(.negbin, slopes: true),
    ]
}
