import Indicators
import Kernels
import LinearAlgebra
public import Panels
public import Reports
public import Rosters
import TableFiles

/// Permanence, trajectories, mobility and amounts of any yearly files, without a spec.
public struct PanelSummary: Sendable {
  /// What to read and how.
  public struct Request: Sendable {
    public var files: [(year: Int, paths: [String])]
    /// How the years of `files` are written: their own numbers, or those of months and other periods.
    public var periods = PeriodLabels.years
    public var schema: RosterSchema
    /// Fields by which people are told apart (their value in the person's first record).
    public var by: [String]
    public var threads: Int
    public var blockSize: Int
    /// Bytes of memory that may be used; nil for no bound.
    public var memory: Int?
    public var progress: (@Sendable (String, Int) -> Void)?
    /// Most sequences of states that there may be for the panel to be counted into a cube; beyond, what is kept is what the
    /// figures are made from, and nothing that grows with the sequences is in memory twice.
    package var cubeLimit = 4096

    public init(
      files: [(year: Int, paths: [String])], schema: RosterSchema, by: [String] = [], threads: Int,
      blockSize: Int = 1 << 20, memory: Int? = nil, progress: (@Sendable (String, Int) -> Void)? = nil
    ) {
      self.files = files
      self.schema = schema
      self.by = by
      self.threads = threads
      self.blockSize = blockSize
      self.memory = memory
      self.progress = progress
    }
  }

  public let accounts: [YearAccount]
  public let findings: [Finding]
  /// What all people were counted into.
  let counts: PanelCounts
  /// Whether amounts were read.
  public let hasAmounts: Bool
  /// The cube of each stratum: members of the `by` fields (nil: missing) and their people.
  public let strata: [(members: [String?], cube: TrajectoryCube)]
  public let by: [String]
  public let periods: PeriodLabels
  private let threads: Int

  /// Reads, joins and counts. Throws `TableFileError` or `PanelError`.
  public init(_ request: Request) throws {
    let panel: CountedPanel
    do {
      panel = try CountedPanel(
        request.files.map { StreamedPanel.Source(year: $0.year, paths: $0.paths) }, schema: request.schema,
        by: request.by, threads: request.threads, blockSize: request.blockSize, memory: request.memory,
        cubeLimit: request.cubeLimit, progress: request.progress)
    } catch let error as PanelError where !request.periods.areYears {
      throw PanelError.inPeriods(error.description(of: request.periods.label))
    }
    periods = request.periods
    accounts = panel.accounts
    findings = panel.findings
    hasAmounts = request.schema.amount != nil
    by = request.by
    threads = request.threads
    switch panel.counts {
    case .figures: (counts, strata) = (panel.counts, [])
    case .cube(let cube):
      counts = .cube(cube.pooled)
      strata = request.by.isEmpty ? [] : PanelSummary.split(cube)
    }
  }

  private static func split(_ cube: TrajectoryCube) -> [(members: [String?], cube: TrajectoryCube)] {
    var groups: [[UInt16]: [TrajectoryCube.Cell]] = [:]
    for cell in cube.cells {
      groups[cell.strata, default: []].append(
        .init(states: cell.states, people: cell.people, amounts: cell.amounts, squares: cell.squares))
    }
    // Missing last.
    let ordered = groups.sorted { a, b in
      a.key.map { $0 == 0 ? UInt16.max : $0 }.lexicographicallyPrecedes(
        b.key.map { $0 == 0 ? UInt16.max : $0 })
    }
    return ordered.map { codes, cells in
      (
        zip(codes, cube.strata).map { code, stratum in code == 0 ? nil : stratum.members[Int(code) - 1] },
        TrajectoryCube(years: cube.years, stateLabels: cube.stateLabels, cells: cells)
      )
    }
  }

  // MARK: JSON

  public var json: JSONText {
    var pairs: [(String, JSONText)] = [
      ("command", .string("panel")), ("years", .array(counts.years.map(period))),
      (
        "rows",
        .array(
          accounts.map { account in
            .object([
              ("year", period(account.year)), ("read", .integer(account.read)),
              ("used", .integer(account.used)),
              ("set_aside", Audit.json(account.setAside)),
            ])
          })
      ),
    ]
    pairs += block(counts)
    if !by.isEmpty {
      pairs.append(
        (
          "strata",
          .array(
            strata.map { members, cube in
              .object(
                [("by", .object(zip(by, members).map { ($0, $1.map(PanelSummary.code) ?? .null) }))]
                  + block(.cube(cube)))
            })
        ))
    }
    return .object(pairs)
  }

