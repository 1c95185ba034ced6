import Foundation
import Kernels
import LinearAlgebra
import Models
import Testing

@Suite("Conley's covariance")
struct ConleyTests {
  /// Places around the globe, the date line and both poles, some of them twice.
  static let places: [(latitude: Double, longitude: Double)] = {
    var generator = PCG64(seed: 5, stream: 0)
    var places: [(Double, Double)] = []
    for centre in [(-33.4, -70.6), (0, 179.9), (88, 10), (-89, -120), (60, -1)] {
      for _ in 0..<30 {
        let latitude = min(90, max(-90, centre.0 + 4 * (generator.nextUnit() - 0.5)))
        places.append((latitude, centre.1 + 30 * (generator.nextUnit() - 0.5)))
      }
    }
    return places + places.prefix(10)
  }()

  static func distance(_ a: (Double, Double), _ b: (Double, Double), _ rule: SpatialCutoff.Distance) -> Double
  {
    let radians = Double.pi / 180
    var across = abs(a.1 - b.1).truncatingRemainder(dividingBy: 360)
    if across > 180 { across = 360 - across }
    switch rule {
    case .triangular:
      let flat = cos((a.0 + b.0) / 2 * radians) * across
      // fixest's six digits of π stand on one side alone.
      return 111 * (.pi / 3.14159) * ((a.0 - b.0) * (a.0 - b.0) + flat * flat).squareRoot()
    case .spherical:
      let up = sin((a.0 - b.0) / 2 * radians)
      let side = sin(across / 2 * radians)
      return 2 * 6376
        * asin(min(1, (up * up + cos(a.0 * radians) * cos(b.0 * radians) * side * side).squareRoot()))
    }
  }

  @Test(
    "every pair looked at", arguments: SpatialCutoff.Distance.allCases, SpatialCutoff.Kernel.allCases)
  func pairs(_ rule: SpatialCutoff.Distance, _ kernel: SpatialCutoff.Kernel) throws {
    var generator = PCG64(seed: 6, stream: 0)
    let places = ConleyTests.places
    let x = places.map { _ in generator.nextNormal() }
    let y = places.map { $0.latitude / 30 + generator.nextNormal() }
    for kilometres in [40.0, 300, 2500, 30000] {
      let cutoff = SpatialCutoff(
        latitude: places.map(\.latitude), longitude: places.map(\.longitude), kilometres: kilometres,
        distance: rule, kernel: kernel)
      // A profile that leaves what is not positive semi-definite.
      let fit = try LeastSquares(covariance: .conley(cutoff), profile: .stata)
        .fit(regression(y, [("x", .real(x))]))
      let rows = places.indices.map { [fit.residuals[$0], fit.residuals[$0] * x[$0]] }
      var meat = Matrix(rows: 2, columns: 2)
      for i in places.indices {
        for j in places.indices {
          let d = ConleyTests.distance(places[i], places[j], rule)
          guard d <= kilometres else { continue }
          let weight = kernel == .uniform ? 1 : 1 - d / kilometres
          for a in 0..<2 { for b in 0..<2 { meat[a, b] += weight * rows[i][a] * rows[j][b] } }
        }
      }
      let count = Double(places.count)
      let bread = 1 / (fit.sigma * fit.sigma) * (try fit.covariance(.iid)).covariance.matrix
      let wanted = (count - 1) / (count - 2) * (bread * meat * bread)
      // Of the single products: with every pair near, their sum is that of the scores, which is zero.
      let scale = (try fit.covariance(.hc0)).covariance.matrix.elements.map { abs($0) }.max() ?? 1
      for (found, value) in zip(fit.covariance.matrix.elements, wanted.elements) {
        #expect(abs(found - value) < 1e-10 * scale, "\(rule) \(kernel) \(kilometres) km")
      }
    }
  }

  @Test("its text is what was asked for, with the columns where they have names")
  func text() {
    func text(_ kilometres: Double, _ columns: [String]) -> String {
      CovarianceKind.conley(
        SpatialCutoff(latitude: [0], longitude: [0], kilometres: kilometres, columns: columns)
      ).description
    }
    #expect(text(10, ["lat", "lon"]) == "conley:lat+lon:10")
    #expect(text(2.5, []) == "conley:2.5" && text(1e300, []) == "conley:1e+300")
  }

  @Test("longitudes of one place by two names; a latitude that is none")
  func coordinates() throws {
    let y = [1.0, 2, 4, 3]
    let x = [0.0, 1, 1, 0]
    let east = SpatialCutoff(latitude: [0, 0, 9, 9], longitude: [190, -170, 0, 5], kilometres: 10)
    let west = SpatialCutoff(latitude: [0, 0, 9, 9], longitude: [-170, -170, 0, 5], kilometres: 10)
    let data = regression(y, [("x", .real(x))])
    let one = try LeastSquares(covariance: .conley(east), profile: .stata).fit(data)
    let other = try LeastSquares(covariance: .conley(west), profile: .stata).fit(data)
    #expect(one.covariance.matrix == other.covariance.matrix)
    let bad = SpatialCutoff(latitude: [0, 0, 91, 9], longitude: [0, 0, 0, 5], kilometres: 10)
    #expect(throws: RegressionError.coordinate(row: 3, latitude: 91, longitude: 0)) {
      try LeastSquares(covariance: .conley(bad)).fit(data)
    }
  }
}
