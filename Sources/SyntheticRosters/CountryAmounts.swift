/// The amounts of a synthetic country, those of the bonus while they are known.
enum CountryAmounts {
  /// The price index in thousandths, 2013 = 100,000. With it the amounts of 2013, 50,000 and 30,000 pesos, come to those paid
  /// from 2014 to 2017 and announced for 2018; later years go on by three points.
  static func index(_ year: Int) -> Int {
    let known = [2013: 100_000, 2014: 103_000, 2015: 107_786, 2016: 112_506, 2017: 115_552, 2018: 118_556]
    return known[year] ?? 118_556 + (year - 2018) * 3_000
  }

  /// Pesos of a tramo, 1 or 2, rounded to the nearest.
  static func pesos(tramo: UInt8, year: Int) -> Int {
    ((tramo == 1 ? 50_000 : 30_000) * index(year) + 50_000) / 100_000
  }
}
