// Averages of the effects of groups in periods. Callaway & Sant'Anna (2021, J. Econometrics 225, 200, doi
// 10.1016/j.jeconom.2020.12.001), section 3, tables 1 and 2; weights are sizes of groups, estimated, and their error is part of
// the influence, in the overall mean over groups too. With s_g the size of g and S = Σ s of the cells averaged:
// θ = Σ_c s_g(c) τ_c / S, dθ/ds_g = Σ_{c of g} (τ_c − θ)/S.

/// An average with its influence.
struct EffectAverage {
  let key: DifferencesResult.Key?
  let estimate: Double
  let form: InfluenceForm
  /// Whether all of it is the universal base period, which has no error.
  let isExact: Bool
}

/// Averages of one kind.
struct EffectAverages {
  let type: EffectAggregation
  let overall: EffectAverage
  let by: [EffectAverage]
}

/// Averages effects of groups in periods.
struct GroupTimeAggregation {
  let rows: CohortRows
  let effects: [GroupTimeEffects.Effect]
  /// Σ of the sizes of each cohort's units, the untreated last.
  private let sizes: [Double]

  init(_ rows: CohortRows, _ effects: [GroupTimeEffects.Effect]) {
    self.rows = rows
    self.effects = effects
    let width = rows.isPanel ? 1 : rows.periods.count
    sizes = (0...rows.cohorts.count).map { cohort in
      (cohort * width..<(cohort + 1) * width).reduce(0) { sum, range in
        sum + rows.ranges[range].reduce(0) { $0 + rows.sizes[$1] }
      }
    }
  }

  private func group(_ effect: GroupTimeEffects.Effect) -> Int { rows.cohorts[effect.cell.group] }
  private func time(_ effect: GroupTimeEffects.Effect) -> Int { rows.periods[effect.cell.time] }
  private func isUnder(_ effect: GroupTimeEffects.Effect) -> Bool { time(effect) >= group(effect) }

  /// The mean of cells by the sizes of their groups.
  private func weighted(_ key: DifferencesResult.Key?, _ cells: [Int]) -> EffectAverage {
    let total = cells.reduce(0) { $0 + sizes[effects[$1].cell.group] }
    let estimate =
      cells.reduce(0) { $0 + sizes[effects[$1].cell.group] * effects[$1].estimate } / total
    var terms = cells.map { ($0, sizes[effects[$0].cell.group] / total) }
    // What a row adds to the size of its cohort, less the mean of that over units.
    for cell in cells {
      let cohort = effects[cell].cell.group
      let slope = (effects[cell].estimate - estimate) / total
      terms.append((effects.count + cohort, slope))
      terms.append((effects.count + rows.cohorts.count + 1, -slope * sizes[cohort] / Double(rows.units)))
    }
    return EffectAverage(
      key: key, estimate: estimate, form: InfluenceForm(terms),
      isExact: cells.allSatisfy { effects[$0].fit == nil })
  }

  /// The plain mean of averages.
  private func mean(_ averages: [EffectAverage]) -> EffectAverage {
    let factor = 1 / Double(averages.count)
    return EffectAverage(
      key: nil, estimate: averages.reduce(0) { $0 + $1.estimate } * factor,
      form: .sum(averages.map { ($0.form, factor) }), isExact: averages.allSatisfy(\.isExact))
  }

  /// Nil where no cell enters.
  func averages(_ type: EffectAggregation, balancedEventTimes: Int?) -> EffectAverages? {
    let under = effects.indices.filter { isUnder(effects[$0]) }
    guard !under.isEmpty else { return nil }
    switch type {
    case .simple: return EffectAverages(type: type, overall: weighted(nil, under), by: [])
    case .dynamic:
      let (first, last) = (rows.periods[0], rows.periods[rows.periods.count - 1])
      var cells = Array(effects.indices)
      if let balanced = balancedEventTimes {
        cells = cells.filter { last - group(effects[$0]) >= balanced }
        cells = cells.filter {
          let event = time(effects[$0]) - group(effects[$0])
          return event <= balanced && event >= balanced - last + first
        }
      }
      let events = Set(cells.map { time(effects[$0]) - group(effects[$0]) }).sorted()
      let by = events.map { event in
        weighted(.number(event), cells.filter { time(effects[$0]) - group(effects[$0]) == event })
      }
      let after = zip(events, by).filter { $0.0 >= 0 }.map(\.1)
      guard !after.isEmpty else { return nil }
      return EffectAverages(type: type, overall: mean(after), by: by)
    case .group:
      let groups = Set(under.map { effects[$0].cell.group }).sorted()
      let by = groups.map { group -> EffectAverage in
        let own = under.filter { effects[$0].cell.group == group }
        let factor = 1 / Double(own.count)
        return EffectAverage(
          key: .number(rows.cohorts[group]), estimate: own.reduce(0) { $0 + effects[$1].estimate } * factor,
          form: InfluenceForm(own.map { ($0, factor) }), isExact: false)
      }
      let total = groups.reduce(0) { $0 + sizes[$1] }
      let estimate = zip(groups, by).reduce(0) { $0 + sizes[$1.0] * $1.1.estimate } / total
      var forms = zip(groups, by).map { ($1.form, sizes[$0] / total) }
      for (group, average) in zip(groups, by) {
        let slope = (average.estimate - estimate) / total
        forms.append(
          (
            InfluenceForm([
              (effects.count + group, 1),
              (effects.count + rows.cohorts.count + 1, -sizes[group] / Double(rows.units)),
            ]), slope
          ))
      }
      return EffectAverages(
        type: type,
        overall: EffectAverage(key: nil, estimate: estimate, form: .sum(forms), isExact: false), by: by)
    case .calendar:
      let times = Set(under.map { effects[$0].cell.time }).sorted()
      let by = times.map { time in
        weighted(.number(rows.periods[time]), under.filter { effects[$0].cell.time == time })
      }
      return EffectAverages(type: type, overall: mean(by), by: by)
    }
  }
}
