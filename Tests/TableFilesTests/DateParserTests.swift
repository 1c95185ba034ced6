import Columns
import TableFiles
import Testing

@Suite("dates")
struct DateParserTests {
  // Oracle: read by a person; CalendarDate has its own tests.
  @Test(
    "every form",
    arguments: [
      "2014/09/15", "2014-09-15", "20140915", "15/09/2014", "15-09-2014", "15.09.2014", "2014/9/15",
      "15/9/2014",
      "2014-09-15 10:30:00", "2014-09-15T10:30:00", "15/09/2014 0:00", "20140915 00:00",
    ])
  func forms(_ text: String) throws {
    let parsed = try ReadTable.parse([text], with: DateParser())
    #expect(parsed.values == [CalendarDate(year: 2014, month: 9, day: 15).map { Int64($0.days) }])
  }

  @Test("days and months of one digit")
  func short() throws {
    let parsed = try ReadTable.parse(["1/2/2003", "2003/2/1"], with: DateParser())
    let expected = CalendarDate(year: 2003, month: 2, day: 1).map { Int64($0.days) }
    #expect(parsed.values == [expected, expected])
  }

  @Test(
    "what is no date is refused",
    arguments: [
      "31/04/2014", "29/02/2015", "2014/13/01", "00/01/2014", "15/09/14", "2014", "2014/09", "2014-09-15-01",
      "15 de septiembre", "x", "201409151", "2014091", "15/09/02014", "2014//15", "/09/2014", "-", "T",
      "99999999", "15/09/2014 x", "2014-09-15T",
      "20140915 de",
    ])
  func refused(_ text: String) throws {
    let parsed = try ReadTable.parse([text, ""], with: DateParser())
    #expect(parsed.values == [nil, nil])
    #expect(parsed.refused == 1)
  }
}
