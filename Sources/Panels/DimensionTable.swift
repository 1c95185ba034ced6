import Kernels
public import Rosters

/// The codes of all dimensions of a panel, computed once a year and dimension.
public struct DimensionTable: Sendable {
  public let dimensions: [CategoryDimension]
  private let codes: [String: [DimensionCodes]]
  /// Values that no member of a dimension covers.
  public let findings: [Finding]

  /// Computes the codes of the record-level dimensions among those given. A dimension may read one that stands before it.
  public init(_ dimensions: [CategoryDimension], panel: Panel) throws(PanelError) {
    self.dimensions = dimensions
    var codes: [String: [DimensionCodes]] = [:]
    var findings: [Finding] = []
    for dimension in dimensions where !dimension.isPersonLevel {
      guard dimension.members.count <= Int(UInt16.max) else {
        throw .tooManyMembers(dimension.name, dimension.members.count)
      }
      if case .groups(let other, _) = dimension.rule, codes[other] == nil { throw .unknownDimension(other) }
      let known = codes
      let yearly = Parallel.map(panel.years.count, threads: Parallel.cores) { year in
        panel.rosters[year].codes(of: dimension) { name in known[name]?[year] ?? DimensionCodes(codes: []) }
      }
      codes[dimension.name] = yearly
      for (year, result) in yearly.enumerated() {
        guard let row = result.firstUnknownRow else { continue }
        let position = panel.rosters[year].positions.position(ofRow: row)
        findings.append(
          Finding(
            .unknownCategory, file: position.file, line: position.line, column: dimension.source,
            count: result.unknown, action: "missing in the dimension '\(dimension.name)'"))
      }
    }
    self.codes = codes
    self.findings = findings
  }

  public func dimension(_ name: String) -> CategoryDimension? { dimensions.first { $0.name == name } }

  func codes(of name: String, year: Int) -> DimensionCodes {
    guard let yearly = codes[name] else { preconditionFailure("no dimension '\(name)'") }
    return yearly[year]
  }
}
