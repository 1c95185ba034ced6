/// Which covariance of the coefficients is estimated, with what it needs to know about the rows.
///
/// X design, A = (XᵀWX)⁻¹, e residuals, h leverage. Every robust one is A · M · A with its own meat M:
///
/// - `iid`: σ²·A.
/// - `hc0` … `hc5`: M = Σ eᵢ²·f(hᵢ)·xᵢxᵢᵀ (White 1980; MacKinnon & White 1985; Cribari-Neto 2004; Cribari-Neto, Souza &
///   Vasconcellos 2007; Cribari-Neto & da Silva 2011).
/// - `cluster`: M = Σ s_g s_gᵀ over clusters, with the signed sum over intersections for several (Liang & Zeger 1986;
///   Cameron, Gelbach & Miller 2011).
/// - `cr2`: the bias-reduced residuals of Bell & McCaffrey (2002) as in Pustejovsky & Tipton (2018).
/// - `cr3`: Σ (b₍g₎ − b)(b₍g₎ − b)ᵀ over coefficients without one cluster; `jackknife` is (G−1)/G times it.
/// - `neweyWest`: Bartlett weights 1 − l/(L+1) over lags of the scores (Newey & West 1987), within units for a panel.
/// - `driscollKraay`: the same over sums of the scores by period (Driscoll & Kraay 1998).
/// - `conley`: scores of rows less than a distance apart (Conley 1999).
public enum CovarianceKind: Sendable, Equatable {
  case iid
  case hc0
  case hc1
  case hc2
  case hc3
  case hc4
  case hc4m
  case hc5
  /// One or more cluster variables, each with a code a row.
  case cluster([Grouping])
  case cr2(Grouping)
  case cr3(Grouping)
  case jackknife(Grouping)
  /// Lags, or nil for the profile's rule of thumb.
  case neweyWest(lags: Int?, order: PanelOrder)
  /// Lags, or nil for the profile's rule of thumb; codes of `time` rise with time.
  case driscollKraay(lags: Int?, time: Grouping)
  case conley(SpatialCutoff)

  /// As it is written on the command line: `hc1`, `cluster:firm+year`, `newey-west:4`.
  public var description: String {
    switch self {
    case .iid: "iid"
    case .hc0: "hc0"
    case .hc1: "hc1"
    case .hc2: "hc2"
    case .hc3: "hc3"
    case .hc4: "hc4"
    case .hc4m: "hc4m"
    case .hc5: "hc5"
    case .cluster(let groupings): "cluster:\(groupings.map(\.name).joined(separator: "+"))"
    case .cr2(let grouping): "cr2:\(grouping.name)"
    case .cr3(let grouping): "cr3:\(grouping.name)"
    case .jackknife(let grouping): "jackknife:\(grouping.name)"
    case .neweyWest(let lags, _): "newey-west\(lags.map { ":\($0)" } ?? "")"
    case .driscollKraay(let lags, _): "driscoll-kraay\(lags.map { ":\($0)" } ?? "")"
    case .conley(let cutoff): cutoff.text
    }
  }

  /// The groupings in it, each with a code a row.
  var groupings: [Grouping] {
    switch self {
    case .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5, .conley: []
    case .cluster(let groupings): groupings
    case .cr2(let grouping), .cr3(let grouping), .jackknife(let grouping): [grouping]
    case .neweyWest(_, let order): [order.time] + (order.unit.map { [$0] } ?? [])
    case .driscollKraay(_, let time): [time]
    }
  }

  /// Those whose groups are taken to be independent of one another.
  var clusters: [Grouping] {
    switch self {
    case .cluster(let groupings): groupings
    case .cr2(let grouping), .cr3(let grouping), .jackknife(let grouping): [grouping]
    default: []
    }
  }

  /// Throws `.coordinate` and `.duplicatePeriod` with the first such row, as the covariance itself would.
  func checkRows() throws(RegressionError) {
    switch self {
    case .conley(let cutoff): try cutoff.checkPlaces()
    case .neweyWest(_, let order): try order.checkRepeats(order.sortedRows())
    default: break
    }
  }

  /// The same covariance over some of the rows.
  func selecting(rows: [Int]) -> CovarianceKind {
    switch self {
    case .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5: self
    case .cluster(let groupings): .cluster(groupings.map { $0.selecting(rows: rows) })
    case .cr2(let grouping): .cr2(grouping.selecting(rows: rows))
    case .cr3(let grouping): .cr3(grouping.selecting(rows: rows))
    case .jackknife(let grouping): .jackknife(grouping.selecting(rows: rows))
    case .neweyWest(let lags, let order): .neweyWest(lags: lags, order: order.selecting(rows: rows))
    case .driscollKraay(let lags, let time):
      .driscollKraay(lags: lags, time: time.selecting(rows: rows))
    case .conley(let cutoff): .conley(cutoff.selecting(rows: rows))
    }
  }
}

/// Where each row stands in time: a code of the period, rising with time, and the unit where the rows are a panel.
///
/// Lags count periods that have a row somewhere: a year in which nobody was observed is no gap, a year in which this
/// unit was not observed is one.
public struct PanelOrder: Sendable, Equatable {
  /// Codes rise with time.
  public let time: Grouping
  public let unit: Grouping?

  public init(time: Grouping, unit: Grouping? = nil) {
    precondition(
      unit.map { $0.codes.count == time.codes.count } ?? true,
      "\(unit?.codes.count ?? 0) codes of units for \(time.codes.count) of periods")
    self.time = time
    self.unit = unit
  }

  func selecting(rows: [Int]) -> PanelOrder {
    PanelOrder(time: time.selecting(rows: rows), unit: unit?.selecting(rows: rows))
  }
}
