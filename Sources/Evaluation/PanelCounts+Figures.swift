import Indicators
import Panels

/// The figures of a summary, whichever way a panel was counted.
extension PanelCounts {
  var years: [Int] {
    switch self {
    case .cube(let cube): cube.years
    case .figures(let figures): figures.years
    }
  }

  var stateLabels: [String] {
    switch self {
    case .cube(let cube): cube.stateLabels
    case .figures(let figures): figures.stateLabels
    }
  }

  var people: Int {
    switch self {
    case .cube(let cube): cube.people
    case .figures(let figures): figures.people
    }
  }

  var permanence: Permanence {
    switch self {
    case .cube(let cube): Permanence(cube)
    case .figures(let figures): Permanence(people: figures.times)
    }
  }

  var mobility: [Mobility.Move] {
    switch self {
    case .cube(let cube): Mobility(cube).moves
    case .figures(let figures):
      figures.years.indices.dropFirst().flatMap { Mobility(figures.pair(to: $0)).moves }
    }
  }

  /// Transitions to a year, by its position; nil where the panel lacks the year before.
  func transitions(to position: Int) -> TransitionMatrix? {
    switch self {
    case .cube(let cube): TransitionMatrix(cube, to: cube.years[position])
    case .figures(let figures): TransitionMatrix(figures.pair(to: position), to: figures.years[position])
    }
  }

  /// People and what they received, by year and state.
  var byState: [(year: Int, state: String, people: Int, amount: Int128)] {
    years.enumerated().flatMap { index, year in
      stateLabels.enumerated().map { state, label in
        switch self {
        case .figures(let figures):
          return (
            year, label, figures.people(year: index, state: state + 1),
            figures.amount(year: index, state: state + 1)
          )
        case .cube(let cube):
          var people = 0
          var amount = Int128(0)
          for cell in cube.cells where Int(cell.states[index]) == state + 1 {
            people += cell.people
            amount += cell.amounts[index]
          }
          return (year, label, people, amount)
        }
      }
    }
  }

  /// All sequences with their people and amounts, in order.
  func patterns() throws -> [PatternSet.Pattern] {
    switch self {
    case .cube(let cube):
      cube.cells.map { .init(states: $0.states, people: $0.people, amount: $0.amounts.reduce(0, +)) }
    case .figures(let figures): try figures.patterns.all()
    }
  }
}
