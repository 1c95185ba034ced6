internal import Kernels
internal import Rosters

/// The columns of a variable in the used rows, with every level of a factor or without the reference.
struct VariableColumns {
  private let all: [ColumnProduct]
  private let reduced: [ColumnProduct]

  /// Throws where a factor has one level only, or a reference that no used row has.
  init(
    _ source: VariableSource, _ sample: EstimationSample, _ pool: inout ColumnPool
  ) throws(DesignError) {
    let rows = sample.positions
    switch source {
    case .numbers(let given):
      var columns: [ColumnProduct] = []
      for column in given {
        columns.append(
          ColumnProduct(name: column.name, numbers: [pool.add(column.values.gathering(rows))]))
      }
      all = columns
      reduced = columns
    case .factor(let factor):
      let (columns, references) = try VariableColumns.levels(factor, rows, &pool)
      // A reference given to i() leaves its column out of every coding.
      let kept = columns.indices.filter { !references.contains($0) }.map { columns[$0] }
      all = factor.style == .i && !factor.references.isEmpty ? kept : columns
      reduced = references.isEmpty ? Array(columns.dropFirst()) : kept
    case .slopes(let factor, let values, let name):
      let (columns, references) = try VariableColumns.levels(factor, rows, &pool)
      let number = ColumnProduct(name: name, numbers: [pool.add(values.gathering(rows))])
      all = columns.indices.filter { !references.contains($0) }.map { columns[$0].times(number) }
      reduced = all
    case .pairs(let first, let second):
      let (left, leftReferences) = try VariableColumns.levels(first, rows, &pool)
      let (right, rightReferences) = try VariableColumns.levels(second, rows, &pool)
      let kept = right.indices.filter { !rightReferences.contains($0) }.map { right[$0] }
      all = left.indices.filter { !leftReferences.contains($0) }
        .flatMap { level in kept.map { left[level].times($0) } }.filter { pool.occurs($0) }
      reduced = source.isFactor ? Array(all.dropFirst()) : all
    }
  }

  func columns(full: Bool) -> [ColumnProduct] { full ? all : reduced }

  /// An indicator for each level, and which of them are references.
  private static func levels(
    _ factor: FactorSource, _ rows: [Int]?, _ pool: inout ColumnPool
  ) throws(DesignError) -> ([ColumnProduct], Set<Int>) {
    let coded = pool.coded(factor, rows)
    // Levels become names of terms, and numbers of persons must not be among those.
    if IdentifierLikeness.mustNotBeShown((0..<coded.count).lazy.map(coded.name)) {
      throw .identifier(factor.label, nil)
    }
    var references: Set<Int> = []
    for expression in factor.references {
      guard let level = coded.level(of: expression) else {
        throw noLevel(factor, FormulaText.text(expression), coded)
      }
      references.insert(level)
    }
    if references.isEmpty, let name = factor.namedReference {
      guard let level = coded.level(named: name) else { throw noLevel(factor, name, coded) }
      references.insert(level)
    }
    guard coded.count > 1 else { throw .constantFactor(factor.label) }
    let number = pool.add(coded)
    return (
      (0..<coded.count).map { level in
        ColumnProduct(
          name: factor.name(coded.name(level)), cells: [(factor: number, level: UInt32(level))])
      }, references
    )
  }

  private static func noLevel(_ factor: FactorSource, _ name: String, _ coded: CodedValues) -> DesignError {
    let names = (0..<min(coded.count, 1000)).map(coded.name)
    return .emptyLevel(
      term: factor.label, level: name.trimmingQuotes, nearest: Suggestion.nearest(to: name, among: names))
  }
}

extension String {
  /// Without the quotes around a text.
  fileprivate var trimmingQuotes: String {
    count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
  }
}
