import Kernels
import Rosters

/// Bands that follow each other, as a spec writes them: label and interval.
struct EligibilityBands {
  var labels: [String] = []
  var intervals: [Interval] = []

  /// Reads bands in rising order; a value must be in one of two neighbours, not in both and not between them.
  ///
  /// `scale`: steps a unit of the values: 1 for whole numbers, so that 0–40 and 41–50 are neighbours, 10⁹ for decimals.
  init(_ node: SpecNode, _ what: String, scale: Int64) throws(SpecError) {
    var last: ClosedRange<Int64>?
    for (key, value) in try node.pairs(what) {
      let label = try key.text("a label")
      guard !labels.contains(label) else { throw key.failure("'\(label)' is given twice") }
      let interval = try value.interval()
      guard let range = interval.storedRange(scale: scale) else {
        throw value.failure("no value is in \(try value.text("an interval"))")
      }
      if let last, let before = labels.last {
        let (next, overflow) = last.upperBound.addingReportingOverflow(1)
        guard !overflow, range.lowerBound >= next else {
          throw value.failure(
            "'\(label)' overlaps '\(before)', or comes before it; bands rise and share no value")
        }
        guard range.lowerBound == next else {
          throw value.failure("there is a gap between '\(before)' and '\(label)': bands follow each other")
        }
      }
      last = range
      labels.append(label)
      intervals.append(interval)
    }
    guard !labels.isEmpty else { throw node.failure("\(what) names none") }
    guard labels.count <= 200 else {
      throw node.failure("\(what) names \(labels.count); at most 200 are kept apart")
    }
  }
}
