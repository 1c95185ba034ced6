import Kernels
import TableFiles

/// What a panel's figures are functions of, where people took so many ways through the states that a cube of them would be
/// larger than the panel: people by number of years, by states of two years one after the other, amounts by year and state,
/// and the sequences themselves in order, which may be in a temporary file.
package struct PanelFigures: Sendable {
  package let years: [Int]
  /// Label of state 1, 2, …
  package let stateLabels: [String]
  /// People present in exactly k years, k = 0 … number of years.
  package let times: [Int]
  /// People by year (but the first), state the year before and state, 0 for absent.
  private let moves: [Int]
  /// What was received, by year and state (0 is nobody).
  private let received: [Int128]
  /// The sequences.
  package let patterns: PatternSet

  init(years: [Int], stateLabels: [String], tallies: [PatternTally]) throws(TableFileError) {
    precondition(years.count > 1, "sequences of \(years.count) year")
    self.years = years
    self.stateLabels = stateLabels
    let layout = PatternLayout(years: years.count, states: stateLabels.count)
    let radix = layout.states + 1
    var times = [Int](repeating: 0, count: years.count + 1)
    var moves = [Int](repeating: 0, count: (years.count - 1) * radix * radix)
    var received = [Int128](repeating: 0, count: years.count * radix)
    for tally in tallies {
      tally.flush()
      if let failure = tally.store.failure { throw failure }
      for index in times.indices { times[index] += tally.times.base[index] }
      for index in moves.indices { moves[index] += tally.moves.base[index] }
      for index in received.indices { received[index] += tally.received.base[index] }
    }
    self.times = times
    self.moves = moves
    self.received = received
    patterns = PatternSet(layout, tallies.map(\.store))
  }

  /// Everybody who is present at least once.
  package var people: Int { times.dropFirst().reduce(0, +) }

  /// The cube of two years one after the other, without amounts: all that mobility between them is a function of.
  package func pair(to position: Int) -> TrajectoryCube {
    precondition(position > 0 && position < years.count, "year \(position) of \(years.count)")
    let radix = stateLabels.count + 1
    var cells: [TrajectoryCube.Cell] = []
    for before in 0..<radix {
      for now in 0..<radix where before + now > 0 {
        cells.append(
          .init(
            states: [UInt8(before), UInt8(now)],
            people: moves[((position - 1) * radix + before) * radix + now]))
      }
    }
    return TrajectoryCube(
      years: [years[position - 1], years[position]], stateLabels: stateLabels, cells: cells)
  }

  /// People in a state (1, …) in a year, by its position.
  package func people(year: Int, state: Int) -> Int {
    let radix = stateLabels.count + 1
    if year == 0 { return (0..<radix).reduce(0) { $0 + moves[state * radix + $1] } }
    return (0..<radix).reduce(0) { $0 + moves[((year - 1) * radix + $1) * radix + state] }
  }

  /// What people in a state (1, …) received in a year.
  package func amount(year: Int, state: Int) -> Int128 { received[year * (stateLabels.count + 1) + state] }
}
