import ArgumentParser
import Trayectoria

/// Another table that a fitted model is applied to.
struct PredictionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file of other rows that the fitted model is applied to.", valueName: "file"))
  var predict: String?

  @Option(
    help: ArgumentHelp(
      "CSV with the prediction, its error, interval, rank and percentile of each of those rows, in their order.",
      valueName: "file"))
  var predictionOutput: String?

  @Option(
    help: ArgumentHelp(
      "Shares of the fit's weight at which its scores are cut into bands for the other rows: 0.4,0.5,0.6.",
      valueName: "shares"))
  var predictionCuts: String?

  func check(models: Int, results: [String?]) throws {
    guard let predict else {
      if predictionOutput != nil { throw Failure(.usage, "--prediction-output belongs to --predict FILE") }
      if predictionCuts != nil { throw Failure(.usage, "--prediction-cuts belongs to --predict FILE") }
      return
    }
    guard let predictionOutput else {
      throw Failure(.usage, "--predict needs --prediction-output, the file for the predictions")
    }
    guard models == 1 else { throw Failure(.usage, "--predict takes one formula, not \(models)") }
    for path in results.compactMap({ $0 }) + [predictionOutput] where SamePath.same(path, predict) {
      throw Failure(.usage, "\(path) is the file to predict for; write the result elsewhere")
    }
    _ = try shares()
  }

  /// The estimate, with the predictions written.
  func estimate(_ request: EstimateRequest, _ table: Table, _ other: DataFile, threads: Int) throws
    -> Estimate
  {
    let header = try other.header()
    do {
      let model = try FittedModel(request, table)
      do throws(DesignError) { try model.check(names: header.names) } catch {
        throw Failure(EstimateError.design(error))
      }
      let rows = try other.table(header, columns: model.columns, threads: threads)
      let prediction = try model.predict(rows)
      let bands = try shares().map {
        ScoreBands(scores: model.fitted, weights: model.weights, shares: $0)
      }
      if let predictionOutput { try AtomicFile.write(prediction.csv(bands: bands), to: predictionOutput) }
      let lost = prediction.dropped.reduce(0) { $0 + $1.rows }
      if lost > 0 {
        Warning.write(
          "\(other.path): \(lost == 1 ? "1 row has" : "\(lost) rows have") no prediction: "
            + prediction.dropped.map(\.description).joined(separator: ", "))
      }
      var estimate = model.estimate
      estimate.prediction = PredictionSummary(prediction, bands: bands)
      return estimate
    } catch let error as EstimateError { throw Failure(error) }
  }

  private func shares() throws -> [Double]? {
    guard let predictionCuts else { return nil }
    let shares = predictionCuts.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    let values = shares.compactMap { $0 }
    guard values.count == shares.count, values.allSatisfy({ $0 > 0 && $0 < 1 }),
      zip(values, values.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw Failure(.usage, "--prediction-cuts are rising shares between 0 and 1, for instance 0.4,0.5")
    }
    return values
  }
}
