public import Kernels
import Rosters

/// People counted by all that tells them apart: states in each year, strata, and the categories of each of their records. The cubes of records
/// and of trajectories are sums over it, so that it says which people two counts have in common.
public struct PersonCells: Sendable {
  public struct Cell: Sendable, Equatable {
    /// State in each year: 0 absent, else position of the label plus one.
    public let states: [UInt8]
    /// Member of each stratum: 0 missing, else position plus one.
    public let strata: [UInt16]
    /// Member of each axis in each year, year by year: 0 missing or absent, else position plus one.
    public let codes: [UInt16]
    public let people: Int
  }

  public let years: [Int]
  public let stateLabels: [String]
  public let strata: [TrajectoryCube.Stratum]
  /// Categories of records.
  public let axes: [RecordCube.Axis]
  /// In the order of what tells them apart.
  public let cells: [Cell]
}

extension Panel {
  /// Counts people by states, strata and the members of record-level dimensions in each year. O(people × years × dimensions).
  ///
  /// Throws for a dimension that is not in the table, or that is of persons.
  public func personCells(
    strata: [PersonStratum] = [], by names: [String], dimensions: DimensionTable,
    threads: Int = Parallel.cores
  ) throws(PanelError) -> PersonCells {
    var axes: [RecordCube.Axis] = []
    for name in names {
      guard let dimension = dimensions.dimension(name), !dimension.isPersonLevel else {
        throw .unknownDimension(name)
      }
      axes.append(.init(name: name, members: dimension.members))
    }
    let stratumCodes = strata.map { self.codes(of: $0, dimensions: dimensions) }
    let recordCodes = years.indices.map { year in
      names.map { dimensions.codes(of: $0, year: year).codes }
    }
    let width = years.count + strata.count + years.count * names.count
    let pieceSize = 1 << 16
    let pieces = Parallel.map((people + pieceSize - 1) / pieceSize, threads: threads) { piece in
      var counted: [[UInt16]: Int] = [:]
      var key = [UInt16](repeating: 0, count: width)
      for person in piece * pieceSize..<min(people, (piece + 1) * pieceSize) {
        let base = person * years.count
        for year in years.indices { key[year] = UInt16(states[base + year]) }
        var place = years.count
        for codes in stratumCodes {
          key[place] = codes.codes[person]
          place += 1
        }
        for year in years.indices {
          let row = rows[year][person]
          for codes in recordCodes[year] {
            key[place] = row == 0 ? 0 : codes[Int(row) - 1]
            place += 1
          }
        }
        counted[key, default: 0] += 1
      }
      return counted
    }
    var all: [[UInt16]: Int] = [:]
    for piece in pieces { all.merge(piece, uniquingKeysWith: +) }
    let cells = all.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, people in
      PersonCells.Cell(
        states: key[..<years.count].map { UInt8(truncatingIfNeeded: $0) },
        strata: Array(key[years.count..<years.count + strata.count]),
        codes: Array(key[(years.count + strata.count)...]), people: people)
    }
    return PersonCells(
      years: years, stateLabels: stateLabels,
      strata: zip(strata, stratumCodes).map { .init(name: $0.name, members: $1.members) }, axes: axes,
      cells: cells)
  }
}
