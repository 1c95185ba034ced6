import Kernels

extension LabelExchange {
  /// Fewer digits of one cell, or numbers that lie closer together, agree with each other's by chance.
  private static let digitsOfOne = 3
  private static let unitsApart = Exact(10)

  /// Cells that stand for each other though the rest of their rows does not: one column of two rows, in one year.
  ///
  /// Said only where each cell that differs in its line, that is under all labels of the key with everything else the same, is
  /// exchanged with one other of the line; where both are of three digits or more; and where they are ten units or more of their last
  /// decimal apart.
  func pairs(besides known: Set<Int>) -> [(labels: ExchangedLabels, cells: [Int])] {
    var found: [(labels: ExchangedLabels, cells: [Int])] = []
    var explained = known
    for axis in axes.indices where !twins[axis].contains(where: { $0 < axis }) {
      let own = Set(twins[axis] + [axis])
      let rest = axes.indices.filter { !own.contains($0) }
      var order: [[String]] = []
      var lines: [[String]: [Melted]] = [:]
      for cell in cells where cell.isDifferent && !explained.contains(cell.index) {
        let name = rest.map { cell.members[$0] }
        if lines[name] == nil { order.append(name) }
        lines[name, default: []].append(cell)
      }
      for name in order {
        let line = lines[name] ?? []
        guard line.count <= LabelExchange.memberLimit,
          let pairs = UniquePairs.of(line.count, where: { areExchanged(line[$0], line[$1], own) })
        else { continue }
        for pair in pairs {
          let (first, second) = (line[pair.first], line[pair.second])
          explained.formUnion([first.index, second.index])
          found.append(
            (
              ExchangedLabels(
                table: table.id, key: key(axis), first: first.members[axis], second: second.members[axis],
                within: zip(rest, name).map { .init(key: axes[$0], member: $1) }),
              [first.index, second.index]
            ))
        }
      }
    }
    return found
  }

  private func areExchanged(_ a: Melted, _ b: Melted, _ own: Set<Int>) -> Bool {
    guard min(a.digits, b.digits) >= LabelExchange.digitsOfOne else { return false }
    let apart = a.published < b.published ? b.published - a.published : a.published - b.published
    guard apart >= LabelExchange.unitsApart.shifted(decimals: min(a.decimals, b.decimals)) else {
      return false
    }
    func fits(_ cell: Melted, _ other: Melted) -> Bool {
      var members = cell.members
      for axis in own { members[axis] = other.members[axis] }
      return verdict(of: cell, at: members).map { $0 != .different } ?? false
    }
    return fits(a, b) && fits(b, a)
  }
}
