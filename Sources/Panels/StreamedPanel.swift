public import Kernels
public import Rosters

/// A panel of which only the cube is kept: rosters are read once, reduced to eight bytes a record (sixteen with strata or many
/// states, thirty-two with identifiers that are no 32-bit numbers), parted by identifier and joined part by part. For files of any size from which permanence, mobility, trajectories and amounts are wanted.
///
/// The cube is the same for any number of threads and any block size: all of it is sums of integers.
public struct StreamedPanel: Sendable {
  /// The files of a year, in order.
  public struct Source: Sendable {
    public let year: Int
    public let paths: [String]

    public init(year: Int, paths: [String]) {
      self.year = year
      self.paths = paths
    }
  }

  /// What the identifiers are: as the schema says, or as the first rows of the first file do.
  public let identifierKind: IdentifierKind
  public let accounts: [YearAccount]
  public let findings: [Finding]
  /// People by sequence of states; one stratum for each field they are told apart by.
  public let cube: TrajectoryCube

  /// Reads, joins and counts.
  ///
  /// `by`: fields by which people are told apart, each by the text in the person's first record. `memory`: bytes that the
  /// whole may take; what does not fit goes to a nameless temporary file, sealed with a key that only this process has; the
  /// result is the same to the bit. It bounds the records, not the answer: a cube of very many cells may take more. Throws
  /// `TableFileError` where a file cannot be understood, `PanelError` where the years do not make a panel.
  public init(
    _ sources: [Source], schema: RosterSchema, by: [String] = [], threads: Int = Parallel.cores,
    blockSize: Int = 1 << 19, memory: Int? = nil, progress: (@Sendable (String, Int) -> Void)? = nil
  ) throws {
    let counted = try CountedPanel(
      sources, schema: schema, by: by, threads: threads, blockSize: blockSize, memory: memory, cubeLimit: nil,
      progress: progress)
    guard case .cube(let cube) = counted.counts else { preconditionFailure("no cube without a limit") }
    identifierKind = counted.identifierKind
    accounts = counted.accounts
    findings = counted.findings
    self.cube = cube
  }
}

/// A panel that was read, joined and counted into a cube, or into what figures are made from (see `StreamedPanel`).
package struct CountedPanel: Sendable {
  package let identifierKind: IdentifierKind
  package let accounts: [YearAccount]
  package let findings: [Finding]
  package let counts: PanelCounts

  /// Memory that is not for records and sequences: the program, blocks being read, the part being joined.
  private static let reserve = 64 << 20

  /// `cubeLimit`: most sequences of states that there may be for the counts to be a cube; nil for no limit. `memory` bounds
  /// records and, beyond that limit, sequences.
  package init(
    _ sources: [StreamedPanel.Source], schema: RosterSchema, by: [String], threads: Int, blockSize: Int,
    memory: Int?, cubeLimit: Int?, progress: (@Sendable (String, Int) -> Void)?
  ) throws {
    let ordered = sources.sorted { $0.year < $1.year }
    guard !ordered.isEmpty else { throw PanelError.noYears }
    guard ordered.count <= 64 else { throw PanelError.tooManyYears(ordered.count) }
    for (a, b) in zip(ordered, ordered.dropFirst()) where a.year == b.year {
      throw PanelError.yearTwice(a.year)
    }
    if case .cut(_, let points) = schema.state, points.count > 254 {
      throw PanelError.tooManyStates(points.count)
    }
    let choice = try ordered.lazy.compactMap(\.paths.first).first.map {
      try IdentifierKindDetection.choice(schema, path: $0)
    }
    let kind = choice?.kind ?? .rut
    func read(_ layout: RecordStores.Layout) throws -> StreamReading.Joined {
      var reading = StreamReading(
        schema: schema, years: ordered.count, kind: kind, by: by, layout: layout, threads: threads,
        blockSize: blockSize,
        memory: memory.map { max(0, $0 - CountedPanel.reserve) })
      for (position, source) in ordered.enumerated() {
        for path in source.paths {
          var report: (@Sendable (Int) -> Void)?
          if let progress { report = { bytes in progress(String(source.year), bytes) } }
          try reading.read(path, year: source.year, position: position, progress: report)
        }
        if reading.used(year: position) == 0 {
          throw PanelError.noValidRow(year: source.year, read: reading.read(year: position))
        }
      }
      return try reading.join(years: ordered.map(\.year), cubeLimit: cubeLimit)
    }
    let joined: StreamReading.Joined
    do {
      joined = try read(kind != .rut ? .wide : by.isEmpty ? .narrow : .placed)
    } catch is NeedsPlacedRecords {
      joined = try read(.placed)
    }
    identifierKind = kind
    accounts = joined.accounts
    findings = (choice?.finding(column: schema.identifier).map { [$0] } ?? []) + joined.findings
    counts = joined.counts
  }
}
