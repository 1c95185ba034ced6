import Causal
import Columns
import LinearAlgebra
import Models
import Testing

@Suite("Units in periods with a treatment")
struct TreatmentPanelTests {
  /// Rows as (unit, time, outcome, first treated).
  static func table(_ rows: [(Double, Double, Double, Double)]) throws -> Table {
    try Table([
      "id": Column(rows.map(\.0)), "t": Column(rows.map(\.1)), "y": Column(rows.map(\.2)),
      "g": Column(rows.map(\.3)),
    ])
  }

  static let columns = TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g"))

  static func error(_ body: () throws -> TreatmentPanel) -> DifferencesError? {
    do { _ = try body() } catch { return error as? DifferencesError }
    return nil
  }

  @Test("rows come sorted by unit and period, codes dense, whatever the order of the table")
  func order() throws {
    let panel = try Self.columns.panel(
      Self.table([(7, 2012, 4, 2012), (3, 2010, 1, 0), (7, 2010, 3, 2012), (3, 2012, 2, 0)]))
    #expect(panel.outcome == [1, 2, 3, 4])
    #expect(panel.unit == [0, 0, 1, 1] && panel.period == [0, 1, 0, 1])
    #expect(panel.periods == [2010, 2012])
    #expect(panel.firstTreated == [nil, 2012] && panel.cohorts == [2012])
    #expect(panel.isTreated == [false, false, false, true])
    #expect(panel.tableRows == [1, 3, 2, 0])
    #expect(panel.label(ofUnit: 1) == "7")
    #expect(panel.isBalanced && panel.reversals == 0)
  }

  @Test("0, infinite and missing first-treated periods are never; after the last period is never in the data")
  func never() throws {
    let rows: [(Double, Double, Double, Double)] = [
      (1, 1, 0, 0), (1, 2, 0, 0), (2, 1, 0, .infinity), (2, 2, 0, .infinity), (3, 1, 0, .nan),
      (3, 2, 0, .nan),
      (4, 1, 0, 9), (4, 2, 0, 9), (5, 1, 0, 2), (5, 2, 0, 2),
    ]
    let panel = try Self.columns.panel(Self.table(rows))
    #expect(panel.firstTreated == [nil, nil, nil, 9, 2])
    #expect((0..<5).map(panel.isNeverTreated) == [true, true, true, true, false])
    #expect(panel.cohorts == [2])
    let report = DesignReport(panel)
    #expect(report.neverTreated == 4 && report.neverTreatedShare == 0.8)
  }

  @Test("texts for never, and numbers beside them")
  func neverWords() throws {
    let table = try Table([
      "id": [1, 1, 2, 2], "t": [1, 2, 1, 2], "y": [1, 2, 3, 4], "g": Column(["never", "never", "2", "2"]),
    ])
    #expect(try Self.columns.panel(table).firstTreated == [nil, 2])
  }

