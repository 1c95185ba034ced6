import Panels
import Rosters
import TestFixtures
import Testing

/// The numbering of people is seen through the join.
@Suite("Numbering of people")
struct PersonIndexTests {
  /// Identifiers around the borders of words, blocks, provisional numbers and direct addressing.
  static let identifiers: [UInt32] = [
    1, 62, 63, 64, 65, 127, 128, 511, 512, 513, 1023, 1024, 30_000_000, 99_999_999, 100_000_000, 134_217_727,
    134_217_728, 134_217_729, 200_000_000, 4_294_967_295,
  ]

  @Test("people are numbered by rising identifier, far ones too")
  func order() throws {
    let count = Self.identifiers.count
    // The state of a person is its place in the order.
    let rows = Self.identifiers.enumerated().map { "\($1);\($0 + 1);1\n" }
    let all = "run;tramo;monto\n" + rows.reversed().joined()
    let odd = "run;tramo;monto\n" + rows.enumerated().filter { $0.offset % 2 == 1 }.map(\.element).joined()
    let panel = try PanelFixture.panel([(2014, [all]), (2015, [odd])], PanelFixture.schema())
    #expect(panel.people == count)
    var states: [UInt8] = []
    for person in 1...UInt8(count) { states += [person, person % 2 == 0 ? person : 0] }
    #expect(panel.states == states)
  }

  @Test("provisional numbers are kept and counted")
  func provisional() throws {
    let panel = try PanelFixture.panel(
      [(2014, ["run;tramo;monto\n99999999;1;1\n100000000;1;1\n150000000;2;1\n"])], PanelFixture.schema())
    #expect(panel.people == 3)
    let found = panel.rosters[0].findings.filter { $0.code == .provisionalIdentifier }
    #expect(found.map(\.count) == [2])
    #expect(found.map(\.line) == [3])
  }
}
