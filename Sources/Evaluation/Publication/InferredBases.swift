import Kernels
import Reports

/// Looks for another base under a block of shares that all fail: those of one total, or of one column in one part of a table.
///
/// A base is named where all shares of the block come out over it, where no other of the same nearness does so too, and where as many
/// figures would hardly agree with one of so many candidates by chance (`ChanceAgreement`). Nearest are the other totals and parts of
/// the column of the base itself, then its other figures, then the other columns of the rows.
struct InferredBases {
  private let publication: Publication
  private let relations: [InferredRelations.Relation]
  private let failing: [Int]

  private static let rowLimit = 2_000

  init(_ publication: Publication, _ relations: [InferredRelations.Relation], failing: [Int]) {
    self.publication = publication
    self.relations = relations
    self.failing = failing
  }

  /// A share that fails.
  private struct Share {
    let index: Int
    let own: Publication.Figure
    let part: Publication.Figure
    let base: Publication.Figure
    /// What it should be.
    let computed: Bounded

    var chance: ChanceAgreement.Figure {
      .init(published: own.value, expected: computed.value, half: own.half)
    }

    func comesOut(over other: Publication.Figure) -> ComparedCell.Verdict {
      guard let value = InferredFormula.percent([part], of: other).value() else { return .different }
      return PublicationAuditor.Answer.verdict(
        of: value, published: own.value, decimals: own.decimals, half: own.half)
    }
  }

  /// By index of the relation, the base over which it comes out.
  func diagnoses() -> [Int: Diagnosis] {
    var found: [Int: Diagnosis] = [:]
    let blocks = self.blocks()
    for block in blocks {
      guard block.count >= 2, let bases = otherBases(block) else { continue }
      for (share, base) in zip(block, bases) where found[share.index] == nil {
        found[share.index] = diagnosis(base)
      }
      guard Set(block.map(\.base.place)).count == 1, Set(bases.map(\.place)).count == 1,
        let base = bases.first
      else { continue }
      for index in others(block, over: base) where found[index] == nil { found[index] = diagnosis(base) }
    }
    return found
  }

  private func diagnosis(_ base: Publication.Figure) -> Diagnosis {
    .otherBase(place: publication.name(of: base.place), value: base.text)
  }

  // MARK: Blocks

  /// Shares of one total, of which all fail; and shares of one column in another, where all fail under one label of a key.
  private func blocks() -> [[Share]] {
    var order: [[String]] = []
    var blocks: [[String]: [Share]] = [:]
    var sizes: [[String]: Int] = [:]
    let unknown = Set(failing)
    for index in relations.indices {
      let relation = relations[index]
      guard case .share(_, _, let key) = relation.rule, let own = relation.own,
        case .percent(let parts, let base) = relation.formula, parts.count == 1
      else { continue }
      for name in names(relation, own, base, isOfTotal: key != nil) {
        sizes[name, default: 0] += 1
        guard unknown.contains(index) else { continue }
        if blocks[name] == nil { order.append(name) }
        blocks[name, default: []].append(
          Share(index: index, own: own, part: parts[0], base: base, computed: relation.computed))
      }
    }
    return order.compactMap { name in
      guard let block = blocks[name], block.count == sizes[name] else { return nil }
      return block
    }
  }

  private func names(
    _ relation: InferredRelations.Relation, _ own: Publication.Figure, _ base: Publication.Figure,
    isOfTotal: Bool
  ) -> [[String]] {
    let head = [String(own.place.table), String(own.place.column), relation.rule.code]
    if isOfTotal { return [head + ["\(base.place.row)"]] }
    let table = publication.tables[own.place.table]
    return zip(table.keyNames, table.rows[own.place.row].keys).map { head + [$0, $1] }
  }

  // MARK: Candidates

  /// A base for each share of a block.
  private func otherBases(_ block: [Share]) -> [Publication.Figure]? {
    var tried: Set<[Exact]> = [block.map(\.base.value)]
    for candidates in candidates(block) {
      var fitting: [[Publication.Figure]] = []
      for bases in candidates where tried.insert(bases.map(\.value)).inserted {
        let verdicts = zip(block, bases).map { $0.comesOut(over: $1) }
        if verdicts.contains(.equal), !verdicts.contains(.different) { fitting.append(bases) }
      }
      if fitting.isEmpty { continue }
      guard fitting.count == 1,
        ChanceAgreement.isUnlikely(block.map(\.chance), candidates: tried.count - 1)
      else { return nil }
      return fitting[0]
    }
    return nil
  }

  /// Bases for all shares of a block, the nearest first.
  private func candidates(_ block: [Share]) -> [[[Publication.Figure]]] {
    guard let first = block.first else { return [] }
    let table = first.base.place.table
    let given = publication.tables[table]
    let owns = Set(block.map(\.own.place))
    guard given.rows.count <= InferredBases.rowLimit else { return [] }
    func figure(_ row: Int, _ column: Int) -> Publication.Figure? {
      let figure = publication.figure(table: table, row: row, column: column)
      return figure.flatMap { owns.contains($0.place) ? nil : $0 }
    }
    let column = first.base.place.column
    var beside: [[Publication.Figure]] = []
    for other in given.columns.indices where other != column {
      let figures = block.compactMap { figure($0.base.place.row, other) }
      if figures.count == block.count { beside.append(figures) }
    }
    guard Set(block.map(\.base.place)).count == 1 else { return [beside] }
    let keys = given.rows[first.base.place.row].keys
    var near: [[Publication.Figure]] = []
    var far: [[Publication.Figure]] = []
    for row in given.rows.indices {
      guard let base = figure(row, column) else { continue }
      let unlike = zip(keys, given.rows[row].keys).count(where: { $0 != $1 })
      let bases = Array(repeating: base, count: block.count)
      if unlike == 1 { near.append(bases) } else if unlike > 1 { far.append(bases) }
    }
    return [near, far, beside]
  }

  // MARK: What else the base explains

  /// Failing relations on the same shares: that they add up to 100, and that the share of the total is 100.
  private func others(_ block: [Share], over base: Publication.Figure) -> [Int] {
    let owns = Set(block.map(\.own.place))
    guard let first = block.first else { return [] }
    return failing.filter { index in
      let relation = relations[index]
      if relation.isSum { return Set(relation.formula.figures.map(\.place)) == owns }
      guard case .hundredOfTotal = relation.rule, let own = relation.own,
        own.place.row == first.base.place.row, own.place.column == first.own.place.column,
        own.place.table == first.base.place.table,
        let value = InferredFormula.percent([first.base], of: base).value()
      else { return false }
      return PublicationAuditor.Answer.verdict(
        of: value, published: own.value, decimals: own.decimals, half: own.half) != .different
    }
  }
}
