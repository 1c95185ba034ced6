import Contracts
import Kernels
import Testing

@Suite("Pesos shared out")
struct ApportionmentTests {
  @Test(
    "by hand: 10 pesos by 1/2, 1/3, 1/6 are quotas 5, 3.33 and 1.67; the peso left goes to 1/3 ÷ 4 = 1/12, as 1/6 ÷ 2 and 1/2 ÷ 6, the first of them"
  )
  func byHand() {
    let weights = [Exact(1, over: 2), Exact(1, over: 3), Exact(1, over: 6)]
    #expect(Apportionment.share(10, by: weights) == [6, 3, 1])
    #expect(Apportionment.share(12, by: weights) == [6, 4, 2])
    #expect(Apportionment.share(0, by: weights) == [0, 0, 0])
    #expect(Apportionment.share(0, by: [Exact.zero]) == [0])
    #expect(Apportionment.share(7, by: [Exact.zero, .one]) == [0, 7])
  }

  @Test("the parts add up, no part is below the whole of its quota, and a larger sum gives nobody less")
  func laws() {
    var generator = PCG64(seed: 4, stream: 1)
    for _ in 0..<60 {
      let weights = (0..<generator.nextInteger(in: 1...7)).map { _ in generator.nextInteger(in: 0...40) }
      let total = weights.reduce(0, +)
      guard total > 0 else { continue }
      var before = weights.map { _ in 0 }
      for amount in 0...120 {
        let parts = Apportionment.share(amount, by: weights)
        #expect(parts.reduce(0, +) == amount)
        for (place, part) in parts.enumerated() {
          #expect(part >= before[place], "\(amount) by \(weights)")
          #expect(part >= amount * weights[place] / total)
        }
        before = parts
      }
    }
  }

  @Test("amounts near the largest keep every peso")
  func large() {
    let parts = Apportionment.share(Pesos.largest, by: [1, 1, 1])
    #expect(parts == [333_333_333_333_334, 333_333_333_333_333, 333_333_333_333_333])
  }
}
