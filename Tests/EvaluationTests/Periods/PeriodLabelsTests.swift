import Evaluation
import Testing

/// Oracle: the calendar.
@Suite("Labels of periods")
struct PeriodLabelsTests {
  @Test(
    "labels and numbers go into each other, neighbours differ by one",
    arguments: [
      (["2022-11", "2022-12", "2023-01", "2023-02"], PeriodLabels.Kind.months),
      (["2022-T3", "2022-T4", "2023-T1"], .quarters("T")), (["2022-Q4", "2023-Q1"], .quarters("Q")),
      (["2022-S2", "2023-S1", "2023-S2"], .semesters), (["2014", "2015"], .years),
    ])
  func neighbours(labels: [String], kind: PeriodLabels.Kind) throws {
    let periods = try #require(PeriodLabels(of: labels))
    #expect(periods.kind == kind)
    let numbers = try labels.map { try #require(periods.number(of: $0)) }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 })
    #expect(numbers.map(periods.label) == labels)
  }

  @Test(
    "a year holds its months in order",
    arguments: [(PeriodLabels.Kind.months, 12), (.quarters("T"), 4), (.semesters, 2)])
  func parts(kind: PeriodLabels.Kind, count: Int) throws {
    let periods = PeriodLabels(kind)
    let numbers = try #require(periods.numbers(ofYear: 2023))
    #expect(numbers.count == count)
    #expect(numbers.allSatisfy { periods.label(of: $0).hasPrefix("2023-") })
    #expect(periods.numbers(ofYear: -1) == nil)
  }

  @Test(
    "what is none",
    arguments: ["2023-13", "2023-00", "2023-1", "23-01", "2023-01-01", "2023-", "-01", "", "2023-0١", "x"])
  func none(label: String) { #expect(PeriodLabels(.months).number(of: label) == nil) }

  @Test("two kinds make none; listed labels are numbered as they stand")
  func kinds() {
    #expect(PeriodLabels(of: ["2023", "2023-01"]) == nil && PeriodLabels(of: []) == nil)
    let listed = PeriodLabels(.listed(["antes", "durante", "después"]))
    #expect(listed.number(of: "durante") == 2 && listed.label(of: 3) == "después")
    #expect(
      listed.number(of: "luego") == nil && listed.label(of: 9) == "9" && listed.numbers(ofYear: 2023) == nil)
  }
}
