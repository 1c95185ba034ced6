public import Columns
import Kernels
import Rosters

extension RegistryJoin {
  /// Which people of both sides are wanted. The panel is the left side, in the year of the register's records.
  public enum Kind: String, Sendable, CaseIterable {
    /// In the panel and in the register.
    case inner
    /// Everybody of the panel.
    case leftOuter
    /// Everybody of the register.
    case rightOuter
    /// Everybody of either.
    case fullOuter
    /// In the panel and not in the register.
    case leftAnti
    /// In the register and not in the panel.
    case rightAnti

    func wants(inPanel: Bool, inRegistry: Bool) -> Bool {
      switch self {
      case .inner: inPanel && inRegistry
      case .leftOuter: inPanel
      case .rightOuter: inRegistry
      case .fullOuter: inPanel || inRegistry
      case .leftAnti: inPanel && !inRegistry
      case .rightAnti: !inPanel && inRegistry
      }
    }
  }

  /// A person of a join.
  public struct Pair: Sendable, Equatable {
    /// Number of the person in the panel (0…); nil for somebody who is in the panel in no year.
    public let person: Int?
    /// Whether the person is in the panel in that year.
    public let isInPanel: Bool
    /// Row of the register's record in use (0…); nil where there is none.
    public let row: Int?

    package init(person: Int?, isInPanel: Bool, row: Int?) {
      self.person = person
      self.isInPanel = isInPanel
      self.row = row
    }
  }

  /// The people of a join in a year: those of the panel by their number, then the others in the order of the register's rows.
  ///
  /// `year`: a year of the register; any where it holds at all times. Without a register of that year there is no telling who
  /// is in it, which is a caller's mistake. O(people of both).
  public func pairs(_ kind: Kind, year: Int) -> [Pair] {
    let index = known(year)
    var pairs: [Pair] = []
    for person in 0..<people {
      let row = rows[index][person]
      let isInPanel = present[index][person]
      guard kind.wants(inPanel: isInPanel, inRegistry: row != 0) else { continue }
      pairs.append(Pair(person: person, isInPanel: isInPanel, row: row == 0 ? nil : Int(row) - 1))
    }
    if kind.wants(inPanel: false, inRegistry: true) {
      for row in others[index] { pairs.append(Pair(person: nil, isInPanel: false, row: Int(row) - 1)) }
    }
    return pairs
  }

  /// How many people `pairs` has.
  public func count(_ kind: Kind, year: Int) -> Int {
    let account = accounts[known(year)]
    return switch kind {
    case .inner: account.matched
    case .leftOuter: account.matched + account.onlyInPanel
    case .rightOuter: account.matched + account.onlyInRegistry
    case .fullOuter: account.matched + account.onlyInPanel + account.onlyInRegistry
    case .leftAnti: account.onlyInPanel
    case .rightAnti: account.onlyInRegistry
    }
  }

  /// A field of the register for pairs of that year: one row a pair, missing where the person has no record.
  public func column(_ field: String, of pairs: [Pair], year: Int) -> Column {
    registryColumn(field, known(year)).gathering(orMissing: pairs.map { $0.row ?? -1 })
  }

  func known(_ year: Int) -> Int {
    guard let index = position(year: year) else {
      preconditionFailure("the register '\(name)' has no year \(year)")
    }
    return index
  }

  func registryColumn(_ field: String, _ index: Int) -> Column {
    guard let column = rosters[index].columns[field] else {
      preconditionFailure("the register '\(name)' has no field '\(field)'")
    }
    return column
  }
}

extension Panel {
  /// A field of the panel's rosters for the people of a join: one row a pair, missing where the person is not in the panel in
  /// that year. `year`: a year of the panel.
  public func column(_ field: String, of pairs: [RegistryJoin.Pair], year: Int) -> Column {
    guard let index = years.firstIndex(of: year), let column = rosters[index].columns[field] else {
      preconditionFailure("the panel has no field '\(field)' in \(year)")
    }
    return column.gathering(
      orMissing: pairs.map { pair in pair.person.map { Int(rows[index][$0]) - 1 } ?? -1 })
  }
}
