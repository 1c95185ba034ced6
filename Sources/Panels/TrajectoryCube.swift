/// The small table that every permanence, mobility and trajectory figure is a function of: for each stratum and each
/// sequence of yearly states, the number of people and what they received. Cells are additive.
public struct TrajectoryCube: Sendable, Equatable {
  /// One category by which people are told apart.
  public struct Stratum: Sendable, Equatable {
    public let name: String
    public let members: [String]

    public init(name: String, members: [String]) {
      self.name = name
      self.members = members
    }
  }

  public struct Cell: Sendable, Equatable {
    /// State in each year: 0 absent, else position of the label plus one.
    public let states: [UInt8]
    /// Member of each stratum: 0 missing, else position plus one.
    public let strata: [UInt16]
    public var people: Int
    /// What these people received in each year, in pesos of the year.
    public var amounts: [Int128]
    /// Sum of the squares of what each of them received in each year.
    public var squares: Int128

    public init(
      states: [UInt8], strata: [UInt16] = [], people: Int, amounts: [Int128]? = nil, squares: Int128 = 0
    ) {
      self.states = states
      self.strata = strata
      self.people = people
      self.amounts = amounts ?? Array(repeating: 0, count: states.count)
      self.squares = squares
    }

    /// Years in which these people are present.
    public var times: Int { states.count(where: { $0 != 0 }) }
  }

  /// Years of the panel, rising; position i of a cell's states is year i.
  public let years: [Int]
  /// Label of state 1, 2, …
  public let stateLabels: [String]
  /// The categories by which people are told apart, none where the cube is pooled.
  public let strata: [Stratum]
  /// Cells with people, by stratum and then by sequence, both rising.
  public let cells: [Cell]

  /// A cube from its cells; cells of equal stratum and sequence are added up, empty ones left out.
  public init(years: [Int], stateLabels: [String], strata: [Stratum] = [], cells: [Cell]) {
    self.years = years
    self.stateLabels = stateLabels
    self.strata = strata
    struct Key: Hashable {
      let strata: [UInt16]
      let states: [UInt8]
    }
    var merged: [Key: Cell] = [:]
    for cell in cells {
      precondition(cell.states.count == years.count, "\(cell.states.count) states for \(years.count) years")
      precondition(cell.strata.count == strata.count, "\(cell.strata.count) strata of \(strata.count)")
      let key = Key(strata: cell.strata, states: cell.states)
      guard var sum = merged[key] else {
        merged[key] = cell
        continue
      }
      sum.people += cell.people
      for year in years.indices { sum.amounts[year] += cell.amounts[year] }
      sum.squares += cell.squares
      merged[key] = sum
    }
    self.cells = merged.values.filter { $0.people != 0 }.sorted {
      $0.strata == $1.strata
        ? $0.states.lexicographicallyPrecedes($1.states) : $0.strata.lexicographicallyPrecedes($1.strata)
    }
  }

  /// All people.
  public var people: Int { cells.reduce(0) { $0 + $1.people } }

  /// People in the cells for which the condition holds.
  public func people(where condition: (Cell) -> Bool) -> Int {
    cells.reduce(0) { condition($1) ? $0 + $1.people : $0 }
  }

  /// The cube of the people of one member of a stratum (0: missing), without that stratum.
  public func restricted(to member: Int, of stratum: Int) -> TrajectoryCube {
    var rest = strata
    rest.remove(at: stratum)
    return TrajectoryCube(
      years: years, stateLabels: stateLabels, strata: rest,
      cells: cells.filter { Int($0.strata[stratum]) == member }.map { cell in
        var codes = cell.strata
        codes.remove(at: stratum)
        return Cell(
          states: cell.states, strata: codes, people: cell.people, amounts: cell.amounts,
          squares: cell.squares)
      })
  }

  /// The cube without strata.
  public var pooled: TrajectoryCube {
    TrajectoryCube(
      years: years, stateLabels: stateLabels,
      cells: cells.map {
        Cell(states: $0.states, people: $0.people, amounts: $0.amounts, squares: $0.squares)
      })
  }
}
