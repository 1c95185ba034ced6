import Indicators
import Kernels
import Testing

/// Oracles: two by two layouts worked by hand; rates that are additive by making, which must be found again.
@Suite("Attendance over several years")
struct SeasonalAttendanceTests {
  private static func report(
    _ establishment: String, _ year: Int, _ month: Int, _ attended: Int, of days: Int = 10_000
  ) -> SchoolMonth {
    SchoolMonth(
      establishment: establishment, commune: "Norte", year: year, month: month, enrolled: 100, capacity: 120,
      attendance: Share(attended, of: days), withdrawn: 0)
  }

  private func near(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-12 } ?? false }

  @Test("by hand: 90 and 80 %, then 92 and 84 %")
  func byHand() throws {
    let service = try SchoolService([
      Self.report("a", 2024, 3, 9000), Self.report("a", 2024, 4, 8000), Self.report("a", 2025, 3, 9200),
      Self.report("a", 2025, 4, 8400),
    ])
    let season = try #require(SeasonalAttendance(service, group: .all))
    let comparison = try #require(season.comparisons.first)
    #expect(season.comparisons.count == 1 && comparison.year == 2025 && comparison.months == [3, 4])
    #expect(comparison.before == Share(17_000, of: 20_000) && comparison.now == Share(17_600, of: 20_000))
    #expect(near(comparison.difference, 0.03))
    #expect(season.levels.map(\.year) == [2024, 2025])
    #expect(near(season.levels[0].adjusted, 0.85) && near(season.levels[1].adjusted, 0.88))
    #expect(season.effects.map(\.month) == [3, 4])
    #expect(near(season.effects[0].effect, 0.045) && near(season.effects[1].effect, -0.045))
    #expect(near(season.slope, 0.03))
  }

  @Test(
    "a year without its worst month only looks better: the level is found, and months with few days count alike"
  )
  func unbalanced() throws {
    // Levels 90 and 91 %, months +2, 0 and −2 points; the second year reports no May, and its April has few days.
    let service = try SchoolService([
      Self.report("a", 2024, 3, 9200), Self.report("a", 2024, 4, 9000), Self.report("a", 2024, 5, 8800),
      Self.report("a", 2025, 3, 9300), Self.report("a", 2025, 4, 91, of: 100),
      Self.report("b", 2026, 7, 5000),
      Self.report("b", 2026, 3, 9400),
    ])
    let season = try #require(SeasonalAttendance(service, group: .establishment("a")))
    #expect(season.comparisons.map(\.months) == [[3, 4]] && near(season.comparisons[0].difference, 0.01))
    #expect(near(season.levels[0].adjusted, 0.90) && near(season.levels[1].adjusted, 0.91))
    #expect(season.levels[1].observed == Share(9391, of: 10_100))
    #expect(zip(season.effects, [0.02, 0, -0.02]).allSatisfy { near($0.effect, $1) })
    #expect(near(season.slope, 0.01))
    // March of 2025 and of 2026 are of other establishments: no comparison. July was reported once, yet leads nowhere else but to
    // its own effect.
    let all = try #require(SeasonalAttendance(service, group: .all))
    #expect(all.comparisons.map(\.year) == [2025] && all.effects.count == 4)
  }

  @Test("years are compared month by month in the establishments that report the month in both")
  func sameEstablishments() throws {
    // b is ten points below a, and silent in March 2024: a rises by one point in March, both by two in April.
    let service = try SchoolService([
      Self.report("a", 2024, 3, 9000), Self.report("a", 2024, 4, 9000), Self.report("b", 2024, 4, 8000),
      Self.report("a", 2025, 3, 9100), Self.report("b", 2025, 3, 8100), Self.report("a", 2025, 4, 9200),
      Self.report("b", 2025, 4, 8200),
    ])
    let season = try #require(SeasonalAttendance(service, group: .all))
    let comparison = try #require(season.comparisons.first)
    #expect(comparison.months == [3, 4] && near(comparison.difference, 0.015))
    #expect(comparison.before == Share(26_000, of: 30_000) && comparison.now == Share(26_500, of: 30_000))
  }

  @Test("rates that are additive are found again, whatever months are missing")
  func additive() throws {
    var generator = PCG64(seed: 12, stream: 1)
    let effects: [Int: Int] = [3: 300, 4: 150, 5: 0, 6: -200, 7: -250]
    var reports: [SchoolMonth] = []
    for (place, year) in (2020...2025).enumerated() {
      for (month, effect) in effects where month == 3 || generator.nextInteger(in: 0...3) > 0 {
        reports.append(Self.report("a", year, month, 8500 + 40 * place + effect))
      }
    }
    let season = try #require(SeasonalAttendance(try SchoolService(reports), group: .commune("Norte")))
    for (place, level) in season.levels.enumerated() {
      #expect(near(level.adjusted, 0.85 + 0.004 * Double(place)), "\(level)")
    }
    for effect in season.effects { #expect(near(effect.effect, Double(effects[effect.month] ?? 0) / 10_000)) }
    #expect(abs((season.slope ?? 0) - 0.004) < 1e-11)
    #expect(abs(season.effects.reduce(0) { $0 + $1.effect }) < 1e-12)
  }

  @Test("one year; years that share no month; one month")
  func degenerate() throws {
    let one = try SchoolService([Self.report("a", 2024, 3, 9000), Self.report("a", 2024, 4, 8000)])
    #expect(SeasonalAttendance(one, group: .all) == nil)
    let apart = try SchoolService([
      Self.report("a", 2024, 3, 9000), Self.report("a", 2024, 4, 9000), Self.report("a", 2025, 5, 8000),
    ])
    let season = try #require(SeasonalAttendance(apart, group: .all))
    #expect(
      season.comparisons.isEmpty && season.effects.isEmpty && season.levels.isEmpty && season.slope == nil)
    let march = try SchoolService([Self.report("a", 2024, 3, 9000), Self.report("a", 2025, 3, 8000)])
    let single = try #require(SeasonalAttendance(march, group: .all))
    #expect(near(single.comparisons[0].difference, -0.1) && single.effects.isEmpty)
  }

  @Test("an establishment's own winter is expected again with its own season, not without")
  func ownSeason() throws {
    var generator = PCG64(seed: 3, stream: 2)
    var reports: [SchoolMonth] = []
    for establishment in ["a", "b", "c", "d"] {
      for year in 2022...2025 {
        for month in 3...12 {
          let valley = establishment == "d" && month == 7 ? -700 : 0
          let strike = establishment == "c" && year == 2025 && month == 9 ? -700 : 0
          reports.append(
            Self.report(
              establishment, year, month, 9000 + valley + strike + generator.nextInteger(in: -60...60)))
        }
      }
    }
    let service = try SchoolService(reports)
    func alarms(_ ownSeason: Bool) -> [String] {
      AttendanceChart(service, ownSeason: ownSeason).points.filter { point in
        if let limit = point.lowerLimit, let rate = point.attendance.value { rate < limit } else { false }
      }.map { "\($0.establishment) \($0.year)-\($0.month)" }
    }
    #expect(alarms(false) == ["c 2025-9", "d 2022-7", "d 2023-7", "d 2024-7", "d 2025-7"])
    #expect(alarms(true) == ["c 2025-9", "d 2022-7"])
    // Without earlier years it is the same chart.
    let first = try SchoolService(reports.filter { $0.year == 2022 })
    let plain = AttendanceChart(first).points.map(\.expected)
    #expect(AttendanceChart(first, ownSeason: true).points.map(\.expected) == plain)
  }
}
