import Indicators
import Kernels
import Testing

@Suite("Attendance beside what is expected")
struct AttendanceAlertsTests {
  /// Four establishments that follow the same season, each with its level and small irregularities.
  private func service(_ change: (String, Int) -> Int = { _, _ in 0 }) throws -> SchoolService {
    let season = [3: 1800, 4: 1790, 5: 1760, 6: 1700, 7: 1720, 8: 1750]
    var reports: [SchoolMonth] = []
    for (place, name) in ["a", "b", "c", "d"].enumerated() {
      for (month, days) in season {
        let irregular = (place * 7 + month * 5) % 11 - 5
        reports.append(
          SchoolServiceTests.month(
            name, "Norte", month, attended: days + 20 * place + 3 * irregular + change(name, month)))
      }
    }
    return try SchoolService(reports)
  }

  @Test("by hand: the others' rate of the month, and the own distance of the months before")
  func expected() throws {
    // Days attended of 2000: March 1800 and 1700, April 1780 and 1700.
    let chart = AttendanceChart(
      try SchoolService([
        SchoolServiceTests.month("a", "Norte", 3, attended: 1800),
        SchoolServiceTests.month("a", "Norte", 4, attended: 1780),
        SchoolServiceTests.month("b", "Norte", 3, attended: 1700),
        SchoolServiceTests.month("b", "Norte", 4, attended: 1700),
      ]))
    // The first month has nothing of its own.
    #expect(chart.points[0].expected == 0.85 && chart.points[0].deviation == nil)
    // April: b's 0.85, and a was 0.05 above it in March; 0.89 is 0.01 below 0.9, whose error is √(0.9 · 0.1 / 2000).
    let april = chart.points[1]
    #expect(abs(try #require(april.expected) - 0.9) < 1e-15)
    let error = (0.9 * 0.1 / 2000).squareRoot()
    #expect(abs(try #require(april.deviation) + 0.01 / error) < 1e-11)
    // No establishment has two neighbouring months to judge the scatter by.
    #expect(chart.scatter == nil && april.lowerLimit == nil)
  }

  @Test("a season that all share gives no alarm of the chart; one establishment's sudden fall gives one")
  func sudden() throws {
    let calm = AttendanceAlerts(AttendanceChart(try service()), threshold: Exact(1, over: 2), run: 7)
    #expect(calm.alerts.allSatisfy { !$0.reasons.contains(.chart) })
    let fall = AttendanceAlerts(
      AttendanceChart(try service { $0 == "b" && $1 == 7 ? -700 : 0 }), threshold: Exact(1, over: 2), run: 7)
    let alarms = fall.alerts.filter { $0.reasons.contains(.chart) }
    #expect(alarms.map(\.point.establishment) == ["b"])
    #expect(alarms.map(\.point.month) == [7])
  }

  @Test("threshold is strict, a run needs months in a row")
  func rules() throws {
    let chart = AttendanceChart(try service { $0 == "c" && $1 >= 6 ? -80 : 0 })
    let rates = chart.points.filter { $0.establishment == "c" }.compactMap(\.attendance.exact)
    let lowest = try #require(rates.min())
    func below(_ threshold: Exact) -> Int {
      AttendanceAlerts(chart, threshold: threshold, run: 99).alerts.count { $0.reasons.contains(.threshold) }
    }
    #expect(below(lowest) == 0)
    #expect(below(lowest + Exact(1, over: 1_000_000)) == 1)
    let runs = AttendanceAlerts(chart, threshold: .zero, run: 3).alerts.filter {
      $0.reasons.contains(.run) && $0.point.establishment == "c"
    }
    let own = chart.points.filter { $0.establishment == "c" }
    let wanted = own.indices.filter { place in
      place >= 2 && own[(place - 2)...place].allSatisfy { ($0.deviation ?? 0) < 0 }
    }
    #expect(runs.map(\.point.month) == wanted.map { own[$0].month })
    #expect(runs.map(\.point.month).contains(8))
  }

  @Test("one establishment alone has nothing to be compared with")
  func alone() throws {
    let chart = AttendanceChart(try SchoolService([SchoolServiceTests.month("a", "Norte", 3)]))
    #expect(chart.points.map(\.expected) == [nil])
    #expect(chart.scatter == nil)
  }

  @Test("the order of the reports does not matter")
  func order() throws {
    let reports = try service().reports
    let turned = AttendanceChart(try SchoolService(reports.reversed()))
    let straight = AttendanceChart(try SchoolService(reports))
    #expect(turned.points.map(\.deviation) == straight.points.map(\.deviation))
    #expect(turned.scatter == straight.scatter)
  }
}
