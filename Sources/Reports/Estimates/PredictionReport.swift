import Kernels
public import Models

extension PredictionSummary {
  var json: JSONText {
    .object([
      ("rows", .integer(rows)), ("predicted", .integer(predicted)),
      ("not_predicted", .object(dropped.map { ($0.reason.description, .integer($0.rows)) })),
      (
        "bands",
        .array(
          bands.enumerated().map { number, band in
            .object([
              ("band", .integer(number + 1)), ("share", .double(band.share)),
              ("upper_bound", .double(band.upperBound)), ("rows", .integer(band.rows)),
            ])
          })
      ),
    ])
  }
}

extension TablePrediction {
  /// A line a row of the table, in its order and with its number from 1; what has no prediction has empty fields.
  ///
  /// `rank` is 1 for the lowest mean, `percentile` the share of the predicted rows with a mean no larger, `band` that of the bands.
  /// Of the table nothing else is written, so that no identifier leaves it.
  public func csv(bands: ScoreBands? = nil) -> String {
    let ranks = ranks
    var sorted = rows.compactMap { $0?.mean }
    sorted.sort()
    var text = "row,predictor,mean,std_error,conf_low,conf_high,rank,percentile"
    if bands != nil { text += ",band" }
    text += "\n"
    for (position, row) in rows.enumerated() {
      text += "\(position + 1)"
      if let row, let rank = ranks[position] {
        for value in [row.predictor, row.mean, row.standardError, row.confidenceLow, row.confidenceHigh] {
          text += "," + NumberText.roundTrip(value)
        }
        let share = Double(TablePrediction.upTo(row.mean, sorted)) / Double(sorted.count)
        text += ",\(rank)," + NumberText.roundTrip(share)
        if let bands { text += ",\(bands.band(row.mean))" }
      } else {
        text += bands == nil ? ",,,,,,," : ",,,,,,,,"
      }
      text += "\n"
    }
    return text
  }

  /// How many of the rising values are no larger.
  private static func upTo(_ value: Double, _ sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
