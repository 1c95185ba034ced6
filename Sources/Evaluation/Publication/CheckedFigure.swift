import Kernels
public import Reports

/// One relation tried on one published figure.
public struct CheckedFigure: Sendable {
  /// Whether the spec asks for it, or the structure of the tables suggests it.
  public enum Origin: String, Sendable {
    case declared
    case inferred
  }

  /// Under what it is counted.
  public let group: String
  /// The name of the check, or the code of the relation that the tables suggest.
  public let check: String
  /// The relation that the tables suggest; nil for a declared one.
  public let rule: InferredRule?
  public let origin: Origin
  public let table: String
  public let row: String
  public let column: String
  public let published: String
  /// The recomputed value rounded to the decimals of the published one; empty where there is none.
  public let recomputed: String
  /// The recomputed value as it is; empty where there is none.
  public let exact: String
  public let verdict: ComparedCell.Verdict
  public let isInformative: Bool
  /// What the arithmetic shows of a failure.
  public internal(set) var diagnoses: [Diagnosis]
  /// What the spec says of it, or why there is no value.
  public let note: String
  /// Why there is no value.
  let reason: Unanswered?
  /// The figures that it looks at, its own among them.
  let places: Set<Publication.Place>
  let own: Publication.Place?

  /// The note for people.
  public func noteShown(_ language: Language) -> String { reason?.text(language) ?? note }

  /// Whether it is a failure of the publication.
  public var isFailure: Bool { verdict == .different && !isInformative }
}

/// What can be shown of a relation that does not hold.
public enum Diagnosis: Sendable, Equatable {
  /// With two labels of a key column exchanged, all figures of the check come out. `within`: where they are exchanged, other keys and
  /// the column; empty for the whole table.
  case swappedLabels(
    table: String, key: String, first: String, second: String, within: [ExchangedLabels.Place] = [])
  /// The figure comes out over another base of the tables at hand.
  case otherBase(place: String, value: String)
  /// The figure comes out with two digits of a number in the other order.
  case transposedDigits(place: String, printed: String, read: String)
  /// The figure is that of another cell.
  case repeats(place: String)
  /// The comparison with what is recomputed shows labels that stand for each other.
  case exchanged(ExchangedLabels)
  /// All failures of the check in the table have the same ratio to what is computed.
  case commonFactor(String)

  /// Code and detail for files that programs read.
  public var code: String {
    switch self {
    case .swappedLabels(let table, let key, let first, let second, let within):
      "swapped_labels: \(table) \(key) \(first) <> \(second)"
        + within.map { " \($0.key)=\($0.member)" }.joined()
    case .otherBase(let place, let value): "other_base: \(value) (\(place))"
    case .transposedDigits(let place, let printed, let read):
      "transposed_digits: \(printed) > \(read) (\(place))"
    case .repeats(let place): "repeats: \(place)"
    case .exchanged(let labels): labels.code
    case .commonFactor(let ratio): "common_factor: \(ratio)"
    }
  }

  /// A sentence for people.
  public func shown(_ language: Language) -> String {
    // Codes keep the decimal point; people read numbers as their language writes them.
    func number(_ digits: String) -> String { NumberFormat(language).published(digits) }
    func place(_ table: String, _ within: [ExchangedLabels.Place]) -> String {
      within.isEmpty ? table : "\(table) (\(within.map { $0.words(language) }.joined(separator: ", ")))"
    }
    return switch (self, language) {
    case (.swappedLabels(let table, let key, let first, let second, let within), .spanish):
      "con los rótulos «\(first)» y «\(second)» de \(key) intercambiados en \(place(table, within)) todo cuadra"
    case (.swappedLabels(let table, let key, let first, let second, let within), .english):
      "with the labels '\(first)' and '\(second)' of \(key) exchanged in \(place(table, within)) everything adds up"
    case (.otherBase(let place, let value), .spanish): "resulta sobre otra base: \(number(value)) (\(place))"
    case (.otherBase(let place, let value), .english):
      "comes out over another base: \(number(value)) (\(place))"
    case (.transposedDigits(let place, let printed, let read), .spanish):
      "dígitos transpuestos: \(number(printed)) por \(number(read)) (\(place))"
    case (.transposedDigits(let place, let printed, let read), .english):
      "transposed digits: \(number(printed)) for \(number(read)) (\(place))"
    case (.repeats(let place), .spanish): "repite otra celda: \(place)"
    case (.repeats(let place), .english): "repeats another cell: \(place)"
    case (.exchanged(let labels), _): labels.shown(language)
    case (.commonFactor(let ratio), .spanish):
      "todas las celdas que no cuadran guardan la misma razón, \(number(ratio)), con lo recompuesto: un factor distinto del publicado"
    case (.commonFactor(let ratio), .english):
      "all cells that fail have the same ratio, \(number(ratio)), to what is computed: a factor other than the published one"
    }
  }
}
