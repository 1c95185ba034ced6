import Foundation
import SyntheticRosters
import Testing

@Suite("BLE rosters")
struct BLERosterGeneratorTests {
  /// Cuadro 4 of the publication: tramo 1 and tramo 2.
  static let bonuses = [
    2014: [78_892, 80_694], 2015: [102_537, 105_818], 2016: [106_244, 109_108],
    2017: [86_335, 90_322],
  ]
  static let amounts = [
    2014: [51_500, 30_900], 2015: [53_893, 32_336], 2016: [56_253, 33_752], 2017: [57_776, 34_666],
  ]

  private func rows(_ year: Int) throws -> RosterRows {
    RosterRows(try #require(try RosterFixture.files.get()[year]))
  }

  @Test("counts by tramo, region and way of payment", arguments: 2014...2017)
  func counts(year: Int) throws {
    let rows = try rows(year)
    let region = try rows.column("c_region")
    let amount = try rows.column("monto")
    let way = try rows.column("modalidad_pago")
    var found: [String: [Int]] = [:]
    rows.read { fields in
      let tramo = RosterRows.integer(fields[amount]) == Self.amounts[year]?[0] ? 1 : 2
      let key = "\(year),\(tramo),\(RosterRows.integer(fields[region]))"
      let inPerson = fields[way].first == UInt8(ascii: "P") ? 1 : 0
      let electronic = fields[way].first == UInt8(ascii: "E") ? 1 : 0
      let sum = found[key, default: [0, 0, 0]]
      found[key] = [sum[0] + 1, sum[1] + inPerson, sum[2] + electronic]
    }
    var expected: [String: [Int]] = [:]
    let text = try String(
      contentsOfFile: RosterFixture.calibration + "/regions.csv", encoding: .utf8)
    for line in text.split(separator: "\n") where line.hasPrefix("\(year),") {
      let fields = line.split(separator: ",").compactMap { Int($0) }
      expected["\(year),\(fields[1]),\(fields[2])"] = Array(fields[3...5])
    }
    #expect(expected.count == 30)
    #expect(found == expected)
    for tramo in 1...2 {
      let count = found.filter { $0.key.hasPrefix("\(year),\(tramo),") }.values
        .reduce(0) { $0 + $1[0] }
      #expect(count == Self.bonuses[year]?[tramo - 1])
    }
  }

  @Test("each row is coherent in itself", arguments: 2014...2017)
  func coherence(year: Int) throws {
    let rows = try rows(year)
    #expect(rows.header == BLEColumns.names)
    let column = Dictionary(
      uniqueKeysWithValues: rows.header.enumerated().map { ($0.element, $0.offset) })
    func at(_ name: String) throws -> Int { try #require(column[name]) }
    let (run, digit, payee) = (try at("run"), try at("dv"), try at("run_cobrador"))
    let (payeeDigit, payeeSex) = (try at("dv_cobrador"), try at("sexo_cobrador"))
    let (ranking, promotion) = (try at("ranking"), try at("dn_nro_al_promo"))
    let (position, amount, average) = (try at("dn_pos"), try at("monto"), try at("n_prom_gral"))
    let (region, commune) = (try at("c_region"), try at("comuna_ine"))
    let (age, birth) = (try at("edad"), try at("fecha_nacimiento"))
    var runs: Set<Int> = []
    var wrong: [String: Int] = [:]
    func check(_ name: String, _ holds: Bool) { if !holds { wrong[name, default: 0] += 1 } }
    rows.read { fields in
      let number = RosterRows.integer(fields[run])
      check("run once", runs.insert(number).inserted)
      check("run below 100 million", number < 100_000_000)
      check("dv", fields[digit].elementsEqual([CheckDigit.ascii(of: number)]))
      let payeeRun = RosterRows.integer(fields[payee])
      check("dv_cobrador", fields[payeeDigit].elementsEqual([CheckDigit.ascii(of: payeeRun)]))
      check("sexo_cobrador", fields[payeeSex].isEmpty == (year == 2017))
      let micros = RosterRows.micros(fields[position])
      let exact =
        Double(RosterRows.integer(fields[ranking])) * 1e6
        / Double(RosterRows.integer(fields[promotion]))
      check("dn_pos", abs(Double(micros) - exact) <= 0.5)
      let first = RosterRows.integer(fields[amount]) == Self.amounts[year]?[0]
      check(
        "tramo", first ? micros > 0 && micros <= 150_000 : micros > 150_000 && micros <= 300_000)
      check("average", (40...70).contains(RosterRows.integer(fields[average])))
      check(
        "commune", RosterRows.integer(fields[commune]) / 1000 == RosterRows.integer(fields[region]))
      let born = RosterRows.integer(fields[birth].prefix(4))
      check("age", RosterRows.integer(fields[age]) == year - 1 - born)
    }
    #expect(wrong.isEmpty)
  }

  @Test("people, trajectories and mobility are those of Cuadros 11 and 14")
  func mobility() throws {
    struct Bonus { var tramo, average, ranking: Int }
    var people: [Int: [Bonus]] = [:]
    for year in 2014...2017 {
      let rows = try rows(year)
      let (run, amount) = (try rows.column("run"), try rows.column("monto"))
      let (average, ranking) = (try rows.column("n_prom_gral"), try rows.column("ranking"))
      rows.read { fields in
        let tramo = RosterRows.integer(fields[amount]) == Self.amounts[year]?[0] ? 1 : 2
        people[RosterRows.integer(fields[run]), default: []].append(
          Bonus(
            tramo: tramo, average: RosterRows.integer(fields[average]),
            ranking: RosterRows.integer(fields[ranking])))
      }
    }
    let periods = (1...4).map { k in people.values.count { $0.count == k } }
    #expect(periods == [252_200, 113_664, 62_142, 23_499])
    // Trajectory, people, tenths of a percent who keep or raise the average, and the position.
    let published = [
      ([1, 1], 36_323, 653, 642), ([1, 2], 18_429, 251, 63), ([2, 2], 42_037, 623, 562),
      ([2, 1], 16_875, 897, 927),
    ]
    for (trajectory, count, averages, rankings) in published {
      let pairs = people.values.filter { $0.count == 2 && $0.map(\.tramo) == trajectory }
      #expect(pairs.count == count)
      let kept = pairs.count { $0[1].average >= $0[0].average }
      let improved = pairs.count { $0[1].ranking <= $0[0].ranking }
      #expect((Double(kept) * 1000 / Double(count)).rounded() == Double(averages))
      #expect((Double(improved) * 1000 / Double(count)).rounded() == Double(rankings))
    }
  }

  @Test("a file depends on seed and year only")
  func subset() throws {
    let all = try RosterFixture.files.get()
    let some = try RosterFixture.generate(2018, 2015...2016)
    #expect(some.keys.sorted() == [2015, 2016])
    #expect(some[2015] == all[2015])
    #expect(some[2016] == all[2016])
    let other = try RosterFixture.generate(2019, 2015...2015)
    #expect(other[2015] != all[2015])
  }

  @Test("the first line of seed 2018 does not change from one platform or version to the next")
  func pinned() throws {
    let file = try #require(try RosterFixture.files.get()[2014])
    let lines = String(decoding: file.prefix(1000), as: UTF8.self).split(separator: "\n")
    #expect(
      lines[1]
        == "23452196;18049929;6;MUJER;1998/06/10;15;13;13101;3;13;13101;17267;310;2;B;5,4;34;120;0,283333;98;7177182;2;MUJER;30900;PRESENCIAL;2014/09/22;Santiago"
    )
  }
}
