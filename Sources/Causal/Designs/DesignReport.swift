internal import LinearAlgebra
public import Models

// The design guard: what the shape of the data says before anything is estimated. Each assumption that can be seen to fail is
// named with what was seen and with the design that would be right.
//
// Sources: Goodman-Bacon (2021, J. Econometrics 225, 254) and de Chaisemartin & D'Haultfœuille (2020, AER 110, 2964) for
// staggered adoption under two-way effects; Cameron, Gelbach & Miller (2008, REStat 90, 414) and MacKinnon & Webb (2018,
// Econometrics J. 21, 114) for few and few treated clusters.

/// The shape of a design: who is treated when, what is missing, and what follows from it.
public struct DesignReport: Sendable, Equatable {
  /// Units first treated in one period.
  public struct Cohort: Sendable, Equatable {
    public let firstTreated: Int
    public let units: Int
    /// Periods of the data before the treatment.
    public let periodsBefore: Int
  }

  /// Clusters and how uneven they are.
  public struct Clusters: Sendable, Equatable {
    public let name: String
    public let count: Int
    /// With a treated row.
    public let treated: Int
    public let smallest: Int
    public let largest: Int
  }

  /// An assumption that can be seen to fail.
  public struct Concern: Sendable, Equatable, CustomStringConvertible {
    /// In snake case: `no_reversals`, `never_treated`, …
    public let assumption: String
    public let finding: String
    /// The design that would be right.
    public let remedy: String

    public init(assumption: String, finding: String, remedy: String) {
      self.assumption = assumption
      self.finding = finding
      self.remedy = remedy
    }

    public var description: String { "\(finding); \(remedy)" }
  }

  public let rows: Int
  public let units: Int
  public let periods: [Int]
  public let cohorts: [Cohort]
  public let neverTreated: Int
  public let alwaysTreated: Int
  public let reversals: Int
  /// Units without a row in some period, and the rows that are missing for balance.
  public let incompleteUnits: Int
  public let missingRows: Int
  /// Clusters as named, else units; nil in repeated cross-sections without clusters.
  public let clusters: Clusters?
  public let rowsRead: Int
  public let dropped: [EstimationSample.Dropped]
  public internal(set) var concerns: [Concern]

  /// Of all units 0…1.
  public var neverTreatedShare: Double { units == 0 ? 0 : Double(neverTreated) / Double(units) }

  /// Clusters below which cluster-robust errors are not to be trusted.
  static let fewClusters = 30
  /// Treated clusters below which they are worse.
  static let fewTreatedClusters = 6

  /// Reads a panel. O(n).
  public init(_ panel: TreatmentPanel) {
    rows = panel.rows
    units = panel.units
    periods = panel.periods
    rowsRead = panel.rowsRead
    dropped = panel.dropped
    reversals = panel.reversals
    var sizes: [Int: Int] = [:]
    var never = 0
    var always = 0
    var incomplete = 0
    let start = panel.periods[0]
    for unit in 0..<panel.units {
      if let first = panel.firstTreated[unit], !panel.isNeverTreated(unit) {
        sizes[first, default: 0] += 1
        if first <= start { always += 1 }
      } else {
        never += 1
      }
      if panel.unitStarts[unit + 1] - panel.unitStarts[unit] < panel.periods.count { incomplete += 1 }
    }
    let hasUnits = panel.columns.unit != nil && !panel.columns.areRepeatedCrossSections
    neverTreated = never
    alwaysTreated = always
    incompleteUnits = hasUnits ? incomplete : 0
    missingRows = hasUnits ? panel.units * panel.periods.count - panel.rows : 0
    cohorts = sizes.keys.sorted().map { first in
      Cohort(
        firstTreated: first, units: sizes[first, default: 0],
        periodsBefore: panel.periods.count { $0 < first })
    }
    let (groups, withUntreated) = DesignReport.clusters(panel, hasUnits: hasUnits)
    clusters = groups
    concerns =
      DesignReport.zero(panel)
      + DesignReport.concerns(
        cohorts: cohorts, never: never, always: always, reversals: panel.reversals,
        incomplete: incompleteUnits, missing: missingRows, clusters: clusters, withUntreated: withUntreated,
        start: start)
      + DesignReport.overlap(panel)
  }

  /// Covariates whose values among treated units and among units that are never treated have nothing in common.
  private static func overlap(_ panel: TreatmentPanel) -> [Concern] {
    guard let given = panel.covariates else { return [] }
    let isTreated = (0..<panel.units).map { !panel.isNeverTreated($0) }
    guard isTreated.contains(true), isTreated.contains(false) else { return [] }
    var apart: [String] = []
    for (name, column) in zip(given.names, given.matrix.columns) {
      guard case .real(let values) = column else { continue }
      var (treated, others) = (
        (low: Double.infinity, high: -Double.infinity), (low: Double.infinity, high: -Double.infinity)
      )
      for row in 0..<panel.rows {
        if isTreated[Int(panel.unit[row])] {
          treated = (min(treated.low, values[row]), max(treated.high, values[row]))
        } else {
          others = (min(others.low, values[row]), max(others.high, values[row]))
        }
      }
      if treated.low > others.high || treated.high < others.low { apart.append(name) }
    }
    guard !apart.isEmpty else { return [] }
    return [
      Concern(
        assumption: "overlap",
        finding:
          "treated and never-treated units have no values of \(apart.joined(separator: ", ")) in common",
        remedy: "what adjusts for it is extrapolation; leave it out, or choose units that are alike")
    ]
  }

