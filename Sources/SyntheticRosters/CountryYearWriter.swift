import Kernels

/// Writes the files of one year of a synthetic country, and works out the truth about it.
struct CountryYearWriter {
  let directory: String
  let truthFolder: String
  let pupils: CountryPupils
  let households: CountryHouseholds
  let runs: CountryRuns
  let firstSchoolYear: Int
  let programmeYear: Int
  /// Whether vulnerability goes by the registry, or by the instrument before it.
  let usesRegistry: Bool

  private static let grades = TextTable(["5B", "6B", "7B", "8B", "1M", "2M", "3M", "4M", "N1", "N2"])
  private static let modalities = TextTable(["REGULAR", "ESPECIAL", "ADULTOS"])
  private static let situations = TextTable(["", "P", "R", "Y"])
  private static let answers = TextTable(["NO", "SI"])
  private static let sexes = TextTable(["HOMBRE", "MUJER"])

  /// Writes all; `before` is the truth of the year before.
  func write(after before: CountryTruth?, counts: inout CountryCounts)
    throws(SyntheticRosterError) -> (CountryTruth, [GeneratedRoster])
  {
    let truth = CountryTruth(pupils, programmeYear: programmeYear)
    let results = Locked<[(Int, Result<Written, SyntheticRosterError>)]>([])
    // Households on one thread, everything else on another.
    Parallel.forEach(2, threads: Parallel.cores) { piece in
      let result: Result<Written, SyntheticRosterError>
      do throws(SyntheticRosterError) {
        result = .success(try piece == 0 ? writeHouseholds() : writeLists(truth, after: before))
      } catch {
        result = .failure(error)
      }
      results.withLock { $0.append((piece, result)) }
    }
    let done = results.withLock { $0 }.sorted { $0.0 < $1.0 }
    var rosters: [GeneratedRoster] = []
    var final = truth
    for (_, result) in done {
      let written = try result.get()
      rosters += written.rosters
      for line in written.counts.lines { counts.add(line.table, line.row, line.column, line.value) }
      if let own = written.truth { final = own }
    }
    return (final, rosters)
  }

  private struct Written: Sendable {
    var rosters: [GeneratedRoster] = []
    var counts = CountryCounts()
    var truth: CountryTruth?
  }

  private func path(_ name: String, _ year: Int, in folder: String? = nil) -> String {
    POSIXFile.join(folder ?? directory, "\(name)_\(year).csv")
  }

  private func header(_ names: [String], _ writer: inout RosterWriter) throws(SyntheticRosterError) {
    for (index, name) in names.enumerated() {
      if index > 0 { writer.separate() }
      writer.append(text: name)
    }
    try writer.endRow()
  }

  private func isDead(_ pupil: Int) -> Bool { pupils.isDead(pupil, before: 9, of: programmeYear) }

  private func standing(_ pupil: Int) -> CountryHouseholds.Standing? {
    isDead(pupil) ? nil : households.standing(households.family(of: pupil), year: programmeYear)
  }

  private func append(optional value: Int, _ writer: inout RosterWriter) {
    writer.separate()
    if value > 0 { writer.append(integer: value) }
  }

  private func append(person pupil: Int, _ writer: inout RosterWriter) {
    let run = runs.run(pupil)
    writer.append(integer: run)
    writer.separate()
    writer.append(CheckDigit.ascii(of: run))
  }

  private func writeHouseholds() throws(SyntheticRosterError) -> Written {
    let path = path("hogares", programmeYear)
    var writer = try RosterWriter(path: path)
    try header(
      [
        "run", "dv", "folio", "percentil", "percentil_ficha", "puntaje", "ssyoo", "cobrador", "madre",
        "padre",
        "tutor",
      ], &writer)
    var written = Written()
    var bands = [Int](repeating: 0, count: 7)
    var lowest = [Int](repeating: 0, count: 4)
    var rows = 0
    for pupil in 0..<pupils.count {
      guard let standing = standing(pupil) else { continue }
      let family = households.family(of: pupil)
      append(person: pupil, &writer)
      writer.separate()
      writer.append(integer: 10_000_000 + Int(family &>> 37))
      writer.separate()
      writer.append(integer: standing.percentile)
      writer.separate()
      writer.append(integer: standing.percentileBefore)
      // The lowest tramo is ordered by a score; the others have none.
      append(optional: standing.percentile <= 40 ? 10_000 - standing.fine / 10 : 0, &writer)
      writer.separate()
      writer.append(Self.answers, standing.isMember ? 1 : 0)
      let adults = households.adults(family, isMember: standing.isMember)
      append(optional: adults.collector, &writer)
      append(optional: adults.mother, &writer)
      append(optional: adults.father, &writer)
      append(optional: adults.guardian, &writer)
      try writer.endRow()
      rows += 1
      bands[max(0, (standing.percentile - 31) / 10)] += 1
      if standing.percentile <= 40 { lowest[standing.fine / 10_000] += 1 }
    }
    try writer.finish()
    for (index, label) in ["40", "50", "60", "70", "80", "90", "100"].enumerated() {
      written.counts.add("registro-tramos", "\(programmeYear)/\(label)", "personas", bands[index])
    }
    written.counts.add("registro-tramos", "\(programmeYear)/sin_calificacion", "personas", 0)
    for (index, label) in ["0-10", "11-20", "21-30", "31-40"].enumerated() {
      written.counts.add("registro-tramo-menor", "\(programmeYear)/\(label)", "personas", lowest[index])
    }
    written.rosters = [GeneratedRoster(year: programmeYear, path: path, rows: rows)]
    return written
  }

