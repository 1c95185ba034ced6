import Kernels
import Panels
import Rosters

/// Panel and cubes once more, as plainly as they can be written: the oracle of the differential tests.
struct NaivePanel {
  struct Record: Equatable {
    let id: UInt32
    let state: Int
    /// "H", "M" or missing.
    let sex: String?
    /// Tenths.
    let score: Int?
    let amount: Int

    var line: String {
      "\(id);\(state);\(amount);\(sex ?? "");\(score.map { "\($0 / 10).\($0 % 10)" } ?? "")\n"
    }

    var withoutScore: Record { Record(id: id, state: state, sex: sex, score: nil, amount: amount) }
  }

  static let header = "run;tramo;monto;sexo;nota\n"
  static let fields: [FieldDefinition] = [.init("sexo", type: .text), .init("nota", type: .decimal)]
  static let sex = CategoryDimension(
    "sexo", members: ["mujeres", "hombres"], rule: .values(field: "sexo", ["M": 0, "H": 1]))

  let years: [[Record]]
  let states: Int

  init(years: [[Record]], states: Int) {
    self.years = years
    self.states = states
  }

  /// Random people in random years, some with two or three records of a year.
  init(seed: UInt64, people: Int, years: Int, states: Int, duplicates: Bool) {
    var generator = PCG64(seed: seed, stream: 1)
    var all: [[Record]] = []
    for _ in 0..<years {
      var records: [Record] = []
      for person in 0..<people where generator.nextUnit() < 0.6 {
        // Every fifth number is a far one.
        let id = UInt32(person % 5 == 0 ? 140_000_000 + person * 7 : 1_000 + person * 3)
        var copies = 1
        if duplicates, generator.nextUnit() < 0.2 { copies += generator.nextInteger(in: 1...2) }
        var last: Record?
        for _ in 0..<copies {
          if let last, generator.nextUnit() < 0.4 {
            records.append(last)
            continue
          }
          let record = Record(
            id: id, state: generator.nextInteger(in: 1...states),
            sex: [nil, "H", "M"][generator.nextInteger(below: 3)],
            score: generator.nextUnit() < 0.1 ? nil : generator.nextInteger(in: 10...70),
            amount: generator.nextInteger(in: 0...60_000))
          records.append(record)
          last = record
        }
      }
      generator.shuffle(&records)
      all.append(records)
    }
    self.years = all
    self.states = states
  }

  /// The texts of the files of each year: rows shuffled and dealt out where asked.
  func files(shuffle seed: UInt64? = nil, parts: Int = 1) -> [(Int, [String])] {
    years.enumerated().map { index, records in
      var records = records
      if let seed {
        var generator = PCG64(seed: seed, stream: UInt64(index))
        generator.shuffle(&records)
      }
      var texts = Array(repeating: Self.header, count: parts)
      let size = (records.count + parts - 1) / parts
      for (row, record) in records.enumerated() { texts[row / size] += record.line }
      return (2014 + index, texts)
    }
  }

  /// The one record of each person and year.
  func resolved(_ rule: DuplicateRule) -> [[UInt32: Record]] {
    years.map { records in
      var result: [UInt32: Record] = [:]
      for (id, group) in Dictionary(grouping: records, by: \.id) {
        var distinct: [Record] = []
        for record in group where !distinct.contains(record) { distinct.append(record) }
        guard distinct.count > 1 else {
          result[id] = distinct[0]
          continue
        }
        switch rule {
        case .first: result[id] = distinct.first
        case .last: result[id] = distinct.last
        case .largest:
          let most = distinct.map(\.amount).max()
          result[id] = distinct.first { $0.amount == most }
        case .drop, .stop: break
        }
      }
      return result
    }
  }

  /// States, sex of the first record and whether the score rose → people, amounts, squares.
  struct Cell: Equatable {
    var people = 0
    var amounts: [Int]
    var squares = 0
  }

  func trajectories(_ rule: DuplicateRule) -> [[Int]: Cell] {
    let years = resolved(rule)
    var cells: [[Int]: Cell] = [:]
    for id in Set(years.flatMap(\.keys)) {
      let records = years.map { $0[id] }
      let present = records.compactMap { $0 }
      let sex = present[0].sex.map { $0 == "M" ? 1 : 2 } ?? 0
      var rose = 0
      if present.count > 1, let first = present[0].score, let last = present[present.count - 1].score {
        rose = last > first ? 1 : 2
      }
      let key = records.map { $0?.state ?? 0 } + [sex, rose]
      var cell = cells[key] ?? Cell(amounts: Array(repeating: 0, count: years.count))
      cell.people += 1
      for (year, record) in records.enumerated() {
        cell.amounts[year] += record?.amount ?? 0
        cell.squares += (record?.amount ?? 0) * (record?.amount ?? 0)
      }
      cells[key] = cell
    }
    return cells
  }

  /// Year, state and sex → records, sum of amounts, records with a score and its sum in tenths.
  func records(_ rule: DuplicateRule) -> [[Int]: [Int]] {
    var cells: [[Int]: [Int]] = [:]
    for (year, people) in resolved(rule).enumerated() {
      for record in people.values {
        let key = [year + 1, record.state, record.sex.map { $0 == "M" ? 1 : 2 } ?? 0]
        let sum = cells[key, default: [0, 0, 0, 0]]
        cells[key] = [
          sum[0] + 1, sum[1] + record.amount, sum[2] + (record.score == nil ? 0 : 1),
          sum[3] + (record.score ?? 0),
        ]
      }
    }
    return cells
  }
}
