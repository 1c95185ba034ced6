public import Reports

/// A relation that the structure of a table suggests: it holds for most figures that it could hold for.
public enum InferredRule: Sendable, Hashable {
  /// The row `total` of a key column is the sum of the others.
  case sumOfRows(key: String)
  /// A column called total is the sum of those before it.
  case sumOfColumns
  /// A column is the share, in percent, of one column in another, or in the total row of a key.
  case share(of: String, over: String, key: String?)
  /// A column is the running sum of the shares of another.
  case cumulative(of: String, key: String)
  /// Shares over a key column add up to 100.
  case hundred(key: String)
  /// The share of the total row of a key is 100.
  case hundredOfTotal(key: String)
  /// A row of variation is the relative change of a column between two labels of a key, in percent.
  case relativeChange(of: String, from: String, to: String)
  /// The same as a difference.
  case change(of: String, from: String, to: String)
  /// Another table of the publication prints the same figure.
  case same(table: String)

  /// For files that programs read.
  public var code: String {
    switch self {
    case .sumOfRows(let key): "sum_of_rows(\(key))"
    case .sumOfColumns: "sum_of_columns"
    case .share(let part, let base, let key):
      "share(\(part) / \(base)\(key.map { ", \($0)=total" } ?? ""))"
    case .cumulative(let part, let key): "cumulative(\(part), \(key))"
    case .hundred(let key): "adds_to_100(\(key))"
    case .hundredOfTotal(let key): "total_is_100(\(key))"
    case .relativeChange(let column, let from, let to): "change_pct(\(column), \(from), \(to))"
    case .change(let column, let from, let to): "change(\(column), \(from), \(to))"
    case .same(let table): "same_as(\(table))"
    }
  }

  /// For people.
  public func shown(_ language: Language) -> String {
    let spanish = language == .spanish
    switch self {
    case .sumOfRows(let key):
      return spanish ? "el total suma las filas de \(key)" : "the total adds the rows of \(key)"
    case .sumOfColumns:
      return spanish ? "el total suma las columnas anteriores" : "the total adds the columns before it"
    case .share(let part, let base, let key):
      let over = key.map { spanish ? "\(base) del total de \($0)" : "\(base) of the total of \($0)" } ?? base
      return spanish ? "100 × \(part) / \(over)" : "100 × \(part) / \(over)"
    case .cumulative(let part, _):
      return spanish ? "suma corrida de la proporción de \(part)" : "running sum of the share of \(part)"
    case .hundred(let key):
      return spanish ? "las proporciones por \(key) suman 100" : "the shares by \(key) add up to 100"
    case .hundredOfTotal(let key):
      return spanish ? "la proporción del total de \(key) es 100" : "the share of the total of \(key) is 100"
    case .relativeChange(let column, let from, let to):
      return spanish
        ? "variación de \(column) entre \(from) y \(to), en %"
        : "change of \(column) from \(from) to \(to), in %"
    case .change(let column, let from, let to):
      return spanish
        ? "diferencia de \(column) entre \(from) y \(to)" : "difference of \(column) from \(from) to \(to)"
    case .same(let table):
      return spanish ? "la misma cifra que en \(table)" : "the same figure as in \(table)"
    }
  }
}
