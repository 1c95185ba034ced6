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

  public init(
    latitude: [Double], longitude: [Double], kilometres: Double, distance: Distance = .triangular,
    kernel: Kernel = .uniform
  ) {
    precondition(
      latitude.count == longitude.count, "\(latitude.count) latitudes, \(longitude.count) longitudes")
    precondition(kilometres > 0 && kilometres.isFinite, "a cutoff of \(kilometres) km")
    self.latitude = latitude
    self.longitude = longitude
    self.kilometres = kilometres
    self.distance = distance
    self.kernel = kernel
  }

  func selecting(rows: [Int]) -> SpatialCutoff {
    SpatialCutoff(
      latitude: rows.map { latitude[$0] }, longitude: rows.map { longitude[$0] }, kilometres: kilometres,
      distance: distance, kernel: kernel)
  }
}
