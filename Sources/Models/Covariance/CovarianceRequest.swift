/// A covariance as it is asked for by name, before there are rows: `iid`, `hc3`, `cluster:firm+year`, `newey-west:4`.
///
/// A cluster may be crossed: `cluster:firm^year` has one cluster for each pair.
public struct CovarianceRequest: Sendable, Equatable {
  /// What is asked for, with names of columns in place of their values.
  enum Form: Sendable, Equatable {
    case plain(CovarianceKind)
    case cluster([[String]])
    case cr2([String])
    case cr3([String])
    case jackknife([String])
    case neweyWest(lags: Int?)
    case driscollKraay(lags: Int?)
    case conley(latitude: String, longitude: String, kilometres: Double)
  }

  let form: Form
  /// As it was written.
  public let text: String

  /// Errors that are independent and of one variance.
  public static let iid = CovarianceRequest(form: .plain(.iid), text: "iid")

  init(form: Form, text: String) {
    self.form = form
    self.text = text
  }

  /// The columns that it needs, each once, besides those of the panel.
  public var columns: [String] {
    var seen: Set<String> = []
    let named: [String] =
      switch form {
      case .plain, .neweyWest, .driscollKraay: []
      case .cluster(let groups): groups.joined().map { $0 }
      case .cr2(let group), .cr3(let group), .jackknife(let group): group
      case .conley(let latitude, let longitude, _): [latitude, longitude]
      }
    return named.filter { seen.insert($0).inserted }
  }

  /// Whether it lets errors of one unit be related.
  public var allowsDependence: Bool {
    switch form {
    case .plain: false
    case .cluster, .cr2, .cr3, .jackknife, .neweyWest, .driscollKraay, .conley: true
    }
  }

  /// Whether it cannot be had without a column of the period.
  public var needsTime: Bool { if case .driscollKraay = form { true } else { false } }

  /// The covariance over the rows of a design. `panelID` and `panelTime` are the columns of unit and period; without a
  /// period the rows of a Newey–West covariance are in the order of the table.
  ///
  /// Throws where a column is missing or of the wrong kind, where a Driscoll–Kraay covariance has no period, and `.textForNumber` or
  /// `.fractionalTime` where the lags of a Newey–West one would have no whole periods to count.
  public func kind(
    of design: Design, panelID: String? = nil, panelTime: String? = nil
  ) throws(DesignError) -> CovarianceKind {
    switch form {
    case .plain(let kind): return kind
    case .cluster(let groups):
      var groupings: [Grouping] = []
      for group in groups { groupings.append(try grouping(group, design)) }
      return .cluster(groupings)
    case .cr2(let group): return .cr2(try grouping(group, design))
    case .cr3(let group): return .cr3(try grouping(group, design))
    case .jackknife(let group): return .jackknife(try grouping(group, design))
    case .neweyWest(let lags):
      var time = Grouping.rows(design.data.rows)
      if let panelTime {
        try design.checkWholePeriods(panelTime)
        time = try design.grouping(panelTime)
      }
      var unit: Grouping?
      if let panelID { unit = try design.grouping(panelID) }
      return .neweyWest(lags: lags, order: PanelOrder(time: time, unit: unit))
    case .driscollKraay(let lags):
      guard let panelTime else { throw .noPeriod(text) }
      return .driscollKraay(lags: lags, time: try design.grouping(panelTime))
    case .conley(let latitude, let longitude, let kilometres):
      return .conley(
        SpatialCutoff(
          latitude: try design.numbers(latitude), longitude: try design.numbers(longitude),
          kilometres: kilometres, columns: [latitude, longitude]))
    }
  }

  private func grouping(_ names: [String], _ design: Design) throws(DesignError) -> Grouping {
    var groupings: [Grouping] = []
    for name in names { groupings.append(try design.grouping(name)) }
    return Grouping.intersection(groupings)
  }
}

/// A covariance that is not well written, with the place of the character at which that shows.
public struct CovarianceSyntaxError: Error, Equatable, CustomStringConvertible {
  /// Counted from 1, in characters.
  public let column: Int
  public let message: String

  public var description: String { "covariance, line 1, column \(column): \(message)" }
}
