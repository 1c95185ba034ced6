/// What a sensitivity analysis asks of an estimate.
public struct SensitivityRequest: Sendable, Equatable {
  /// How violations of parallel trends are bounded.
  public enum Restriction: Sendable, Equatable {
    /// At most M̄ times the largest violation before, for each M̄.
    case relativeMagnitudes([Double])
    /// Slopes that change by at most M, for each M.
    case smoothness([Double])

    /// What values may be: outcomes reach 10⁷⁰, beyond which products of them leave the range of doubles.
    public static let range = 0...1e70

    public var values: [Double] {
      switch self {
      case .relativeMagnitudes(let values), .smoothness(let values): values
      }
    }
  }

  /// Which effect the bounds are for.
  public enum Target: Sendable, Equatable {
    /// The first after the reference period.
    case first
    /// The mean of those after.
    case average
    /// Of one event time.
    case time(Int)
  }

  /// What is left out, one after the other.
  public enum Group: String, Sendable, CaseIterable {
    case unit
    case cluster
    case cohort
  }

  public var restrictions: [Restriction]
  public var target: Target
  /// Periods by which the treatment is moved ahead, each an estimate from untreated rows alone.
  public var placeboDates: [Int]
  /// Draws of treatment dates among the never treated; zero for none.
  public var placeboGroups: Int
  public var leaveOneOut: Group?

  public init(
    restrictions: [Restriction] = [], target: Target = .first, placeboDates: [Int] = [],
    placeboGroups: Int = 0,
    leaveOneOut: Group? = nil
  ) {
    self.restrictions = restrictions
    self.target = target
    self.placeboDates = placeboDates
    self.placeboGroups = placeboGroups
    self.leaveOneOut = leaveOneOut
  }

  var isEmpty: Bool {
    restrictions.isEmpty && placeboDates.isEmpty && placeboGroups == 0 && leaveOneOut == nil
  }
}
