/// Which comparisons make the effects of groups in periods.
struct GroupTimeCell {
  /// Positions among the cohorts and periods.
  let group: Int
  let time: Int
  /// The period that changes are from.
  let base: Int
  let parts: [ComparisonPart]

  /// The universal base period itself: an effect of zero by definition, without error.
  var isBase: Bool { time == base }
}

extension CohortRows {
  /// The comparisons, by group and then by period.
  ///
  /// Changes are from the last period before group − anticipation for periods from there on (and for all under a universal
  /// base), else from the period before. Compared with are the never treated and, where asked for, cohorts whose treatment
  /// starts later than anticipation periods after both periods.
  func cells(control: ComparisonGroup, basePeriod: BasePeriod, anticipation: Int) -> [GroupTimeCell] {
    var cells: [GroupTimeCell] = []
    for group in cohorts.indices {
      guard let long = periods.lastIndex(where: { $0 + anticipation < cohorts[group] }) else { continue }
      for time in periods.indices {
        let isUnder = periods[time] + anticipation >= cohorts[group]
        let base: Int
        switch basePeriod {
        case .universal: base = long
        case .varying:
          if time == 0 { continue }
          base = isUnder ? long : time - 1
        }
        let late = periods[max(time, base)] + anticipation
        var compared: [Int] = []
        if control == .notYetTreated {
          compared = cohorts.indices.filter { cohorts[$0] > late && $0 != group }
        }
        compared.append(cohorts.count)
        cells.append(
          GroupTimeCell(
            group: group, time: time, base: base, parts: parts(group, compared, time: time, base: base)))
      }
    }
    return cells
  }

  /// The comparison of the second period with the first of one group with another.
  func parts(treated: Int, compared: Int) -> [ComparisonPart] { parts(treated, [compared], time: 1, base: 0) }

  private func parts(_ group: Int, _ compared: [Int], time: Int, base: Int) -> [ComparisonPart] {
    if time == base { return [] }
    if isPanel {
      var parts = [ComparisonPart(role: .treatedAfter, rows: ranges[group])]
      for cohort in compared where !ranges[cohort].isEmpty {
        if let last = parts.last, last.role == .controlAfter,
          last.rows.upperBound == ranges[cohort].lowerBound
        {
          parts[parts.count - 1] = ComparisonPart(
            role: .controlAfter, rows: last.rows.lowerBound..<ranges[cohort].upperBound)
        } else {
          parts.append(ComparisonPart(role: .controlAfter, rows: ranges[cohort]))
        }
      }
      return parts
    }
    // "After" is the cell's own period, whichever is later: effects before the treatment are from the base too.
    var parts: [ComparisonPart] = []
    func add(_ role: ComparisonRole, _ cohort: Int, _ period: Int) {
      let own = rows(ofCohort: cohort, period: period)
      if !own.isEmpty { parts.append(ComparisonPart(role: role, rows: own)) }
    }
    add(.treatedAfter, group, time)
    add(.treatedBefore, group, base)
    for cohort in compared {
      add(.controlAfter, cohort, time)
      add(.controlBefore, cohort, base)
    }
    return parts
  }
}