  private func writeLists(_ given: CountryTruth, after before: CountryTruth?) throws(SyntheticRosterError)
    -> Written
  {
    var truth = given
    var tally = CountryTally()
    var written = Written()
    let schoolPath = path("rendimiento", programmeYear - 1)
    let paidPath = path("pagados", programmeYear)
    let deadPath = path("fallecidos", programmeYear)
    var school = try RosterWriter(path: schoolPath)
    var paid = try RosterWriter(path: paidPath)
    var dead = try RosterWriter(path: deadPath)
    var entitled = try RosterWriter(path: path("beneficiarios", programmeYear, in: truthFolder))
    var leaving = try RosterWriter(path: path("salidas", programmeYear, in: truthFolder))
    try header(
      [
        "run", "dv", "rbd", "cod_ensenanza", "grado", "promedio", "situacion", "fecha_nacimiento", "sexo",
        "modalidad", "reconocido", "region",
      ], &school)
    try header(["run", "dv", "tramo", "monto", "receptor"], &paid)
    try header(["run", "dv", "anio", "mes"], &dead)
    try header(["run", "dv", "tramo", "monto", "receptor", "quien"], &entitled)
    try header(["run", "dv", "motivo", "causa"], &leaving)
    var rows = (school: 0, paid: 0, dead: 0)
    for pupil in 0..<pupils.count {
      let isDead = isDead(pupil)
      if isDead {
        append(person: pupil, &dead)
        dead.separate()
        dead.append(integer: Int(pupils.death[pupil]) / 12)
        dead.separate()
        dead.append(integer: Int(pupils.death[pupil]) % 12 + 1)
        try dead.endRow()
        rows.dead += 1
      }
      let isEnrolled = truth.isEnrolled(pupil)
      if isEnrolled {
        try writeResults(pupil, &school)
        rows.school += 1
      }
      let performance = truth.performance(pupil)
      let standing = standing(pupil)
      let verdicts = verdicts(pupil, isEnrolled, isDead, standing, performance.verdict)
      let isEntitled = isEnrolled && verdicts.allSatisfy { $0 == .passed }
      if isEnrolled { tally.add(verdicts) }
      let payee = payee(pupil, isEnrolled, standing)
      if isEntitled {
        truth.entitle(pupil, tramo: performance.tramo)
        tally.tramos[Int(performance.tramo) - 1] += 1
        tally.payees[payee.kind] += 1
        append(person: pupil, &entitled)
        entitled.separate()
        entitled.append(integer: Int(performance.tramo))
        entitled.separate()
        entitled.append(integer: CountryAmounts.pesos(tramo: performance.tramo, year: programmeYear))
        append(optional: payee.run, &entitled)
        entitled.separate()
        entitled.append(text: CountryTally.payees[payee.kind])
        try entitled.endRow()
      }
      if let payment = payment(pupil, isEntitled ? performance.tramo : 0, isEnrolled, isDead, payee.run) {
        truth.paid[pupil] = payment.tramo
        append(person: pupil, &paid)
        paid.separate()
        paid.append(integer: Int(payment.tramo))
        paid.separate()
        paid.append(integer: payment.pesos)
        append(optional: payment.payee, &paid)
        try paid.endRow()
        rows.paid += 1
        tally.paid += 1
        if isEntitled {
          tally.delivered += 1
          let right = CountryAmounts.pesos(tramo: performance.tramo, year: programmeYear)
          if payment.tramo != performance.tramo { tally.otherTramo += 1 }
          if payment.pesos != right { tally.otherAmount += 1 }
          if payee.run > 0, payment.payee != payee.run { tally.otherPayee += 1 }
        } else {
          let rule = verdicts.firstIndex { $0 != .passed } ?? CountryTruth.rules.count
          tally.inclusion[isEnrolled ? rule : CountryTruth.rules.count] += 1
        }
      } else if isEntitled {
        tally.exclusion[Int(performance.tramo) - 1] += 1
      }
      if let before, pupil < before.paid.count, before.paid[pupil] > 0 {
        tally.received += 1
        if truth.paid[pupil] == 0 {
          let reason = reason(before.finished[pupil], isEnrolled, isDead, verdicts)
          tally.reasons[reason] += 1
          append(person: pupil, &leaving)
          leaving.separate()
          leaving.append(text: CountryTruth.reasons[reason])
          leaving.separate()
          if CountryTruth.reasons[reason] == "rendimiento" {
            let cause = CountryTruth.cause(of: pupil, from: before, to: truth)
            tally.causes[cause] += 1
            leaving.append(text: CountryTruth.causes[cause])
          }
          try leaving.endRow()
        }
      }
    }
    try school.finish()
    try paid.finish()
    try dead.finish()
    try entitled.finish()
    try leaving.finish()
    tally.report(programmeYear, isFirst: before == nil, into: &written.counts)
    written.truth = truth
    written.rosters = [
      GeneratedRoster(year: programmeYear, path: schoolPath, rows: rows.school),
      GeneratedRoster(year: programmeYear, path: paidPath, rows: rows.paid),
      GeneratedRoster(year: programmeYear, path: deadPath, rows: rows.dead),
    ]
    return written
  }

