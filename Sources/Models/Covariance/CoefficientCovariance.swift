public import LinearAlgebra

/// What was done to a covariance beyond its formula; never silently.
public enum CovarianceAdjustment: Sendable, Equatable {
  /// A sum over several cluster variables, near pairs or lags within units had negative eigenvalues, the smallest relative to
  /// the largest; they were set to zero (Cameron, Gelbach & Miller 2011) or, where the profile's tool does not, left.
  /// fixest does it only where a variance is negative, and puts 10⁻¹⁰ in place of smaller eigenvalues.
  case negativeEigenvalues(count: Int, smallest: Double, zeroed: Bool)
  /// Rows with a leverage of one: their residual is zero whatever their error was, and so is what they add.
  case leverageOneRows(Int)
  /// Clusters without which some coefficient is not identified: that direction adds nothing.
  case leverageOneClusters(Int)
  /// Probability weights were given with `iid`, and errors of unequal variance are what they are for: this is `hc1`.
  case robustForProbabilityWeights

  public var description: String {
    switch self {
    case .negativeEigenvalues(let count, let smallest, let zeroed):
      "the sum is not positive semi-definite: \(count) negative eigenvalue\(count == 1 ? "" : "s"), the smallest "
        + "\(smallest) of the largest, \(zeroed ? "taken out" : "left as this profile's tool leaves them")"
    case .leverageOneRows(let count):
      "\(count) row\(count == 1 ? " has" : "s have") leverage one and no residual, and add\(count == 1 ? "s" : "") nothing"
    case .leverageOneClusters(let count):
      "\(count) cluster\(count == 1 ? " identifies" : "s identify") a coefficient alone; that direction adds nothing"
    case .robustForProbabilityWeights: "probability weights: hc1 instead of iid"
    }
  }
}

/// How many clusters, periods or units a covariance saw.
public struct ClusterCount: Sendable, Equatable {
  public let name: String
  public let count: Int
}

/// What an estimate over its standard error is compared with.
public enum ReferenceDistribution: Sendable, Equatable {
  case normal
  /// Student's t, the same degrees for every coefficient.
  case studentT(Double)
  /// Student's t with Satterthwaite degrees, one a coefficient.
  case satterthwaite([Double])

  /// Degrees for a coefficient; nil for the normal.
  public func degrees(_ coefficient: Int) -> Double? {
    switch self {
    case .normal: nil
    case .studentT(let degrees): degrees
    case .satterthwaite(let degrees): degrees[coefficient]
    }
  }
}

/// The covariance of a fit's coefficients, with all that was chosen and done on the way.
public struct CoefficientCovariance: Sendable {
  /// k × k, in the order of the terms.
  public let matrix: Matrix
  public let kind: CovarianceKind
  public let profile: Profile
  public let reference: ReferenceDistribution
  /// What the profile multiplied the sandwich with; for a multi-way sum where each term has its own, that of the first.
  public let factor: Double
  /// K, the parameters that the factor counted.
  public let parameters: Int
  public let clusters: [ClusterCount]
  /// Lags of a serial covariance.
  public let lags: Int?
  public let adjustments: [CovarianceAdjustment]

  /// √ of the diagonal; not a number where a multi-way sum left a negative variance.
  public var standardErrors: [Double] { matrix.diagonal.map { $0.squareRoot() } }

  /// As a table's foot says it: `cluster:firm+year, profile fixest (500 firm, 10 year)`.
  public var description: String {
    var text = "\(kind.description), profile \(profile.rawValue)"
    // Lags that were asked for stand in the kind already.
    switch kind {
    case .neweyWest(lags: _?, _), .driscollKraay(lags: _?, _): break
    default: if let lags { text += ", \(lags) lag\(lags == 1 ? "" : "s")" }
    }
    if !clusters.isEmpty {
      let counts = clusters.map {
        $0.name == Grouping.rowsName ? "\($0.count) rows" : "\($0.count) \($0.name)"
      }
      text += " (" + counts.joined(separator: ", ") + ")"
    }
    for adjustment in adjustments { text += "; \(adjustment.description)" }
    return text
  }
}
