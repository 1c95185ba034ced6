internal import Columns
internal import LinearAlgebra

extension EstimateRequest {
  /// Columns of one factor from which absorbing it is worth a word.
  private static let manyLevels = 500
  /// Products, rows times squared columns, from which the work takes some seconds.
  private static let longWork = 2e10

  /// Tells whoever asked to be told that a factor spelled out in columns makes the work long, and how to absorb it.
  func announce(_ built: Design) {
    guard let advise else { return }
    let (rows, width) = (built.data.rows, built.data.matrix.width)
    guard Double(rows) * Double(width) * Double(width) >= Self.longWork else { return }
    for term in built.terms where term.columns.count >= Self.manyLevels {
      let column = ["factor(", "i("].first { term.name.hasPrefix($0) }.map { prefix in
        String(term.name.dropFirst(prefix.count).prefix { $0 != "," && $0 != ")" })
      }
      advise(
        "\(term.name) has \(term.columns.count) columns, and \(rows) rows by \(width) columns take long; "
          + "its effects are absorbed at no such cost by | \(column ?? term.name)")
    }
  }
}
