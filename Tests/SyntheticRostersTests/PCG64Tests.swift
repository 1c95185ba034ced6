import Foundation
import Kernels
import Testing

@Suite("PCG64")
struct PCG64Tests {
  // Oracle: the reference recurrence in arbitrary-precision integers; the first line is also the
  // check output of the reference C implementation.
  @Test(
    "known answers",
    arguments: [
      (
        UInt64(42), UInt64(54),
        [
          0x86b1_da1d_7206_2b68, 0x1304_aa46_c985_3d39, 0xa367_0e9e_0dd5_0358,
          0xf909_0e52_9a7d_ae00, 0xc85b_9fd8_3799_6f2c, 0x6061_21f8_e391_9196,
        ] as [UInt64]
      ),
      (
        2018, 1,
        [
          0xe503_277f_cf98_adac, 0xc03f_415f_ccaf_2809, 0xb084_a45b_6d84_a38f,
          0xe636_a875_d4fe_6997, 0x18e7_f545_3f9f_3668, 0xd89c_2061_4f4b_d961,
        ]
      ),
      (
        .max, .max,
        [
          0xd647_663e_811b_ba63, 0x47d5_14fa_3f57_12eb, 0x7dbe_f47a_6728_bf46,
          0xaf10_d90c_95fe_bb06, 0xd272_c581_230c_aee4, 0xb257_9d56_7c77_049c,
        ]
      ),
    ])
  func knownAnswers(seed: UInt64, stream: UInt64, expected: [UInt64]) {
    var generator = PCG64(seed: seed, stream: stream)
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("a unit draw is the top 53 bits of a draw")
  func unit() {
    var generator = PCG64(seed: 42, stream: 54)
    #expect(generator.nextUnit() == Double(0x86b1_da1d_7206_2b68 as UInt64 >> 11) / 0x1p53)
  }

  @Test("bounded integers are uniform", arguments: [1, 2, 3, 7, 100])
  func bounded(bound: Int) {
    var generator = PCG64(seed: 7, stream: 1)
    var counts = [Int](repeating: 0, count: bound)
    let draws = 100_000
    for _ in 0..<draws { counts[generator.nextInteger(below: bound)] += 1 }
    let mean = Double(draws) / Double(bound)
    // Pearson's statistic has mean bound − 1; six deviations above it never happen by chance.
    let statistic = counts.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean }
    let freedom = Double(bound - 1)
    #expect(statistic <= freedom + 6 * (2 * freedom).squareRoot())
  }

  @Test("a closed range reaches both ends")
  func closedRange() {
    var generator = PCG64(seed: 7, stream: 2)
    let drawn = Set((0..<1000).map { _ in generator.nextInteger(in: -2...3) })
    #expect(drawn == Set(-2...3))
  }

  @Test("normal moments")
  func normal() {
    var generator = PCG64(seed: 11, stream: 3)
    let values = (0..<200_000).map { _ in generator.nextNormal(mean: 3, deviation: 2) }
    let mean = values.reduce(0, +) / 200_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200_000
    // Standard errors are 0.0045 and 0.0126; the tolerances are five of them.
    #expect(abs(mean - 3) < 0.0225)
    #expect(abs(variance - 4) < 0.063)
  }

  @Test("gamma moments", arguments: [(2.0, 2.6), (0.5, 1.0), (30.0, 0.1)])
  func gamma(shape: Double, scale: Double) {
    var generator = PCG64(seed: 13, stream: 4)
    let n = 200_000.0
    let values = (0..<200_000).map { _ in generator.nextGamma(shape: shape, scale: scale) }
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    let expected = shape * scale * scale
    #expect(values.allSatisfy { $0 >= 0 })
    #expect(abs(mean - shape * scale) < 5 * (expected / n).squareRoot())
    // The fourth central moment of a gamma is (3 + 6/shape) variance².
    #expect(abs(variance - expected) < 5 * expected * ((2 + 6 / shape) / n).squareRoot())
  }

  @Test("a shuffle keeps the elements and moves the first anywhere")
  func shuffle() {
    var generator = PCG64(seed: 5, stream: 5)
    var places = [Int](repeating: 0, count: 5)
    for _ in 0..<10_000 {
      let order = generator.permutation(5)
      #expect(order.sorted() == [0, 1, 2, 3, 4])
      places[order.firstIndex(of: 0) ?? 0] += 1
    }
    #expect(places.allSatisfy { abs($0 - 2000) < 240 })  // six deviations of a binomial
  }

  @Test("logarithm and exponential agree with the C library to three units in the last place")
  func elementary() {
    var generator = PCG64(seed: 17, stream: 6)
    for _ in 0..<20_000 {
      let x = generator.nextUnit() * 40 - 20
      let power = PortableElementary.exp(x)
      #expect(abs(power - Foundation.exp(x)) <= 3 * power.ulp)
      let logarithm = PortableElementary.log(power)
      let expected = Foundation.log(power)
      #expect(abs(logarithm - expected) <= max(3 * expected.ulp, 1e-16))
    }
    #expect(PortableElementary.log(1) == 0)
    #expect(PortableElementary.exp(0) == 1)
  }
}
