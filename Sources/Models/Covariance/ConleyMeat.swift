internal import Kernels
internal import LinearAlgebra

// Σᵢⱼ κ(dᵢⱼ)·sᵢ·sⱼᵀ over pairs of rows no further apart than the cutoff (Conley 1999, J. Econometrics 92(1)). Places that
// hold several rows are one place with the sum of their scores. Places are kept by bands of latitude as high as the cutoff,
// sorted by longitude within a band, so that the near ones of a place are in three bands and, in each, in a window of
// longitudes: O(n·m) for m near places, not O(n²).

extension CovarianceContext {
  func conleyMeat(_ cutoff: SpatialCutoff, threads: Int = Parallel.cores) throws(RegressionError) -> Matrix {
    precondition(
      cutoff.latitude.count == design.rows, "\(cutoff.latitude.count) places for \(design.rows) rows")
    try cutoff.checkPlaces()
    let places = SpatialIndex(cutoff)
    let scores = scoreDesign()
    let sums = scores.groupSums(scoreFactors, groups: places.ofRow, count: places.count)
    let width = scores.width
    let blockSize = 512
    let blocks = (places.count + blockSize - 1) / blockSize
    let parts = Parallel.map(blocks, threads: threads) { block -> Matrix in
      let range = block * blockSize..<min(places.count, (block + 1) * blockSize)
      var near = Matrix(rows: range.count, columns: width)
      for place in range {
        let row = place - range.lowerBound
        places.forEachNear(place) { other, weight in
          for column in 0..<width { near[row, column] += weight * sums[other, column] }
        }
      }
      return sums.selecting(rows: Array(range), columns: Array(0..<width)).transposedProduct(near)
    }
    var meat = Matrix(rows: width, columns: width)
    for part in parts { meat = meat + part }
    return meat.symmetrised()
  }
}

/// Distinct places, numbered by band of latitude and then by longitude.
struct SpatialIndex: Sendable {
  /// Six digits of π turn the cutoff into an angle in fixest; a pair that lies on the cutoff must fall on the same side here.
  private static let degreesToCutoff = 3.14159 / 180
  private static let kilometresOfDegree = 111.0
  private static let earthRadius = 6376.0

  let count: Int
  /// Place of each row.
  let ofRow: [UInt32]
  private let cutoff: SpatialCutoff
  /// Radians.
  private let latitude: [Double]
  private let longitude: [Double]
  private let cosine: [Double]
  private let band: [Int]
  /// Where each band starts; one more than there are bands.
  private let bandStarts: [Int]
  /// The cutoff as an angle of latitude.
  private let angle: Double

  init(_ cutoff: SpatialCutoff) {
    self.cutoff = cutoff
    let angle =
      cutoff.distance == .triangular
      ? cutoff.kilometres / SpatialIndex.kilometresOfDegree * SpatialIndex.degreesToCutoff
      : cutoff.kilometres / SpatialIndex.earthRadius
    self.angle = angle
    let radians = cutoff.latitude.map { $0 / 180 * Double.pi }
    // Longitudes as 0 ..< 2π.
    let around = cutoff.longitude.map { degrees -> Double in
      let turned = degrees < 0 ? degrees + 360 : degrees
      return (turned >= 360 ? turned - 360 : turned) / 180 * Double.pi
    }
    // A little higher than the cutoff, so that rounding moves no near place two bands away.
    let height = angle * (1 + 1e-9)
    let bands = max(1, Int((Double.pi / height).rounded(.up)))
    let bandOf = radians.map { min(bands - 1, max(0, Int(($0 + Double.pi / 2) / height))) }
    let order = radians.indices.sorted {
      (bandOf[$0], around[$0], radians[$0], $0) < (bandOf[$1], around[$1], radians[$1], $1)
    }
    var ofRow = [UInt32](repeating: 0, count: radians.count)
    var latitude: [Double] = []
    var longitude: [Double] = []
    var band: [Int] = []
    for row in order {
      if latitude.last != radians[row] || longitude.last != around[row] {
        latitude.append(radians[row])
        longitude.append(around[row])
        band.append(bandOf[row])
      }
      ofRow[row] = UInt32(latitude.count - 1)
    }
    self.ofRow = ofRow
    self.latitude = latitude
    self.longitude = longitude
    self.band = band
    cosine = latitude.map(RealPower.cosine)
    count = latitude.count
    // Starts of the bands that hold a place, by binary search instead of a table when bands are many.
    var starts: [Int] = []
    for place in band.indices where place == 0 || band[place] != band[place - 1] { starts.append(place) }
    bandStarts = starts + [latitude.count]
  }

