extension CovarianceRequest {
  /// The covariance over rows whose groupings are at hand by name, and their unit and period.
  ///
  /// Throws where a cluster has another name, where a Driscoll–Kraay covariance has no period, and for distances.
  package func kind(groupings: [Grouping], unit: Grouping?, time: Grouping?) throws(DesignError)
    -> CovarianceKind
  {
    func grouping(_ names: [String]) throws(DesignError) -> Grouping {
      var found: [Grouping] = []
      for name in names {
        guard let own = groupings.first(where: { $0.name == name }) else {
          throw .unknownColumn(name, nearest: groupings.map(\.name), nil)
        }
        found.append(own)
      }
      return Grouping.intersection(found)
    }
    switch form {
    case .plain(let kind): return kind
    case .cluster(let groups):
      var found: [Grouping] = []
      for group in groups { found.append(try grouping(group)) }
      return .cluster(found)
    case .cr2(let group): return .cr2(try grouping(group))
    case .cr3(let group): return .cr3(try grouping(group))
    case .jackknife(let group): return .jackknife(try grouping(group))
    case .neweyWest(let lags):
      guard let time else { throw .noPeriod(text) }
      return .neweyWest(lags: lags, order: PanelOrder(time: time, unit: unit))
    case .driscollKraay(let lags):
      guard let time else { throw .noPeriod(text) }
      return .driscollKraay(lags: lags, time: time)
    case .conley(let latitude, _, _):
      throw .unknownColumn(latitude, nearest: groupings.map(\.name), nil)
    }
  }
}