  /// A year as a number, another period as its label.
  private func period(_ number: Int) -> JSONText {
    periods.areYears ? .integer(number) : .string(periods.label(of: number))
  }

  /// A state code as JSON: a number where it is a whole number.
  private static func code(_ label: String) -> JSONText { Int(label).map(JSONText.integer) ?? .string(label) }

  private func block(_ counts: PanelCounts) -> [(String, JSONText)] {
    [
      ("people", .integer(counts.people)), ("patterns", patterns(counts)),
      (
        "permanence",
        .array(
          counts.permanence.times.map { times in
            .object([
              ("times", .integer(times.times)), ("people", .integer(times.share.numerator)),
              ("share", .double(times.share.value)),
            ])
          })
      ),
      (
        "mobility",
        .array(
          counts.mobility.map { move in
            .object([
              ("year", period(move.year)), ("from", PanelSummary.code(move.from)),
              ("to", PanelSummary.code(move.to)),
              ("people", .integer(move.people)), ("of_stayers", .double(move.ofStayers.value)),
              ("of_all", .double(move.ofAll.value)),
            ])
          })
      ),
      ("amounts", .array(amounts(counts))), ("indices", .array(indices(counts))),
    ]
  }

  private func patterns(_ counts: PanelCounts) -> JSONText {
    switch counts {
    case .cube(let cube): return .array(cube.cells.map { pattern($0, cube) })
    case .figures(let figures):
      let codes = figures.stateLabels.map(PanelSummary.code)
      let (years, hasAmounts, threads) = (figures.years.count, self.hasAmounts, self.threads)
      return .made { indent, sink in
        let text = PatternText(codes: codes, years: years, hasAmounts: hasAmounts, indent: indent)
        try sink(Array("[\n".utf8))
        var isFirst = true
        try figures.patterns.forEachPart(threads: threads, make: { text.text($0) }) { bytes in
          if !isFirst { try sink(Array(",\n".utf8)) }
          isFirst = false
          try sink(bytes)
        }
        try sink(Array(("\n" + String(repeating: "  ", count: indent) + "]").utf8))
      }
    }
  }

  private func pattern(_ cell: TrajectoryCube.Cell, _ cube: TrajectoryCube) -> JSONText {
    .object([
      (
        "states",
        .array(cell.states.map { $0 == 0 ? .null : PanelSummary.code(cube.stateLabels[Int($0) - 1]) })
      ),
      ("people", .integer(cell.people)),
      ("amount", hasAmounts ? .large(cell.amounts.reduce(0, +)) : .null),
    ])
  }

  private func amounts(_ counts: PanelCounts) -> [JSONText] {
    counts.byState.map { entry in
      .object([
        ("year", period(entry.year)), ("state", PanelSummary.code(entry.state)),
        ("people", .integer(entry.people)),
        ("amount", hasAmounts ? .large(entry.amount) : .null),
      ])
    }
  }

  private func indices(_ counts: PanelCounts) -> [JSONText] {
    counts.years.indices.dropFirst().compactMap { position in
      let year = counts.years[position]
      guard let matrix = counts.transitions(to: position), let indices = try? MobilityIndices(matrix) else {
        return nil
      }
      func estimate(_ value: MobilityIndices.Estimate) -> JSONText {
        .object([("estimate", .double(value.value)), ("std_error", .double(value.standardError))])
      }
      return .object([
        ("year", period(year)), ("states", .array(matrix.labels.map(PanelSummary.code))),
        ("shorrocks_trace", estimate(indices.shorrocks)), ("prais_exit", .array(indices.prais.map(estimate))),
        ("immobility", estimate(indices.immobility)), ("eigenvalue2", estimate(indices.eigenvalue2)),
        ("second_largest_abs_eigenvalue", .double(indices.secondLargestModulus)),
        ("determinant", estimate(indices.determinant)),
        ("determinant_plain", .double(indices.determinantPlain)),
        ("stationary", .array(indices.stationary.map(JSONText.double))),
        ("bartholomew_stationary", estimate(indices.bartholomewStationary)),
        ("bartholomew_scaled", .double(indices.bartholomewScaled)),
        ("bartholomew_empirical", .double(indices.bartholomewEmpirical)),
        ("unconditional_leaving", estimate(indices.unconditionalLeaving)),
      ])
    }
  }
}
