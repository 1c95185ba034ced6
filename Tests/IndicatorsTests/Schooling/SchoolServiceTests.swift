import Indicators
import Kernels
import Testing

/// Oracle: worked by hand.
@Suite("School service")
struct SchoolServiceTests {
  static func month(
    _ establishment: String, _ commune: String, _ month: Int, enrolled: Int = 100, attended: Int = 1800,
    withdrawn: Int = 0
  ) -> SchoolMonth {
    SchoolMonth(
      establishment: establishment, commune: commune, year: 2025, month: month, enrolled: enrolled,
      capacity: 125, attendance: Share(attended, of: 2000), withdrawn: withdrawn)
  }

  @Test("rates are those of the summed days, occupancy that of the summed places")
  func rates() throws {
    let service = try SchoolService([
      Self.month("a", "Norte", 3, enrolled: 100, attended: 1800),
      Self.month("b", "Norte", 3, enrolled: 50, attended: 1700), Self.month("c", "Sur", 3, attended: 1900),
    ])
    #expect(service.attendance(of: .commune("Norte")) == Share(3500, of: 4000))
    #expect(service.attendance(of: .all) == Share(5400, of: 6000))
    #expect(service.attendance(of: .establishment("b")) == Share(1700, of: 2000))
    #expect(service.occupancy(of: .commune("Norte"), in: (2025, 3)) == Share(150, of: 250))
    #expect(service.establishments == ["a", "b", "c"])
    #expect(service.communes == ["Norte", "Sur"])
  }

  @Test("flow: from the first of the highest months to the last; dropout is of the highest enrolment")
  func flow() throws {
    let service = try SchoolService(
      zip(3...7, [90, 110, 110, 105, 99]).map {
        Self.month("a", "Norte", $0, enrolled: $1, withdrawn: $0 == 6 ? 4 : 0)
      })
    let flow = try #require(EnrolmentFlow(service, group: .all, year: 2025))
    #expect(flow.highest.month == 4 && flow.highest.enrolled == 110)
    #expect(flow.last.month == 7 && flow.last.enrolled == 99)
    #expect(flow.change == -11)
    #expect(flow.relativeChange == Exact(-1, over: 10))
    #expect(flow.dropout == Share(4, of: 110))
    #expect(EnrolmentFlow(service, group: .all, year: 2024) == nil)
    #expect(EnrolmentFlow(service, group: .commune("Sur"), year: 2025) == nil)
  }

  @Test(
    "a report that is missing is no movement: the flow is of those that report both months, and the gap is known"
  )
  func gaps() throws {
    // b reports 3 to 5 and not 6; c begins in 5.
    let reports = [
      Self.month("a", "Norte", 3, enrolled: 100), Self.month("a", "Norte", 4, enrolled: 110),
      Self.month("a", "Norte", 5, enrolled: 105), Self.month("a", "Norte", 6, enrolled: 104),
      Self.month("b", "Norte", 3, enrolled: 50), Self.month("b", "Norte", 5, enrolled: 60),
      Self.month("c", "Sur", 5, enrolled: 30), Self.month("c", "Sur", 6, enrolled: 33),
    ]
    let flow = try #require(EnrolmentFlow(try SchoolService(reports), group: .all, year: 2025))
    // Highest: May, 105 + 60 + 30; last: June. Those that report June too had 100, 110, 135 and 137: June is their highest.
    #expect(flow.highest.month == 5 && flow.highest.enrolled == 195 && flow.last.enrolled == 137)
    #expect(flow.peak == 6 && flow.compared == (137, 137) && flow.establishments == (2, 2))
    #expect(flow.change == 0 && flow.relativeChange == .zero)
    #expect(flow.dropout.denominator == 195)
    let gaps = SchoolMonth.gaps(in: reports)
    #expect(gaps.map(\.establishment) == ["b"])
    #expect(gaps[0].months.map(\.month) == [4, 6] && gaps[0].before == 4)
    #expect(SchoolMonth.gaps(in: []).isEmpty)
    // With c at 20 in June they had 135 in May and 124 in June.
    let less = reports.dropLast() + [Self.month("c", "Sur", 6, enrolled: 20)]
    let fall = try #require(EnrolmentFlow(try SchoolService(Array(less)), group: .all, year: 2025))
    #expect(fall.peak == 5 && fall.compared == (135, 124) && fall.establishments == (2, 3))
    #expect(fall.change == -11 && fall.relativeChange == Exact(-11, over: 135))
    // Nobody reports both months: what is compared is the last with itself.
    let apart = [Self.month("a", "Norte", 3, enrolled: 90), Self.month("b", "Norte", 4, enrolled: 70)]
    let none = try #require(EnrolmentFlow(try SchoolService(apart), group: .all, year: 2025))
    #expect(none.change == 0 && none.peak == 4 && none.establishments == (1, 1))
    #expect(none.highest.month == 3 && none.dropout.denominator == 90)
  }

  @Test("trend: 90, 88, 86 % falls two points a month")
  func trend() throws {
    let service = try SchoolService([
      Self.month("a", "Norte", 3, attended: 1800), Self.month("a", "Norte", 4, attended: 1760),
      Self.month("a", "Norte", 5, attended: 1720),
    ])
    let trend = try #require(AttendanceTrend(service, group: .all))
    #expect(abs(trend.slope + 0.02) < 1e-15)
    #expect(trend.months == 3)
    #expect(AttendanceTrend(try SchoolService([Self.month("a", "Norte", 3)]), group: .all) == nil)
  }

  @Test("what cannot be taken together is refused")
  func wrong() {
    #expect(throws: SchoolingError.noReports) { try SchoolService([]) }
    #expect(throws: SchoolingError.twice(establishment: "a", year: 2025, month: 3)) {
      try SchoolService([Self.month("a", "Norte", 3), Self.month("a", "Norte", 3)])
    }
    #expect(throws: SchoolingError.twoCommunes(establishment: "a")) {
      try SchoolService([Self.month("a", "Norte", 3), Self.month("a", "Sur", 4)])
    }
  }
}
