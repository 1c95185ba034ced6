import Causal
import Testing

@Suite("Effects with an interval")
struct EffectEstimateTests {
  @Test("the half width is 1.959964 standard errors at 95 %, 1.644854 at 90 %")
  func interval() throws {
    let effect = EffectEstimate(2, standardError: 0.5)
    #expect(abs(try #require(effect.confidenceHigh) - (2 + 0.5 * 1.959963984540054)) < 1e-15)
    #expect(abs(try #require(effect.confidenceLow) - (2 - 0.5 * 1.959963984540054)) < 1e-15)
    let narrow = EffectEstimate(0, standardError: 1, confidence: 0.9)
    #expect(abs(try #require(narrow.confidenceHigh) - 1.6448536269514722) < 1e-15)
  }

  @Test("without a standard error there is no interval")
  func none() {
    let effect = EffectEstimate(2, standardError: nil)
    #expect(effect.confidenceLow == nil && effect.confidenceHigh == nil)
  }
}
