import Indicators
import Kernels
import Testing

@Suite("Attendance beside what is expected")
struct AttendanceAlertsTests {
  /// Three establishments that follow the same season.
  private func service(_ change: (String, Int) -> Int = { _, _ in 0 }) throws -> SchoolService {
    let season = [3: 1800, 4: 1790, 5: 1760, 6: 1700, 7: 1720, 8: 1750]
    var reports: [SchoolMonth] = []
    for (name, habit) in [("a", 0), ("b", 10), ("c", -10)] {
      for (month, days) in season {
        reports.append(
          SchoolServiceTests.month(
            name, "Norte", month, attended: days + habit + (month % 2 == 0 ? 2 : -2) + change(name, month)))
      }
    }
    return try SchoolService(reports)
  }

  @Test("by hand: the others' rate of the month, and the own distance of the months before")
  func expected() throws {
    let chart = AttendanceChart(try service())
    let march = try #require(chart.points.first)
    // Others in March: (1808 + 1788) of 4000.
    #expect(abs(try #require(march.expected) - 0.899) < 1e-15)
    // April: others (1802 + 1782) of 4000 are 0.896; a's distance in March is 0.899 − 0.899 = 0.
    let april = chart.points[1]
    #expect(april.month == 4)
    #expect(abs(try #require(april.expected) - 0.896) < 1e-15)
    // z is the distance in binomial standard deviations: a's April rate is 0.896 as expected.
    #expect(abs(try #require(april.deviation)) < 1e-12)
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
    #expect(AttendanceAlerts(chart, threshold: lowest, run: 99).alerts.isEmpty)
    #expect(
      AttendanceAlerts(chart, threshold: lowest + Exact(1, over: 1_000_000), run: 99).alerts.count == 1)
    let runs = AttendanceAlerts(chart, threshold: .zero, run: 3).alerts.filter {
      $0.reasons.contains(.run) && $0.point.establishment == "c"
    }
    #expect(runs.map(\.point.month) == [8])
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