  private func writeResults(_ pupil: Int, _ writer: inout RosterWriter) throws(SyntheticRosterError) {
    let level = Int(pupils.grade[pupil]) - 5
    let own = Int(pupils.school[pupil])
    let modality = CountryPupils.Modality(rawValue: pupils.modality[pupil]) ?? .regular
    append(person: pupil, &writer)
    writer.separate()
    writer.append(integer: 101 + own * 3)
    writer.separate()
    let teaching =
      switch modality {
      case .regular: level < 4 ? 110 : pupils.schools.teaching(own)
      case .special: 211
      case .adults: 363
      }
    writer.append(integer: teaching)
    writer.separate()
    writer.append(Self.grades, modality == .adults ? (level < 6 ? 8 : 9) : level)
    writer.separate()
    if pupils.average[pupil] > 0 { writer.append(tenths: Int(pupils.average[pupil])) }
    writer.separate()
    writer.append(Self.situations, Int(pupils.situation[pupil]))
    writer.separate()
    let birthday = pupils.birthday(pupil)
    writer.append(year: Int(pupils.birthYear[pupil]), month: birthday.month, day: birthday.day)
    writer.separate()
    writer.append(Self.sexes, Int(pupils.hash(pupil, 9) & 1))
    writer.separate()
    writer.append(Self.modalities, Int(modality.rawValue))
    writer.separate()
    writer.append(
      Self.answers, pupils.schools.isRecognised(own, year: programmeYear - 1, since: firstSchoolYear) ? 1 : 0)
    writer.separate()
    writer.append(integer: 1 + own % 16)
    try writer.endRow()
  }

  /// The verdict of each rule, in their order.
  private func verdicts(
    _ pupil: Int, _ isEnrolled: Bool, _ isDead: Bool, _ standing: CountryHouseholds.Standing?,
    _ performance: CountryTruth.Verdict
  ) -> [CountryTruth.Verdict] {
    func known(_ holds: Bool) -> CountryTruth.Verdict { isEnrolled ? (holds ? .passed : .failed) : .unknown }
    let vulnerable: CountryTruth.Verdict =
      standing.map { own in
        let percentile = usesRegistry ? own.percentile : own.percentileBefore
        return percentile <= 30 || own.isMember ? .passed : .failed
      } ?? .unknown
    let isRegular = pupils.modality[pupil] == CountryPupils.Modality.regular.rawValue
    let isAdult = pupils.modality[pupil] == CountryPupils.Modality.adults.rawValue
    return [
      isDead ? .failed : .passed, known(!isAdult),
      known(programmeYear - 1 - Int(pupils.birthYear[pupil]) <= 24),
      known(
        isEnrolled
          && pupils.schools.isRecognised(
            Int(pupils.school[pupil]), year: programmeYear - 1, since: firstSchoolYear)
      ),
      known(isRegular), vulnerable, performance,
    ]
  }

  private func payee(_ pupil: Int, _ isEnrolled: Bool, _ standing: CountryHouseholds.Standing?)
    -> (kind: Int, run: Int)
  {
    let birthday = pupils.birthday(pupil)
    let years = programmeYear - Int(pupils.birthYear[pupil]) - (birthday.month > 8 ? 1 : 0)
    if isEnrolled, years >= 18 { return (0, runs.run(pupil)) }
    guard let standing else { return (5, 0) }
    let adults = households.adults(households.family(of: pupil), isMember: standing.isMember)
    let order = [adults.collector, adults.mother, adults.father, adults.guardian]
    guard let first = order.firstIndex(where: { $0 > 0 }) else { return (5, 0) }
    return (first + 1, order[first])
  }

