import Causal
import Distributions
import LinearAlgebra
import Testing

@Suite("Probabilities of boxes under a normal distribution")
struct NormalBoxTests {
  private func equicorrelated(_ size: Int, _ correlation: Double) -> Matrix {
    var matrix = Matrix.identity(size)
    for column in 0..<size {
      for row in 0..<size where row != column { matrix[row, column] = correlation }
    }
    return matrix
  }

  @Test("independent coordinates: the product", arguments: [1, 2, 5, 12])
  func independent(_ size: Int) {
    let box = NormalBox(correlation: .identity(size), points: 1024)
    let found = box.probability(
      lower: Array(repeating: -1, count: size), upper: Array(repeating: 2, count: size))
    var wanted = 1.0
    for _ in 0..<size { wanted *= Normal().lower(2) - Normal().lower(-1) }
    expectNear(found, wanted, 1e-12)
  }

  @Test("correlations of a half: a positive orthant has 1/(k + 1)", arguments: [2, 3, 6])
  func orthant(_ size: Int) {
    let box = NormalBox(correlation: equicorrelated(size, 0.5), points: 4096)
    let found = box.probability(
      lower: Array(repeating: 0, count: size), upper: Array(repeating: .infinity, count: size))
    expectNear(found, 1 / Double(size + 1), 5e-4)
  }

  @Test("two coordinates: the orthant by the arcsine", arguments: [-0.7, 0.1, 0.9])
  func pair(_ correlation: Double) {
    let box = NormalBox(correlation: equicorrelated(2, correlation), points: 4096)
    let found = box.probability(lower: [0, 0], upper: [.infinity, .infinity])
    let arcsine =
      [-0.7: -0.775397496610753, 0.1: 0.1001674211615598, 0.9: 1.1197695149986342][correlation] ?? .nan
    expectNear(found, 0.25 + arcsine / (2 * .pi), 2e-4)
  }

  @Test("the same coordinate twice counts once")
  func singular() {
    let box = NormalBox(correlation: equicorrelated(3, 1), points: 512)
    expectNear(
      box.probability(lower: [-1, -1, -2], upper: [1, 3, 1]), Normal().lower(1) - Normal().lower(-1), 1e-12)
    #expect(box.probability(lower: [-1, 1.5, -2], upper: [1, 3, 1]) == 0)
  }
}
