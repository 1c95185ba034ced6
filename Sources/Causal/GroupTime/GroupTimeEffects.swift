internal import Kernels

/// The effects of groups in periods with what gives each row's influence on them.
struct GroupTimeEffects {
  struct Effect {
    let cell: GroupTimeCell
    /// Nil for the universal base period.
    let fit: ComparisonFit?
    var estimate: Double { fit?.estimate ?? 0 }
  }

  let effects: [Effect]
  let failures: [String]

  /// Estimates all cells; those that cannot be estimated are left out and told. Cells that share weights and covariates share
  /// their propensity and Gram matrices.
  init(_ pointers: CohortPointers, _ cells: [GroupTimeCell], method: DifferencesMethod, threads: Int)
    throws(DifferencesError)
  {
    struct Key: Hashable {
      let parts: [ComparisonPart]
      let early: Int
    }
    let rows = pointers.rows
    let varies = rows.isPanel && (rows.covariatesVary || rows.weightsVary)
    var keys: [Key] = []
    var members: [[Int]] = []
    var index: [Key: Int] = [:]
    for (number, cell) in cells.enumerated() where !cell.isBase {
      let key = Key(parts: cell.parts, early: varies ? min(cell.time, cell.base) : 0)
      if let known = index[key] {
        members[known].append(number)
      } else {
        index[key] = keys.count
        keys.append(key)
        members.append([number])
      }
    }
    let groups = members
    typealias Found = Result<ComparisonFit, DifferencesError>
    let found: [[Found]] = Parallel.map(groups.count, threads: threads) { group in
      let first = cells[groups[group][0]]
      let name = GroupTimeEffects.name(first, rows)
      let weights: ComparisonWeights
      do throws(DifferencesError) {
        weights = try ComparisonWeights(
          pointers.source(time: first.time, base: first.base), first.parts, method, cell: name,
          names: rows.names)
      } catch {
        return groups[group].map { _ in .failure(error) }
      }
      return groups[group].map { number in
        let cell = cells[number]
        do throws(DifferencesError) {
          return .success(try ComparisonFit(pointers.source(time: cell.time, base: cell.base), weights))
        } catch { return .failure(error) }
      }
    }
    var fits = [Found?](repeating: nil, count: cells.count)
    for (group, numbers) in groups.enumerated() {
      for (position, number) in numbers.enumerated() { fits[number] = found[group][position] }
    }
    var effects: [Effect] = []
    var failures: [String] = []
    var firstError: DifferencesError?
    var told: Set<String> = []
    for (number, cell) in cells.enumerated() {
      switch fits[number] {
      case nil: effects.append(Effect(cell: cell, fit: nil))
      case .success(let fit)?: effects.append(Effect(cell: cell, fit: fit))
      case .failure(let error)?:
        if firstError == nil { firstError = error }
        if told.insert(error.description).inserted { failures.append(error.description) }
      }
    }
    guard
      effects.contains(where: { $0.fit != nil && rows.periods[$0.cell.time] >= rows.cohorts[$0.cell.group] })
    else {
      throw firstError ?? .noCell(failures)
    }
    self.effects = effects
    self.failures = failures
  }

  static func name(_ cell: GroupTimeCell, _ rows: CohortRows) -> String {
    "group \(rows.cohorts[cell.group]) in \(rows.periods[cell.time])"
  }
}
