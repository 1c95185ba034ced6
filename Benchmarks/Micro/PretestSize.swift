import Causal
import Columns
import Foundation
import Kernels

/// How often the conditional test before the treatment rejects at 5 %, beside the joint test of the effects: where trends are parallel
/// given a covariate, and where those of the treated depend on it otherwise, by as much up as down.
///
/// Prints rows of a Markdown table. 400 units over five periods, treated in 4, 5 or never; the treated have a higher x, and changes grow with
/// it. Sample r draws from stream r of the seed 2018.
enum PretestSize {
  static let samples = 1000

  private static func table(_ stream: Int, violation: Double) throws -> Table {
    var generator = PCG64(seed: 2018, stream: UInt64(stream))
    var columns = [[Double]](repeating: [], count: 5)
    for unit in 0..<400 {
      let group = [0, 0, 4, 5][unit % 4]
      let x = generator.nextNormal() + (group > 0 ? 0.3 : 0)
      let own = group > 0 ? violation * ((x - 0.3) * (x - 0.3) - 1) : 0
      var level = generator.nextNormal()
      for time in 1...5 {
        level += 0.3 * x + own + 0.2 * Double(time) + (time == group ? 1 : 0) + generator.nextNormal()
        for (column, value) in [Double(unit), Double(time), Double(group), x, level].enumerated() {
          columns[column].append(value)
        }
      }
    }
    return try Table([
      "id": Column(columns[0]), "t": Column(columns[1]), "g": Column(columns[2]), "x": Column(columns[3]),
      "y": Column(columns[4]),
    ])
  }

  static func run() {
    print("| trends of the treated | samples | conditional test rejects | joint test rejects |")
    print("|---|---:|---:|---:|")
    for violation in [0, 0.5, 1, 1.5] {
      let found = Parallel.map(samples, threads: Parallel.cores) { sample -> (Bool, Bool)? in
        var request = DifferencesRequest(
          TreatmentColumns(
            outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g"), covariates: "~ x"))
        request.conditionalPretest = true
        request.bootstrapDraws = 499
        request.seed = UInt64(sample)
        guard let table = try? table(sample, violation: violation),
          let result = try? request.estimate(table), let test = result.conditionalPretest,
          let joint = result.preTrend
        else { return nil }
        return (test.pValue <= 0.05, joint.pValue <= 0.05)
      }.compactMap { $0 }
      func share(_ hit: ((Bool, Bool)) -> Bool) -> String {
        String(format: "%.1f %%", 100 * Double(found.count(where: hit)) / Double(found.count))
      }
      let name = violation == 0 ? "parallel given x" : "\(violation)·((x − 0.3)² − 1) a period more"
      print("| \(name) | \(found.count) | \(share(\.0)) | \(share(\.1)) |")
    }
  }
}