  @Test("rows without a value are left out by reason, and gaps are counted")
  func missing() throws {
    let rows: [(Double, Double, Double, Double)] = [
      (1, 1, .nan, 0), (1, 2, 1, 0), (2, 1, 2, 2), (2, 2, 3, 2), (.nan, 1, 1, 0), (3, .nan, 1, 0),
      (4, 1, 1, 0),
    ]
    let panel = try Self.columns.panel(Self.table(rows))
    #expect(panel.rows == 4)
    #expect(
      panel.dropped == [
        .init(reason: .missing("id"), rows: 1), .init(reason: .missing("t"), rows: 1),
        .init(reason: .missing("y"), rows: 1),
      ])
    let report = DesignReport(panel)
    #expect(report.incompleteUnits == 2 && report.missingRows == 2 && report.rowsRead == 7)
    #expect(report.concerns.contains { $0.assumption == "balanced_panel" })
  }

  @Test("duplicate unit and period: a typed error that counts them and says where")
  func duplicates() throws {
    let table = try Self.table([(1, 1, 0, 0), (1, 1, 1, 0), (1, 2, 0, 0), (1, 1, 2, 0)])
    #expect(
      Self.error { try Self.columns.panel(table) }
        == .duplicates(unit: "id", time: "t", count: 2, first: ["row 2", "row 4"]))
  }

  @Test("periods that are no whole numbers, one period, cohorts that vary")
  func refusals() throws {
    #expect(
      Self.error { try Self.columns.panel(Self.table([(1, 1.5, 0, 0), (1, 2, 0, 0)])) }
        == .notWhole(column: "t", count: 1, first: "row 1"))
    #expect(
      Self.error { try Self.columns.panel(Self.table([(1, 1, 0, 0), (2, 1, 0, 0)])) } == .onePeriod(1))
    #expect(
      Self.error { try Self.columns.panel(Self.table([(1, 1, 0, 2), (1, 2, 0, 3), (2, 1, 0, 0)])) }
        == .cohortVaries(column: "g", units: 1))
    #expect(
      Self.error { try Self.columns.panel(Self.table([(1, .nan, 0, 2)])) }
        == .noRows(read: 1, dropped: [.init(reason: .missing("t"), rows: 1)]))
  }

  @Test("from a dummy: the first one is the date, a zero after it a reversal")
  func dummy() throws {
    let table = try Table([
      "id": [1, 1, 1, 2, 2, 2, 3, 3, 3], "t": [1, 2, 3, 1, 2, 3, 1, 2, 3],
      "y": [0, 0, 0, 0, 0, 0, 0, 0, 0], "d": [0, 1, 0, 0, 0, 1, 0, 0, 0],
    ])
    var columns = Self.columns
    columns.treatment = .dummy("d")
    let panel = try columns.panel(table)
    #expect(panel.firstTreated == [2, 3, nil] && panel.reversals == 1)
    #expect(DesignReport(panel).concerns.contains { $0.assumption == "no_reversals" })
    let wrong = try Table(["id": [1, 1], "t": [1, 2], "y": [0, 0], "d": [0, 2]])
    #expect(
      Self.error { try columns.panel(wrong) } == .notBinary(column: "d", count: 1, first: "row 2"))
  }

  @Test("covariates by formula, an outcome by expression, weights and clusters follow the rows")
  func covariates() throws {
    let table = try Table([
      "id": [2, 1, 1, 2, 3], "t": [1, 2, 1, 2, 1], "y": [1, 1, 1, 1, 1], "g": [0, 2, 2, 0, 0],
      "x": [10, 20, 30, 40, .nan], "w": [1, 2, 3, 4, 5], "c": Column(["b", "a", "a", "b", "a"]),
    ])
    var columns = Self.columns
    columns.outcome = "log(y) + x"
    columns.covariates = "~ x"
    columns.weights = "w"
    columns.cluster = "c"
    let panel = try columns.panel(table)
    #expect(panel.outcome == [30, 20, 10, 40])
    #expect(panel.covariates?.names == ["(Intercept)", "x"])
    #expect((0..<4).map { panel.covariates?.matrix.columns[1][$0] } == [30, 20, 10, 40])
    #expect(panel.weights == [3, 2, 1, 4])
    #expect(panel.cluster?.codes == [0, 0, 1, 1])
  }

  @Test("staggered adoption, few clusters, everybody treated: named with what would be right")
  func concerns() throws {
    var rows: [(Double, Double, Double, Double)] = []
    for unit in 0..<4 {
      for time in 1...4 { rows.append((Double(unit), Double(time), 0, unit < 2 ? 3 : 4)) }
    }
    let names = DesignReport(try Self.columns.panel(Self.table(rows))).concerns.map(\.assumption)
    #expect(names.contains("one_adoption_date") && names.contains("never_treated"))
    #expect(names.contains("many_clusters") && names.contains("large_groups"))
    let once = rows.map { ($0.0, $0.1, $0.2, 3.0) }
    let alone = DesignReport(try Self.columns.panel(Self.table(once))).concerns.map(\.assumption)
    #expect(alone.contains("comparison_group"))
  }

  @Test(
    "a first treated period of 0 is never, which the report says where 0 is a period, not where it is missing"
  )
  func zero() throws {
    func concerns(_ first: Double, from start: Double) throws -> [DesignReport.Concern] {
      var rows: [(Double, Double, Double, Double)] = []
      for unit in 0..<4 {
        let date: Double = unit < 2 ? first : start + 2
        for period in 0..<3 {
          rows.append((Double(unit), start + Double(period), Double(unit * period), date))
        }
      }
      let panel = try Self.columns.panel(Self.table(rows))
      let late: Int? = Int(start) + 2
      #expect(panel.firstTreated == [nil, nil, late, late])
      return DesignReport(panel).concerns.filter { $0.assumption == "zero_is_never" }
    }
    let through = try concerns(0, from: -1)
    #expect(through.count == 1 && through[0].finding.contains("0 in 'g'"))
    #expect(try concerns(0, from: 0).count == 1)
    #expect(try concerns(0, from: 1).isEmpty)
    #expect(try concerns(.nan, from: -1).isEmpty)
    #expect(try concerns(.infinity, from: -1).isEmpty)
    // 0 and a missing value are both never, in one unit too.
    let mixed: [(Double, Double, Double, Double)] = [
      (1, 1, 0, 0), (1, 2, 0, .nan), (2, 1, 0, 2), (2, 2, 1, 2),
    ]
    #expect(try Self.columns.panel(Self.table(mixed)).firstTreated == [nil, 2])
  }

  @Test("a treatment of halves is not binary, as one of twos is")
  func halves() throws {
    let columns = TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .dummy("g"))
    let rows: [(Double, Double, Double, Double)] = [
      (1, 1, 0, 0), (1, 2, 0, 0.5), (2, 1, 0, 0), (2, 2, 1, 2), (3, 1, 0, 0), (3, 2, 1, 1),
    ]
    let error = try #require(Self.error { try columns.panel(Self.table(rows)) })
    guard case .notBinary(let column, let count, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(column == "g" && count == 2)
  }

  @Test("clusters of treated and untreated units are few only where few hold either")
  func mixedClusters() throws {
    /// Eight clusters of two units; of each one unit is treated, or of the first seven both.
    func isFew(whole: Bool) throws -> Bool {
      var (unit, time, outcome, first, group): ([Double], [Double], [Double], [Double], [Double]) = (
        [], [], [], [], []
      )
      for id in 0..<16 {
        for period in 1...3 {
          unit.append(Double(id))
          time.append(Double(period))
          outcome.append(Double((id * 7 + period * 5) % 11))
          let isTreated = whole ? id < 14 : id % 2 == 0
          first.append(isTreated ? 3 : 0)
          group.append(Double(id / 2))
        }
      }
      let table = try Table([
        "id": Column(unit), "t": Column(time), "y": Column(outcome), "g": Column(first),
        "cl": Column(group),
      ])
      var columns = Self.columns
      columns.cluster = "cl"
      return DesignReport(try columns.panel(table)).concerns.contains {
        $0.assumption == "many_treated_clusters"
      }
    }
    #expect(try isFew(whole: true))
    #expect(try !isFew(whole: false))
  }
}
