import Distributions
import Testing

/// Oracle: mpmath 1.4 with 40 digits, arguments being the doubles written here.
@Suite("Special functions")
struct SpecialFunctionTests {
  private static func isNear(_ a: Double, _ b: Double, _ relative: Double) -> Bool {
    abs(a - b) <= relative * abs(b)
  }

  @Test(
    "log Γ, ψ and ψ′",
    arguments: [
      (1e-05, 11.51291969289582562562, -100000.5771992156728887, 10000000001.64490838997),
      (0.1, 2.252712651734205902006, -10.4237549404110762321, 101.4332991507927477047),
      (0.5, 0.5723649429247000870717, -1.963510026021423479441, 4.934802200544679309417),
      (1.0000000000000002, -1.281676242696000840265e-16, -0.5772156649015324953578, 1.644934066848225902652),
      (1.0000001, -5.772155829918507096964e-8, -0.5772155004081381003095, 1.644933826436878133878),
      (1.4616321449683622, -0.1214862905358496080955, -9.241265521729427516792e-17, 0.9676722454476212549952),
      (1.5, -0.1207822376352452223455, 0.03648997397857652055902, 0.9348022005446793094172),
      (1.9999999999, -4.227843700475531693651e-11, 0.4227843350339737273704, 0.6449340668886378204505),
      (2.0000000000000004, 1.877539613108624306104e-16, 0.4227843350984674258017, 0.6449340668482262570098),
      (3.7, 1.4280723266653881292, 1.167153539361511440948, 0.3100378576700383021582),
      (10.0, 12.80182748008146961121, 2.251752589066721107647, 0.1051663356816857461222),
      (24.0, 51.60667556776437357045, 3.157075846185307341862, 0.04254677436833669029847),
      (100.5, 361.4355404677776215553, 4.605174352581845211869, 0.009999916669583102711637),
      (1e6, 12815504.56914761165998, 13.81551005796419077077, 0.000001000000500000166666667),
      (1e15, 33538776394910668.90982, 34.53877639491068476027, 1.0000000000000005e-15),
      (1e100, 2.292585092994045720636e+102, 230.2585092994045684177, 9.999999999999999840971e-101),
    ])
  func gammaFamily(_ x: Double, _ logGammaValue: Double, _ digammaValue: Double, _ trigammaValue: Double) {
    // Two ulp.
    #expect(Self.isNear(logGamma(x), logGammaValue, 4.5e-16))
    #expect(Self.isNear(digamma(x), digammaValue, 4.5e-16))
    #expect(Self.isNear(trigamma(x), trigammaValue, 9e-16))
  }

  @Test(
    "log B",
    arguments: [
      (0.5, 0.5, 1.144729885849400174143), (1e-4, 3.0, 9.210190378225807714703),
      (1e6, 1e6, -1386300.003362921116326), (1e6, 0.01, 4.461324777412379766163),
      (2.5, 1e10, -57.2799444545657229408), (30.0, 40.0, -48.30174909591612519599),
    ])
  func beta(_ a: Double, _ b: Double, _ expected: Double) {
    #expect(Self.isNear(logBeta(a, b), expected, 4.5e-16))
    #expect(logBeta(b, a) == logBeta(a, b))
  }

  @Test("the incomplete functions as numbers")
  func incomplete() {
    // P(1, x) = 1 − e^{−x}; I_x(1, 2) = 1 − (1 − x)².
    #expect(Self.isNear(regularizedGammaQ(1, 3), 0.04978706836786394297934, 4.5e-16))
    #expect(Self.isNear(regularizedGammaP(1, 1e-20), 1e-20, 4.5e-16))
    #expect(Self.isNear(logRegularizedGammaQ(1, 5000), -5000, 4.5e-16))
    #expect(Self.isNear(logRegularizedGammaP(2, 1e-200), -921.727184378178218952, 4.5e-16))
    #expect(Self.isNear(regularizedBeta(0.25, 1, 2), 0.4375, 4.5e-16))
    #expect(Self.isNear(regularizedBetaComplement(0.25, 1, 2), 0.5625, 4.5e-16))
    #expect(Self.isNear(logRegularizedBeta(0x1p-1000, 3, 1), -2079.441541679835928, 4.5e-16))
    #expect(Self.isNear(logRegularizedBetaComplement(0.5, 1, 3000), -2079.441541679835928, 4.5e-16))
  }

  @Test("outside their domains")
  func domains() {
    #expect(logGamma(0) == .infinity)
    #expect(logGamma(.infinity) == .infinity)
    #expect(digamma(0) == -.infinity)
    #expect(trigamma(0) == .infinity)
    #expect(logGamma(-0.5).isNaN && digamma(-0.5).isNaN && trigamma(.nan).isNaN)
    #expect(logBeta(0, 1).isNaN)
    #expect(
      regularizedGammaP(-1, 1).isNaN && regularizedGammaQ(1, -1).isNaN && regularizedGammaP(1, .nan).isNaN)
    #expect(regularizedBeta(-0.1, 1, 1).isNaN && regularizedBeta(0.5, 0, 1).isNaN)
    #expect(regularizedBeta(0, 2, 3) == 0 && regularizedBeta(1, 2, 3) == 1)
    #expect(regularizedGammaP(2, 0) == 0 && regularizedGammaP(2, .infinity) == 1)
  }
}
