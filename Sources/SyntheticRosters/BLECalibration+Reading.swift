extension BLECalibration {
  /// More people than this would no longer fit the ranges of synthetic RUNs.
  static let mostPeople = 700_000

  static func readCells(_ path: String) throws(SyntheticRosterError) -> [Cell] {
    let table = try CalibrationTable(
      path: path, required: ["patron", "cohorte", "sexo", "desfase_edad", "n"])
    var cells: [Cell] = []
    var total = 0
    for row in table.indices {
      let digits = Array(table.text(row, "patron").utf8)
      guard digits.count == yearCount, digits.allSatisfy({ (48...50).contains($0) }),
        digits.contains(where: { $0 != 48 })
      else {
        throw table.malformed(
          row, "patron", expected: "four digits 0, 1 or 2, one for each year, not all 0")
      }
      let states = SIMD4(digits[0] - 48, digits[1] - 48, digits[2] - 48, digits[3] - 48)
      let cohort = try table.integer(row, "cohorte", in: 2...12)
      for year in 0..<yearCount where states[year] > 0 && !(5...12).contains(cohort + year) {
        throw table.malformed(
          row, "cohorte",
          expected: "a grade from 5 to 12 in each year of pattern "
            + table.text(row, "patron"))
      }
      let cell = Cell(
        states: states, cohort: cohort,
        sex: try table.integer(row, "sexo", in: 1...2),
        ageOffset: try table.integer(row, "desfase_edad", in: -4...40),
        people: try table.integer(row, "n", in: 0...mostPeople))
      total += cell.people
      cells.append(cell)
    }
    guard total > 0, total <= mostPeople else {
      throw .inputInconsistent(
        path: path, reason: "column 'n' sums to \(total) people, not 1 to \(mostPeople)")
    }
    return cells
  }

  static func readPayments(
    _ path: String, counts: [[[Int]]]
  ) throws(SyntheticRosterError) -> [[[Payments]]] {
    let table = try CalibrationTable(
      path: path, required: ["anio", "tramo", "cod_region", "n", "presencial", "electronico"])
    let none = Payments(bonuses: 0, inPerson: 0, electronic: 0)
    var result = [[[Payments]]](
      repeating: [[Payments]](
        repeating: [Payments](repeating: none, count: BLEGeography.regionCount + 1), count: 2),
      count: yearCount)
    var seen: Set<[Int]> = []
    for row in table.indices {
      let year = try table.integer(row, "anio", in: firstYear...(firstYear + yearCount - 1))
      let tramo = try table.integer(row, "tramo", in: 1...2)
      let region = try table.integer(row, "cod_region", in: 1...BLEGeography.regionCount)
      guard seen.insert([year, tramo, region]).inserted else {
        throw table.malformed(row, "cod_region", expected: "each year, tramo and region once")
      }
      let bonuses = try table.integer(row, "n", in: 0...mostPeople)
      let inPerson = try table.integer(row, "presencial", in: 0...bonuses)
      result[year - firstYear][tramo - 1][region] = Payments(
        bonuses: bonuses, inPerson: inPerson,
        electronic: try table.integer(row, "electronico", in: 0...(bonuses - inPerson)))
    }
    for year in 0..<yearCount {
      for tramo in 0..<2 {
        let regional = result[year][tramo].reduce(0) { $0 + $1.bonuses }
        let people = counts[year][tramo].reduce(0, +)
        guard people > 0, regional == people else {
          throw .inputInconsistent(
            path: path,
            reason: "\(firstYear + year), tramo \(tramo + 1): \(regional) bonuses by region, "
              + "but \(people) beneficiaries in cells.csv")
        }
      }
    }
    return result
  }

  static func readDependencies(
    _ directory: String, counts: [[[Int]]]
  ) throws(SyntheticRosterError) -> [[[Int]]] {
    var result = [[[Int]]](
      repeating: [[Int]](repeating: [], count: 2), count: yearCount)
    for (tramo, name) in ["cuadro-28.csv", "cuadro-29.csv"].enumerated() {
      let table = try CalibrationTable(
        path: POSIXFile.join(directory, name), required: ["anio", "cod_dependencia", "pct"])
      for year in 0..<yearCount {
        var shares: [Double] = []
        for dependency in 1...5 {
          let row = try table.row([
            ("anio", "\(firstYear + year)"), ("cod_dependencia", "\(dependency)"),
          ])
          shares.append(try table.decimal(row, "pct", in: 0...100))
        }
        let sum = shares.reduce(0, +)
        guard abs(sum - 100) < 0.5 else {
          throw .inputInconsistent(
            path: table.path,
            reason: "the shares of \(firstYear + year) sum to \(sum), not to 100 within rounding")
        }
        let correction = (100 - sum) / Double(shares.count)
        let people = counts[year][tramo].reduce(0, +)
        let exact = shares.map { max(0, ($0 + correction) / 100 * Double(people)) }
        result[year][tramo] = [0] + LargestRemainder.counts(exact, total: people)
      }
    }
    return result
  }

  static func readMobility(_ path: String) throws(SyntheticRosterError) -> [Mobility] {
    let table = try CalibrationTable(
      path: path,
      required: [
        "trayectoria", "pct_mantiene_o_aumenta_promedio", "pct_mantiene_o_mejora_ranking",
      ])
    var result: [Mobility] = []
    for (from, to) in [(1, 1), (1, 2), (2, 2), (2, 1)] {
      let row = try table.row([("trayectoria", "\(from)-\(to)")])
      result.append(
        Mobility(
          from: from, to: to,
          averageKept: try table.decimal(row, "pct_mantiene_o_aumenta_promedio", in: 0...100),
          rankingKept: try table.decimal(row, "pct_mantiene_o_mejora_ranking", in: 0...100)))
    }
    return result
  }

  static func readAmounts(_ path: String) throws(SyntheticRosterError) -> [[Int]] {
    // The printed labels of the two tramos are swapped; the table carries the correct one too.
    let table = try CalibrationTable(
      path: path, required: ["anio", "tramo_correcto", "monto_nominal"])
    var result = [[Int]](repeating: [0, 0], count: yearCount)
    for year in 0..<yearCount {
      for tramo in 0..<2 {
        let row = try table.row([
          ("anio", "\(firstYear + year)"), ("tramo_correcto", "\(tramo + 1)"),
        ])
        result[year][tramo] = try table.integer(row, "monto_nominal", in: 1...9_999_999)
      }
    }
    return result
  }
}
