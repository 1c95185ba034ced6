import Foundation
import Testing
import Trayectoria

/// Oracle: statsmodels' GLM with the weights as frequencies to its last digit, the sandwich of wᵢ²(yᵢ − pᵢ)² by hand with N/(N − 1), and
/// NumPy for what follows from them.
@Suite("the example of docs/scoring.md")
struct ScoringExampleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = root.appendingPathComponent("notebooks-data/rsh").path

  private func near(_ value: Double, _ wanted: Double, _ limit: Double = 1e-11) -> Bool {
    abs(value - wanted) <= limit * abs(wanted)
  }

  @Test("a logit of a survey scores a registry")
  func scores() throws {
    let (model, scores, bands) = try ScoringExample.score(folder: Self.folder)
    let coefficients = [
      1.0657422075223557, 0.3674663659590791, -0.1723076129151846, -1.1430002193286404, 1.5171203024754811,
      0.932778670219066,
    ]
    let errors = [
      0.25739236055261006, 0.03750992413808111, 0.021494629537736083, 0.1464990341957248, 0.2376410713813063,
      0.175764801524805,
    ]
    for (term, (coefficient, error)) in zip(model.estimate.terms, zip(coefficients, errors)) {
      #expect(near(term.estimate, coefficient) && near(term.standardError, error), "\(term.name)")
    }
    #expect(model.estimate.covariance.adjustments == [.robustForProbabilityWeights])
    let rows = scores.rows.compactMap { $0 }
    #expect(rows.count == 3000 && scores.dropped.isEmpty)
    for (row, (mean, error)) in zip(
      rows,
      zip(
        [0.2208774785088628, 0.6052323798692922, 0.9198006700066927],
        [0.02345933885856002, 0.041679754022747026, 0.020390709099831657]))
    {
      #expect(near(row.mean, mean) && near(row.standardError, error, 1e-10))
      #expect(row.confidenceLow > 0 && row.confidenceHigh < 1 && row.confidenceLow < row.mean)
    }
    #expect(near(rows.reduce(0) { $0 + $1.mean }, 1429.2963932216987))
    let cuts = [0.37688845249443953, 0.5371413127956256, 0.7167383458036977]
    for (threshold, cut) in zip(bands.thresholds, cuts) { #expect(near(threshold, cut)) }
    let counts = (1...4).map { band in rows.count { bands.band($0.mean) == band } }
    #expect(counts == [1212, 1794 - 1212, 2341 - 1794, 3000 - 2341])
    let best = scores.rows.indices.max { (rows[$0].mean, -$0) < (rows[$1].mean, -$1) }
    #expect(best == 866)
  }

  @Test("is the code that the page shows")
  func sameText() throws {
    let page = try String(contentsOf: Self.root.appendingPathComponent("docs/scoring.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Self.root.appendingPathComponent("Tests/TrayectoriaTests/ScoringExample.swift"),
      encoding: .utf8)
    func squeezed(_ text: some StringProtocol) -> String { String(text.filter { !$0.isWhitespace }) }
    let parts = page.components(separatedBy: "```swift")
    #expect(parts.count == 2)
    let code = parts[1].components(separatedBy: "```")[0]
    #expect(squeezed(source).contains(squeezed(code)))
  }
}
