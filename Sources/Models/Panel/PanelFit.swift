/// What an estimator of panels found: the regression, and what it says of units.
public struct PanelFit: Sendable {
  /// Of the transformed rows: units' means, differences, or rows less a share of their unit's mean.
  public let fit: LinearFit
  public let panel: PanelRows
  public let determination: PanelDetermination
  /// Of random effects.
  public let components: VarianceComponents?
  /// θ_i of random effects, one a unit: the share of a unit's mean that is taken off.
  public let shares: [Double]?
  public let tests: [PanelTest]
  /// Of an iterated computation.
  public let convergence: Estimate.Convergence?
  public let warnings: [String]
  /// The fit's R², or for random effects the squared correlation of outcome and fit where the profile's tool has that.
  public let rSquared: Double

  init(
    fit: LinearFit, panel: PanelRows, determination: PanelDetermination,
    components: VarianceComponents? = nil, shares: [Double]? = nil, tests: [PanelTest] = [],
    convergence: Estimate.Convergence? = nil, warnings: [String] = [], rSquared: Double? = nil
  ) {
    self.fit = fit
    self.panel = panel
    self.determination = determination
    self.components = components
    self.shares = shares
    self.tests = tests
    self.convergence = convergence
    self.warnings = warnings
    self.rSquared = rSquared ?? fit.rSquared
  }

  /// The same with another covariance of the coefficients.
  func replacing(_ fit: LinearFit) -> PanelFit {
    PanelFit(
      fit: fit, panel: panel, determination: determination, components: components, shares: shares,
      tests: tests, convergence: convergence, warnings: warnings, rSquared: rSquared)
  }

  /// A test by its name.
  public func test(_ name: PanelTest.Name) -> PanelTest? { tests.first { $0.name == name } }
}

/// The variances of what a unit adds to all of its rows and of what is new in each row.
public struct VarianceComponents: Sendable, Equatable {
  /// σ²_u of the rows.
  public let idiosyncratic: Double
  /// σ²_α of the units, not below zero.
  public let unit: Double
  /// The estimate before it was kept from falling below zero.
  public let unitAsEstimated: Double

  /// Given or estimated variances, σ²_u above zero.
  public init(idiosyncratic: Double, unit: Double) {
    precondition(idiosyncratic >= 0, "a variance of \(idiosyncratic)")
    self.idiosyncratic = idiosyncratic
    self.unit = max(0, unit)
    unitAsEstimated = unit
  }

  /// σ²_α/(σ²_α + σ²_u): the correlation of two rows of a unit.
  public var correlation: Double { unit / (unit + idiosyncratic) }

  /// θ = 1 − √(σ²_u/(σ²_u + T·σ²_α)) of a unit with T rows.
  public func share(rows: Int) -> Double {
    1 - (idiosyncratic / (idiosyncratic + Double(rows) * unit)).squareRoot()
  }
}
