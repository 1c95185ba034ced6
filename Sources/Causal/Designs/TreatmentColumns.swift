public import Models

/// Which columns of a table are which part of a design with units, periods and a treatment.
public struct TreatmentColumns: Sendable, Equatable {
  /// What says who is treated when.
  public enum Treatment: Sendable, Equatable {
    /// 0 or 1 in each row: treated in this period. In repeated cross-sections 1 for rows of the group that is treated
    /// in the second period.
    case dummy(String)
    /// The period in which the row's unit is first treated; 0, infinite or missing for never.
    case firstTreated(String)

    public var column: String {
      switch self {
      case .dummy(let name), .firstTreated(let name): name
      }
    }
  }

  /// A column or an expression of columns: `lemp`, `log(price)`.
  public var outcome: String
  /// Nil for repeated cross-sections, where each row is a unit of its own.
  public var unit: String?
  public var time: String
  public var treatment: Treatment
  /// The right side of a formula, `~ x1 + x2`.
  public var covariates: String?
  /// Sampling weights.
  public var weights: String?
  /// Clusters of units.
  public var cluster: String?
  /// Rows of different people in each period, whatever `unit` says.
  public var areRepeatedCrossSections: Bool
  /// A dummy of those eligible for the treatment, for triple differences.
  public var triple: String?
  /// Rows to use.
  public var filter: RowFilter?

  public init(
    outcome: String, unit: String?, time: String, treatment: Treatment, covariates: String? = nil,
    weights: String? = nil, cluster: String? = nil, areRepeatedCrossSections: Bool = false,
    triple: String? = nil,
    filter: RowFilter? = nil
  ) {
    self.outcome = outcome
    self.unit = unit
    self.time = time
    self.treatment = treatment
    self.covariates = covariates
    self.weights = weights
    self.cluster = cluster
    self.areRepeatedCrossSections = areRepeatedCrossSections
    self.triple = triple
    self.filter = filter
  }
}
