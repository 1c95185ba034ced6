internal import CTallPasses
public import Kernels

extension TallMatrix {
  /// Σ vᵢ · xᵢᵀ over the rows of each group: `count` × `width`, row g for code g.
  ///
  /// Scores summed by cluster, by period, by unit. Each group's rows are added in their order, in doubles; threads share
  /// the columns. O(rows · width).
  public func groupSums(
    _ vector: [Double], groups: [UInt32], count groupCount: Int, threads: Int = Parallel.cores
  ) -> Matrix {
    precondition(
      vector.count == rows && groups.count == rows,
      "\(vector.count) values, \(groups.count) codes, \(rows) rows")
    let largest = groups.max() ?? 0
    precondition(rows == 0 || Int(largest) < groupCount, "group code \(largest) of \(groupCount) groups")
    let shares = min(max(1, threads), max(1, (width + 3) / 4))
    let parts = Parallel.map(shares, threads: threads) { share in
      let range = width * share / shares..<width * (share + 1) / shares
      return TallMatrix(rows: rows, columns: Array(columns[range])).groupRows(
        vector, groups: groups, count: groupCount)
    }
    return Matrix(rows: groupCount, columns: width, columnMajor: parts.flatMap { $0 })
  }

  /// The sums of each column, one column after the other.
  private func groupRows(_ vector: [Double], groups: [UInt32], count groupCount: Int) -> [Double] {
    let size = width
    var sums = [Double](repeating: 0, count: groupCount * size)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let target = sums.baseAddress else { return }
      walk(with: [.real(vector), .indicator(codes: groups, level: 0)]) { reader in
        while reader.next() {
          ctp_scatter(
            reader.highs, size, reader.count, reader.highs[size], reader.codes(size + 1), target)
        }
      }
    }
    // Group by group as they were added, to column by column.
    return (0..<size).flatMap { column in (0..<groupCount).map { sums[$0 * size + column] } }
  }
}