  /// What is paid: what is due, but for a few mistakes.
  private func payment(_ pupil: Int, _ tramo: UInt8, _ isEnrolled: Bool, _ isDead: Bool, _ payee: Int)
    -> (tramo: UInt8, pesos: Int, payee: Int)?
  {
    let chance = Int(pupils.hash(pupil, UInt64(programmeYear) &* 8 &+ 6) % 10_000)
    if tramo == 0 {
      guard chance < (isEnrolled ? 5 : isDead ? 0 : 2) else { return nil }
      return (2, CountryAmounts.pesos(tramo: 2, year: programmeYear), payee)
    }
    if chance < 40 { return nil }
    let own = chance < 50 ? 3 - tramo : tramo
    let pesos = CountryAmounts.pesos(tramo: own, year: programmeYear)
    return (
      own, 50..<60 ~= chance ? pesos + 1_000 : pesos, 60..<70 ~= chance && payee > 0 ? payee + 1 : payee
    )
  }

  /// The first reason that holds, in the order of `CountryTruth.reasons`.
  private func reason(
    _ finished: Bool, _ isEnrolled: Bool, _ isDead: Bool, _ verdicts: [CountryTruth.Verdict]
  ) -> Int {
    if finished, !isEnrolled { return 0 }
    if verdicts[2] == .failed { return 1 }
    if verdicts[5] == .failed { return 2 }
    if verdicts[6] == .failed { return 3 }
    if verdicts[1] == .failed || verdicts[3] == .failed || verdicts[4] == .failed { return 4 }
    if !isEnrolled { return 5 }
    return isDead ? 6 : 7
  }
}

/// Counts of a year as the tables of an evaluation name them.
struct CountryTally {
  static let payees = ["estudiante", "cobrador", "madre", "padre", "tutor", "sin_receptor"]

  var rules = [[Int]](repeating: [0, 0, 0], count: CountryTruth.rules.count)
  var tramos = [0, 0]
  var payees = [Int](repeating: 0, count: CountryTally.payees.count)
  var paid = 0
  var delivered = 0
  var otherTramo = 0
  var otherAmount = 0
  var otherPayee = 0
  var inclusion = [Int](repeating: 0, count: CountryTruth.rules.count + 1)
  var exclusion = [0, 0]
  var received = 0
  var reasons = [Int](repeating: 0, count: CountryTruth.reasons.count)
  var causes = [Int](repeating: 0, count: CountryTruth.causes.count)

  mutating func add(_ verdicts: [CountryTruth.Verdict]) {
    for (rule, verdict) in verdicts.enumerated() { rules[rule][Int(verdict.rawValue)] += 1 }
  }

  func report(_ year: Int, isFirst: Bool, into counts: inout CountryCounts) {
    for (rule, id) in CountryTruth.rules.enumerated() {
      for (verdict, column) in [(2, "cumplen"), (0, "no_cumplen"), (1, "sin_dato")] {
        counts.add("elegibilidad-reglas", "\(year)/\(id)", column, rules[rule][verdict])
      }
    }
    for tramo in 0..<2 {
      counts.add("elegibilidad-tramos", "\(year)/\(tramo + 1)", "personas", tramos[tramo])
      counts.add(
        "elegibilidad-tramos", "\(year)/\(tramo + 1)", "monto",
        CountryAmounts.pesos(tramo: UInt8(tramo + 1), year: year))
      counts.add("elegibilidad-errores", "\(year)/exclusion/\(tramo + 1)", "personas", exclusion[tramo])
    }
    for (column, value) in [
      ("con_derecho", tramos[0] + tramos[1]), ("pagadas", paid), ("entregados", delivered),
      ("exclusion", exclusion[0] + exclusion[1]), ("inclusion", inclusion.reduce(0, +)),
      ("otro_tramo", otherTramo), ("otro_monto", otherAmount), ("otro_receptor", otherPayee),
    ] { counts.add("elegibilidad-pago", "\(year)", column, value) }
    for (place, id) in (CountryTruth.rules + ["fuera_de_nomina"]).enumerated() {
      counts.add("elegibilidad-errores", "\(year)/inclusion/\(id)", "personas", inclusion[place])
    }
    for (place, id) in CountryTally.payees.enumerated() {
      counts.add("elegibilidad-receptores", "\(year)/\(id)", "personas", payees[place])
    }
    if isFirst { return }
    for (place, id) in CountryTruth.reasons.enumerated() {
      counts.add("continuidad-motivos", "\(year)/\(id)", "personas", reasons[place])
    }
    counts.add("continuidad-motivos", "\(year)/total", "personas", reasons.reduce(0, +))
    for (place, id) in CountryTruth.causes.enumerated() {
      counts.add("continuidad-rendimiento", "\(year)/\(id)", "personas", causes[place])
    }
  }
}
