/// Who takes part in an outcome contract.
public struct Party: Sendable, Equatable {
  public enum Role: String, Sendable, CaseIterable {
    /// Pays for certified results.
    case payer
    /// Runs the programme.
    case provider
    /// Puts the money up and bears the loss where results fail.
    case investor
    /// Certifies results, and takes no money of them.
    case evaluator
  }

  /// Letters, digits, `_` and `-`.
  public let id: String
  public let name: String
  public let role: Role
  /// Whether its money is the State's.
  public let isPublic: Bool

  public init(id: String, name: String, role: Role, isPublic: Bool = false) {
    self.id = id
    self.name = name
    self.role = role
    self.isPublic = isPublic
  }

  /// Whether two parties have one name, whatever its case and spaces.
  func isNamed(as other: Party) -> Bool {
    let own = words
    return !own.isEmpty && own == other.words
  }

  private var words: [String] { name.lowercased().split(whereSeparator: \.isWhitespace).map(String.init) }
}
