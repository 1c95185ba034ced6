/// An axis with round numbers on it: steps of 1, 2 or 5 times a power of ten.
struct AxisScale {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let decimals: Int

  init(covering range: ClosedRange<Double>) {
    var span = range.upperBound - range.lowerBound
    if !(span > 0) { span = 1 }
    let raw = span / 5
    // The power of ten below the raw step, by multiplication alone: the same on every machine.
    var power = 1.0
    var exponent = 0
    while power * 10 <= raw, exponent < 300 {
      power *= 10
      exponent += 1
    }
    while power > raw, exponent > -300 {
      power /= 10
      exponent -= 1
    }
    let factor = [1.0, 2, 5, 10].first { power * $0 >= raw } ?? 10
    let step = power * factor
    let first = (range.lowerBound / step).rounded(.down)
    let last = max((range.upperBound / step).rounded(.up), first + 1)
    low = first * step
    high = last * step
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    decimals = max(0, factor == 10 ? -exponent - 1 : -exponent)
  }

  func label(_ tick: Double, _ format: NumberFormat) -> String {
    decimals > 8 || high - low >= 1e9 ? format.significant(tick, 3) : format.text(tick, decimals: decimals)
  }
}
