import Trayectoria

/// The regression that the README shows, compiled.
enum EstimateExample {
  static func estimate(folder: String) throws -> Estimate {
    let request = EstimateRequest(
      DesignRequest(try Formula("wage ~ educ + exper")), covariance: try CovarianceRequest("cluster:firm"))
    let read = try TableReader().read(path: "\(folder)/wages.csv", columns: request.columns)
    let estimate = try request.estimate(read.table)
    return estimate
  }

  static func table(_ estimate: Estimate) -> String { EstimateTable(estimate).text(.markdown) }
}
