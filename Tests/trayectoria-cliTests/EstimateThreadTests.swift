import Foundation
import Kernels
import TestFixtures
import Testing

/// The whole result, to the last digit of every number, with one thread and with two: every estimator and family of the command.
@Suite("estimate has the same bits on any number of threads")
struct EstimateThreadTests {
  /// More rows than a block of a sum or a piece of a tall matrix has.
  private static let table: String = {
    var random = PCG64(seed: 8, stream: 2)
    var text = "id,t,g,x,d,z,v,y,c,b,s,o,a,w,f,lat,lon\n"
    for unit in 0..<2400 {
      let level = random.nextNormal()
      for time in 0..<8 {
        let (x, z, u) = (random.nextNormal() + level / 2, random.nextNormal(), random.nextNormal())
        let d = z + u / 2 + random.nextNormal()
        let predictor = x / 4 + level / 3
        let share = 1 / (1 + exp(-predictor))
        let count = Int(exp(predictor) * -2 * log(max(1e-9, random.nextUnit())))
        let values: [Double] = [
          x, d, z, random.nextNormal() + z / 2, d / 2 + x + level + u, Double(count),
          random.nextUnit() < share ? 1 : 0,
          (share + random.nextUnit()) / 2, Double(min(3, count)), exp(predictor) * (0.1 + random.nextUnit()),
          0.5 + random.nextUnit(), Double(1 + random.nextInteger(below: 3)), 30 + random.nextUnit(),
          70 + random.nextUnit(),
        ]
        text += "\(unit),\(time),\(unit % 21),"
        text += values.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }.joined(separator: ",") + "\n"
      }
    }
    return text
  }()

  static let commands: [[String]] = [
    ["y ~ x + d", "--covariance", "hc3"], ["y ~ x + d", "--weights", "w", "--covariance", "cr2:g"],
    ["y ~ x + d | id + t", "--covariance", "cluster:id+t"], ["y ~ x + d | id + t + g^t", "--weights", "w"],
    ["y ~ x + d | g[z] + t", "--covariance", "cr3:g"], ["y ~ x | id", "--effects"],
    ["y ~ x + d | id", "--covariance", "newey-west:2"], ["y ~ x + d", "--covariance", "driscoll-kraay:2"],
    ["y ~ x", "--compress", "yes", "--covariance", "cluster:g"],
    ["y ~ x | d ~ z + v", "--covariance", "cluster:id"],
    ["y ~ x | id + t | d ~ z + v", "--covariance", "hc1"],
    ["y ~ x | d ~ z + v", "--estimator", "liml"], ["y ~ x | d ~ z + v", "--estimator", "fuller"],
    ["y ~ x | d ~ z + v", "--estimator", "gmm", "--covariance", "cluster:g"],
    ["y ~ x | d ~ z + v", "--estimator", "cue", "--covariance", "hc0"],
    ["y ~ x + d", "--estimator", "between"], ["y ~ x + d", "--estimator", "first-difference"],
    ["y ~ x + d", "--estimator", "random-effects"],
    ["y ~ x + d", "--estimator", "random-effects", "--random-effects", "ml"],
    ["y ~ x + d", "--estimator", "correlated-random-effects"],
    ["y ~ x + d", "--wild-bootstrap", "x=1", "--cluster", "g", "--repetitions", "199"],
    ["y ~ x | d ~ z", "--wild-bootstrap", "d=0", "--cluster", "g", "--repetitions", "99"],
    ["b ~ x", "--family", "conditional-logit", "--strata", "id"], ["o ~ x", "--family", "ordered-logit"],
  ]

  /// Outcomes of the families.
  static let families = [
    ("logit", "b"), ("probit", "b"), ("cloglog", "b"), ("poisson", "c"), ("negbin", "c"), ("gamma", "a"),
    ("fractional", "s"),
  ]

  private func expectSame(_ arguments: [String], in folder: TemporaryFolder) throws {
    let command = ["estimate"] + arguments + ["--data", "panel.csv", "--format", "json"]
    let one = try CommandLineFixture.run(command + ["--threads", "1"], in: folder)
    let two = try CommandLineFixture.run(command + ["--threads", "2"], in: folder)
    #expect(one.status == 0, "\(arguments): \(one.err)")
    #expect(one.out == two.out && one.err == two.err, "\(arguments)")
  }

  @Test("estimators and families")
  func all() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.table, to: "panel.csv")
      for command in Self.commands {
        try expectSame(command + ["--panel-id", "id", "--panel-time", "t"], in: folder)
      }
      for (family, outcome) in Self.families {
        let option = ["--family", family]
        try expectSame(["\(outcome) ~ x + z", "--covariance", "cluster:g"] + option, in: folder)
        try expectSame(["\(outcome) ~ x + z | g + t", "--effects"] + option, in: folder)
        let robust = family == "negbin" ? "hc1" : "hc3"
        try expectSame(
          ["\(outcome) ~ x + z | g", "--weights", "f", "--weight-kind", "frequency", "--covariance", robust]
            + option,
          in: folder)
      }
    }
  }
}
