/// Where each row lies, how far apart two rows may be and still be correlated, and how that weakens with distance.
public struct SpatialCutoff: Sendable, Equatable {
  /// How a distance in kilometres is had from degrees, φ latitude and λ longitude.
  public enum Distance: String, Sendable, CaseIterable {
    /// √(Δφ² + (cos φ̄ · Δλ)²) · 111 km a degree, φ̄ the mean latitude of the two: flat, right for short distances.
    case triangular
    /// The great circle, 2r · asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)) with r = 6376 km.
    case spherical
  }

  /// The weight of a pair of rows at a distance d up to the cutoff.
  public enum Kernel: String, Sendable, CaseIterable {
    /// One.
    case uniform
    /// 1 − d / cutoff.
    case bartlett
  }

  /// Degrees, −90…90, one a row.
  public let latitude: [Double]
  /// Degrees, −360…360, one a row.
  public let longitude: [Double]
  public let kilometres: Double
  public let distance: Distance
  public let kernel: Kernel
  /// Names of the columns of latitude and longitude; none where they are columns of no table.
  public let columns: [String]

  public init(
    latitude: [Double], longitude: [Double], kilometres: Double, distance: Distance = .triangular,
    kernel: Kernel = .uniform, columns: [String] = []
  ) {
    precondition(
      latitude.count == longitude.count, "\(latitude.count) latitudes, \(longitude.count) longitudes")
    precondition(kilometres > 0 && kilometres.isFinite, "a cutoff of \(kilometres) km")
    self.latitude = latitude
    self.longitude = longitude
    self.kilometres = kilometres
    self.distance = distance
    self.kernel = kernel
    self.columns = columns
  }

  func selecting(rows: [Int]) -> SpatialCutoff {
    SpatialCutoff(
      latitude: rows.map { latitude[$0] }, longitude: rows.map { longitude[$0] }, kilometres: kilometres,
      distance: distance, kernel: kernel, columns: columns)
  }

  /// Throws `.coordinate` with the first row that is nowhere.
  func checkPlaces() throws(RegressionError) {
    for (row, (latitude, longitude)) in zip(latitude, longitude).enumerated() {
      guard abs(latitude) <= 90, abs(longitude) <= 360 else {
        throw .coordinate(row: row + 1, latitude: latitude, longitude: longitude)
      }
    }
  }

  /// As on the command line: `conley:lat+lon:10`, without the columns where they have no names.
  var text: String {
    let whole = kilometres < 1e15 ? Int(exactly: kilometres) : nil
    let distance = whole.map { "\($0)" } ?? "\(kilometres)"
    return "conley:" + (columns.isEmpty ? "" : columns.joined(separator: "+") + ":") + distance
  }
}
