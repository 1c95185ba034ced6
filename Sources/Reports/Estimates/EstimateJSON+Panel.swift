internal import Models

extension Estimate {
  /// `panel`: units, R² of levels and, of random effects, variances and shares.
  var ofPanel: [(String, JSONText)] {
    guard let panel else { return [] }
    let rows = panel.rowsPerUnit
    let fits = panel.determination
    var members: [(String, JSONText)] = [
      ("units", .integer(panel.units)), ("periods", .integer(panel.periods)),
      ("balanced", .bool(panel.isBalanced)),
      (
        "rows_per_unit",
        .object([("min", .integer(rows.least)), ("mean", .double(rows.mean)), ("max", .integer(rows.most))])
      ),
      ("r_squared_within", .double(fits.within)), ("r_squared_between", .double(fits.between)),
      ("r_squared_overall", .double(fits.overall)),
      ("correlation_squared_within", .double(fits.correlationWithin)),
      ("correlation_squared_between", .double(fits.correlationBetween)),
      ("correlation_squared_overall", .double(fits.correlationOverall)),
    ]
    if let components = panel.components, let method = panel.method {
      let shares = panel.shares
      members += [
        ("method", .string(method.rawValue)), ("sigma2_e", .double(components.idiosyncratic)),
        ("sigma2_u", .double(components.unit)), ("rho", .double(components.correlation)),
        ("theta", .double(panel.isBalanced ? shares?.median : nil)), ("theta_min", .double(shares?.least)),
        ("theta_median", .double(shares?.median)), ("theta_max", .double(shares?.most)),
      ]
    }
    return [("panel", .object(members))]
  }

  /// `distribution` says what the statistic is compared with; a negative quadratic form has no p-value.
  static func json(_ test: PanelTest) -> JSONText {
    var degrees: Int?
    var denominator: Double?
    let law: String
    switch test.law {
    case .chiSquared(let count):
      degrees = count
      law = "chi_squared"
    case .fisher(let count, let rest):
      degrees = count
      denominator = rest
      law = "f"
    case .normal(let twoSided): law = twoSided ? "normal" : "normal_upper"
    case .mixture: law = "chi_squared_mixture"
    }
    return .object(
      [
        ("statistic", .double(test.statistic)), ("df", .integer(degrees)),
        ("df_denominator", .double(denominator)), ("p_value", .double(test.pValue)),
        ("distribution", .string(law)),
      ] + (test.covariance.map { [("covariance", .string($0))] } ?? []))
  }
}
