// How many people get each grade average.
//
// Given: Cuadro 33 (shares below 5, from 5 to below 6, from 6), Cuadro 32 (means) and Cuadro 9
// (averages of 6 or more in media), each printed with few decimals. Wanted: whole numbers of people
// by tramo, level and average, in tenths from 4.0 to 7.0, that print exactly those figures. The bands
// are searched within the rounding of Cuadro 33; inside a band the shape is normal (deviation 0.40)
// with one exponential tilt for tramo and year that makes the mean the printed one.

import Kernels

/// The exact number of people with each average in one year.
struct BLEMarks: Sendable {
  /// The averages, in tenths.
  static let lowest = 40
  static let highest = 70
  static let bandOf: [Int] = (lowest...highest).map { $0 < 50 ? 0 : $0 < 60 ? 1 : 2 }

  /// `people[tramo][level][average − 40]`.
  let people: [[[Int]]]

  /// The marks of the four years; `counts[year][tramo][level]` people.
  static func read(
    _ directory: String, counts: [[[Int]]]
  ) throws(SyntheticRosterError) -> [BLEMarks] {
    let shares = try CalibrationTable(
      path: POSIXFile.join(directory, "cuadro-33.csv"),
      required: ["anio", "grupo", "pct_4_49", "pct_5_59", "pct_6_7"])
    let means = try CalibrationTable(
      path: POSIXFile.join(directory, "cuadro-32.csv"),
      required: ["anio", "grupo", "promedio_notas"])
    let high = try CalibrationTable(
      path: POSIXFile.join(directory, "cuadro-09.csv"), required: ["anio", "mayor_igual_6"])
    var result: [BLEMarks] = []
    for year in counts.indices {
      let printed = "\(BLECalibration.firstYear + year)"
      var bandShares: [[Double]] = []
      var groupMeans: [Double] = []
      for group in ["subcomponente_1", "subcomponente_2", "total_beneficiarios"] {
        let row = try shares.row([("anio", printed), ("grupo", group)])
        bandShares.append([
          try shares.decimal(row, "pct_4_49", in: 0...100),
          try shares.decimal(row, "pct_5_59", in: 0...100),
          try shares.decimal(row, "pct_6_7", in: 0...100),
        ])
        let meanRow = try means.row([("anio", printed), ("grupo", group)])
        groupMeans.append(try means.decimal(meanRow, "promedio_notas", in: 4...7))
      }
      let highRow = try high.row([("anio", printed)])
      let highInMedia = try high.integer(
        highRow, "mayor_igual_6", in: 0...BLECalibration.mostPeople)
      guard
        let bands = BLEBands(shares: bandShares, people: counts[year].map { $0.reduce(0, +) })
      else {
        throw .inputInconsistent(
          path: shares.path, reason: "no whole numbers of people print the shares of \(printed)")
      }
      guard
        let marks = BLEMarks(
          bands: bands, means: groupMeans, highInMedia: highInMedia, counts: counts[year])
      else {
        throw .inputInconsistent(
          path: high.path,
          reason: "the \(highInMedia) averages of 6 or more of \(printed) do not fit cuadro-33.csv")
      }
      result.append(marks)
    }
    return result
  }

  /// Spreads the bands over levels and averages; nil when a band of a level would be negative.
  init?(bands: BLEBands, means: [Double], highInMedia: Int, counts: [[Int]]) {
    let totals = counts.map { $0.reduce(0, +) }
    let highShare = (0..<2).map { Double(bands.people[$0][2]) / Double(totals[$0]) }
    let expected = (0..<2).reduce(0.0) { $0 + highShare[$1] * Double(counts[$1][1]) }
    guard expected > 0 else { return nil }
    let ratio = Double(highInMedia) / expected
    let firstHigh = Int(
      (Double(counts[0][1]) * highShare[0] * ratio).rounded(.toNearestOrEven))
    let mediaHigh = [firstHigh, highInMedia - firstHigh]
    let shift = Self.commonShift(means: means, totals: totals)
    var people: [[[Int]]] = []
    for tramo in 0..<2 {
      let band = bands.people[tramo]
      let mediaLow = Int((0.6 * Double(band[0])).rounded(.toNearestOrEven))
      let low = [band[0] - mediaLow, mediaLow]
      let top = [band[2] - mediaHigh[tramo], mediaHigh[tramo]]
      let levels = (0..<2).map { [low[$0], counts[tramo][$0] - low[$0] - top[$0], top[$0]] }
      guard levels.allSatisfy({ $0.allSatisfy { $0 >= 0 } }) else { return nil }
      people.append(
        Self.spread(
          levels: levels, centres: [means[tramo] + 0.10, means[tramo] - 0.12],
          mean: means[tramo] + shift))
    }
    self.people = people
  }

  /// The smallest shift of both means that keeps the overall mean inside its own rounding too.
  private static func commonShift(means: [Double], totals: [Int]) -> Double {
    let all = Double(totals[0] + totals[1])
    for step in 0...40 {
      for sign in [-1.0, 1.0] {
        let shift = sign * Double(step) / 10_000
        let overall =
          ((means[0] + shift) * Double(totals[0]) + (means[1] + shift) * Double(totals[1])) / all
        if abs(overall - means[2]) < 0.0047 { return shift }
      }
    }
    return 0
  }

  /// Whole numbers by level and average with the given bands, tilted together to the given mean.
  private static func spread(levels: [[Int]], centres: [Double], mean: Double) -> [[Int]] {
    let total = Double(levels.reduce(0) { $0 + $1.reduce(0, +) })
    func tilted(_ tilt: Double) -> [[Double]] {
      zip(levels, centres).map { bands, centre in
        let weights = (lowest...highest).map { value in
          let average = Double(value) / 10
          let distance = average - centre
          return PortableElementary.exp(-distance * distance / (2 * 0.16) + tilt * average)
        }
        var sums = [0.0, 0.0, 0.0]
        for index in weights.indices { sums[bandOf[index]] += weights[index] }
        return weights.indices.map {
          Double(bands[bandOf[$0]]) * weights[$0] / sums[bandOf[$0]]
        }
      }
    }
    var bounds = (low: -40.0, high: 40.0)
    for _ in 0..<80 {
      let tilt = (bounds.low + bounds.high) / 2
      var sum = 0.0
      for level in tilted(tilt) {
        for index in level.indices { sum += level[index] * Double(lowest + index) }
      }
      if sum / total / 10 < mean { bounds.low = tilt } else { bounds.high = tilt }
    }
    return zip(tilted((bounds.low + bounds.high) / 2), levels).map { exact, bands in
      (0..<3).flatMap { band in
        LargestRemainder.counts(
          exact.indices.filter { bandOf[$0] == band }.map { exact[$0] }, total: bands[band])
      }
    }
  }
}
