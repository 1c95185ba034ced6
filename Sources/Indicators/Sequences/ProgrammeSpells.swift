public import Panels

/// Spells in the programme: how long they last, interruptions and returns.
public struct ProgrammeSpells: Sendable {
  /// People by length of their first spell in the programme, from 1 year; spells that reach the last year are still open.
  public let firstSpell: [(years: Int, ended: Int, open: Int)]
  /// Interruptions (absence between two presences) by length in years.
  public let gaps: [(years: Int, gaps: Int)]
  /// People who left and came back, of those who left.
  public let returned: Share

  public init(_ cube: TrajectoryCube) {
    let length = cube.years.count
    var ended = [Int](repeating: 0, count: length + 1)
    var open = ended
    var gaps = ended
    var left = 0
    var back = 0
    for cell in cube.cells {
      let spells = SequenceIndices.spells(of: cell.states.map { $0 == 0 ? 0 : 1 })
      let present = spells.filter { $0.state == 1 }
      guard let first = present.first else { continue }
      let isOpen = first.start + first.years == length
      if isOpen { open[first.years] += cell.people } else { ended[first.years] += cell.people }
      if !isOpen { left += cell.people }
      if present.count > 1 { back += cell.people }
      for (before, after) in zip(present, present.dropFirst()) {
        gaps[after.start - before.start - before.years] += cell.people
      }
    }
    firstSpell = length == 0 ? [] : (1...length).map { ($0, ended[$0], open[$0]) }
    self.gaps = length < 3 ? [] : (1...(length - 2)).map { ($0, gaps[$0]) }
    returned = Share(back, of: left)
  }
}

/// Comings and goings between a year and the next.
public struct Churn: Sendable {
  public let year: Int
  public let stayed: Int
  /// Present the year before, not now.
  public let left: Int
  /// Present now for the first time.
  public let entered: Int
  /// Present now, absent the year before, present some year earlier.
  public let returned: Int

  /// For each year but the first.
  public static func years(of cube: TrajectoryCube) -> [Churn] {
    cube.years.indices.dropFirst().map { now in
      var counts = (stayed: 0, left: 0, entered: 0, returned: 0)
      for cell in cube.cells {
        switch (cell.states[now - 1] != 0, cell.states[now] != 0) {
        case (true, true): counts.stayed += cell.people
        case (true, false): counts.left += cell.people
        case (false, true):
          if cell.states[..<now].contains(where: { $0 != 0 }) {
            counts.returned += cell.people
          } else {
            counts.entered += cell.people
          }
        case (false, false): break
        }
      }
      return Churn(
        year: cube.years[now], stayed: counts.stayed, left: counts.left, entered: counts.entered,
        returned: counts.returned)
    }
  }
}

/// Entry cohorts through the years: the Lexis table of a programme.
public struct EntryCohorts: Sendable {
  public struct Cohort: Sendable {
    /// Year of the first presence.
    public let entry: Int
    /// For each year from the entry on: those of the cohort who are present.
    public let present: [(year: Int, share: Share)]
  }

  public let cohorts: [Cohort]

  public init(_ cube: TrajectoryCube) {
    cohorts = cube.years.indices.map { first in
      let own = cube.cells.filter { cell in cell.states.firstIndex(where: { $0 != 0 }) == first }
      let size = own.reduce(0) { $0 + $1.people }
      return Cohort(
        entry: cube.years[first],
        present: cube.years.indices[first...].map { year in
          (cube.years[year], Share(own.reduce(0) { $1.states[year] != 0 ? $0 + $1.people : $0 }, of: size))
        })
    }
  }
}