  /// A 0 that is read as never and may be meant as a period.
  private static func zero(_ panel: TreatmentPanel) -> [Concern] {
    guard panel.readsZeroAsNever else { return [] }
    return [
      Concern(
        assumption: "zero_is_never",
        finding:
          "0 in '\(panel.columns.treatment.column)' is read as never treated, and the periods of the data hold or span 0",
        remedy:
          "if units are first treated in period 0, number the periods from 1 or give --treatment; leave the value empty for never"
      )
    ]
  }

  /// Clusters, and how many hold rows of units that are untreated in all of theirs; of rows without units those without a treated one.
  private static func clusters(_ panel: TreatmentPanel, hasUnits: Bool) -> (Clusters?, withUntreated: Int) {
    guard let groups = panel.cluster ?? (hasUnits ? panel.unitGrouping : nil) else { return (nil, 0) }
    let sizes = groups.sizes
    var isTreated = [Bool](repeating: false, count: groups.count)
    for row in 0..<panel.rows where panel.isTreated[row] { isTreated[Int(groups.codes[row])] = true }
    var hasUntreated = isTreated.map { !$0 }
    if hasUnits {
      for unit in 0..<panel.units {
        let rows = panel.rows(ofUnit: unit)
        guard !rows.contains(where: { panel.isTreated[$0] }) else { continue }
        for row in rows { hasUntreated[Int(groups.codes[row])] = true }
      }
    }
    let found = Clusters(
      name: groups.name, count: groups.count, treated: isTreated.count { $0 }, smallest: sizes.min() ?? 0,
      largest: sizes.max() ?? 0)
    return (found, hasUntreated.count { $0 })
  }

  private static func concerns(
    cohorts: [Cohort], never: Int, always: Int, reversals: Int, incomplete: Int, missing: Int,
    clusters: Clusters?, withUntreated: Int, start: Int
  ) -> [Concern] {
    var concerns: [Concern] = []
    let later = cohorts.filter { $0.firstTreated > start }
    if reversals > 0 {
      concerns.append(
        Concern(
          assumption: "no_reversals", finding: "\(reversals) units leave the treatment again",
          remedy: "effects of switching on and off (de Chaisemartin and D'Haultfœuille) would be right"))
    }
    if later.count > 1 {
      concerns.append(
        Concern(
          assumption: "one_adoption_date",
          finding: "the treatment starts in \(later.count) different periods",
          remedy:
            "two-way fixed effects mix effects with negative weights where they differ; callaway-santanna, sun-abraham or imputation are right"
        ))
    }
    if always > 0 {
      concerns.append(
        Concern(
          assumption: "observed_before", finding: "\(always) units are treated from the first period on",
          remedy: "they say nothing of the effect and should not serve as comparison; add earlier periods"))
    }
    if never == 0, later.count > 1 {
      concerns.append(
        Concern(
          assumption: "never_treated", finding: "no unit stays untreated",
          remedy: "compare with those treated later (--control not-yet), until the last group is treated"))
    }
    if never == 0, later.count == 1 {
      concerns.append(
        Concern(
          assumption: "comparison_group", finding: "all units are treated at once",
          remedy: "a design of one group, as before and after or an interrupted series, would be right"))
    }
    let short = later.filter { $0.periodsBefore < 2 }
    if !short.isEmpty {
      concerns.append(
        Concern(
          assumption: "testable_pre_trend",
          finding:
            "\(short.map { String($0.firstTreated) }.joined(separator: ", ")): one period before the treatment",
          remedy: "parallel trends cannot be tested for these groups; add earlier periods"))
    }
    let small = later.filter { $0.units < 5 }
    if !small.isEmpty {
      concerns.append(
        Concern(
          assumption: "large_groups",
          finding:
            "groups of few units: \(small.map { "\($0.firstTreated) (\($0.units))" }.joined(separator: ", "))",
          remedy:
            "errors of their effects rest on few units; aggregate them, or use synthetic-did with placebos"))
    }
    if missing > 0 {
      concerns.append(
        Concern(
          assumption: "balanced_panel",
          finding: "\(incomplete) units lack \(missing) rows for a complete panel",
          remedy: "see whether rows are missing for reasons that the treatment changes (attrition)"))
    }
    if let clusters {
      if clusters.count < fewClusters {
        concerns.append(
          Concern(
            assumption: "many_clusters", finding: "\(clusters.count) clusters of '\(clusters.name)'",
            remedy: "errors are too small; use the wild cluster bootstrap or placebo tests"))
      }
      let untreated = clusters.count - clusters.treated
      // Clusters of treated and untreated units compare them within.
      if clusters.treated < fewTreatedClusters || (withUntreated > 0 && withUntreated < fewTreatedClusters) {
        concerns.append(
          Concern(
            assumption: "many_treated_clusters",
            finding:
              "\(clusters.treated) clusters of '\(clusters.name)' are treated and \(untreated) are not",
            remedy: "use synthetic control or synthetic-did with placebos"))
      }
      if clusters.smallest * 10 < clusters.largest {
        concerns.append(
          Concern(
            assumption: "balanced_clusters",
            finding:
              "clusters of '\(clusters.name)' have from \(clusters.smallest) to \(clusters.largest) rows",
            remedy: "use the wild cluster bootstrap or the jackknife"))
      }
    }
    return concerns
  }
}