  /// Calls `body` with each place at most the cutoff away, itself included, and the kernel's weight, in a fixed order.
  func forEachNear(_ place: Int, _ body: (Int, Double) -> Void) {
    for wanted in band[place] - 1...band[place] + 1 {
      guard let range = places(ofBand: wanted) else { continue }
      let window = longitudeWindow(place, range)
      if window >= Double.pi {
        for other in range { consider(place, other, body) }
      } else {
        let low = longitude[place] - window
        let high = longitude[place] + window
        visit(range, low, high, place, body)
        if low < 0 { visit(range, low + 2 * .pi, 2 * .pi, place, body) }
        if high >= 2 * .pi { visit(range, 0, high - 2 * .pi, place, body) }
      }
    }
  }

  private func places(ofBand wanted: Int) -> Range<Int>? {
    var low = 0
    var high = bandStarts.count - 1
    while low < high {
      let middle = (low + high) / 2
      if band[bandStarts[middle]] < wanted { low = middle + 1 } else { high = middle }
    }
    guard low < bandStarts.count - 1, band[bandStarts[low]] == wanted else { return nil }
    return bandStarts[low]..<bandStarts[low + 1]
  }

  /// A difference of longitudes that no near place of the band exceeds.
  private func longitudeWindow(_ place: Int, _ range: Range<Int>) -> Double {
    // The furthest from the equator that either of the two can be.
    let furthest = min(Double.pi / 2, abs(latitude[place]) + 2 * angle * (1 + 1e-9))
    let cosine = RealPower.cosine(furthest)
    switch cutoff.distance {
    case .triangular: return cosine > 0 ? angle / cosine * (1 + 1e-9) : Double.pi
    case .spherical:
      let half = angle / 2 < Double.pi / 2 ? RealPower.sine(angle / 2) : 1
      return half < cosine ? 2 * RealPower.arcsine(half / cosine) * (1 + 1e-9) : Double.pi
    }
  }

  private func visit(
    _ range: Range<Int>, _ low: Double, _ high: Double, _ place: Int, _ body: (Int, Double) -> Void
  ) {
    var left = range.lowerBound
    var right = range.upperBound
    while left < right {
      let middle = (left + right) / 2
      if longitude[middle] < low { left = middle + 1 } else { right = middle }
    }
    while left < range.upperBound, longitude[left] <= high {
      consider(place, left, body)
      left += 1
    }
  }

  private func consider(_ place: Int, _ other: Int, _ body: (Int, Double) -> Void) {
    if place == other {
      body(other, 1)
      return
    }
    var across = abs(longitude[place] - longitude[other])
    if across > Double.pi { across = 2 * Double.pi - across }
    let up = abs(latitude[place] - latitude[other])
    let share: Double
    switch cutoff.distance {
    case .triangular:
      let flat = RealPower.cosine((latitude[place] + latitude[other]) / 2) * across
      let square = up * up + flat * flat
      guard square <= angle * angle else { return }
      share = square.squareRoot() / angle
    case .spherical:
      let sineUp = RealPower.sine(up / 2)
      let sineAcross = RealPower.sine(across / 2)
      let chord = sineUp * sineUp + cosine[place] * cosine[other] * sineAcross * sineAcross
      let distance = 2 * RealPower.arcsine(min(1, chord.squareRoot()))
      guard distance <= angle else { return }
      share = distance / angle
    }
    body(other, cutoff.kernel == .uniform ? 1 : 1 - share)
  }
}
