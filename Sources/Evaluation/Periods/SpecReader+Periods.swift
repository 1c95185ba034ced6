import Kernels

extension SpecReader {
  /// Most periods of a panel.
  private static let periodLimit = 64

  /// The section `period` of rosters: what a period is called, and the order of labels that have none of their own.
  mutating func readPeriod(_ node: SpecNode?) throws(SpecError) {
    guard let node else { return }
    let fields = try node.fields("period", ["name", "labels"])
    if let given = fields["name"] {
      periodName = try given.text("the name of the period")
      guard !periodName.isEmpty else { throw given.failure("the period needs a name") }
    }
    guard let given = fields["labels"] else { return }
    var labels: [String] = []
    for item in try given.list("labels") {
      let label = try item.text("a label of a period")
      guard !label.isEmpty, Int(label) == nil else {
        throw item.failure(
          "a listed period is a word, not '\(label)'; whole numbers are years and need no list")
      }
      guard !labels.contains(label) else { throw item.failure("the period '\(label)' is listed twice") }
      labels.append(label)
    }
    guard !labels.isEmpty else { throw given.failure("labels lists no period") }
    periods = PeriodLabels(.listed(labels))
    periodsAreListed = true
  }

  /// The files of each period. A key is a period, or a range of them whose files' names have `{period}` in their place.
  mutating func readFiles(_ node: SpecNode, of rosters: SpecNode) throws(SpecError) {
    var entries: [(key: SpecNode, ends: [String], glob: SpecNode)] = []
    for (key, value) in try node.pairs("files") {
      let text = try key.text("a period of files")
      let ends = text.components(of: "..")
      entries.append((key, ends.count == 2 ? ends : [text], value))
    }
    guard let first = entries.first else { throw rosters.failure("rosters.files names no year") }
    if !periodsAreListed {
      // The kind is that of the first; where it is of none, what is said is about years.
      let known = PeriodLabels(of: first.ends) ?? .years
      periods = known
    }
    for (key, ends, glob) in entries {
      var numbers: [Int] = []
      for end in ends { numbers.append(try periodNumber(end, at: key, "a year of files")) }
      let low = numbers[0]
      let high = numbers[numbers.count - 1]
      guard low <= high, SpecReader.isShort(low, high, SpecReader.periodLimit) else {
        throw key.failure("a range of periods rises and has at most \(SpecReader.periodLimit)")
      }
      let pattern = try glob.text("the files of \(try key.text("a period"))")
      if ends.count == 2, !pattern.contains("{period}") {
        throw glob.failure("the files of a range have {period} in their name, such as nomina_{period}.csv")
      }
      for number in low...high {
        let label = periods.label(of: number)
        if files.contains(where: { $0.year == number }) {
          throw key.failure("the \(periods.word) \(label) is given twice")
        }
        files.append(.init(year: number, glob: pattern.replacing("{period}", with: label)))
      }
    }
    files.sort { $0.year < $1.year }
  }

  /// Whether a rising range has fewer members than a limit, however far apart its ends are.
  static func isShort(_ low: Int, _ high: Int, _ limit: Int) -> Bool {
    let (difference, overflow) = high.subtractingReportingOverflow(low)
    return !overflow && difference < limit
  }

  /// The number of a period that stands at a node.
  func periodNumber(_ label: String, at node: SpecNode, _ what: String) throws(SpecError) -> Int {
    if let number = periods.number(of: label) { return number }
    switch periods.kind {
    case .years:
      throw node.failure(
        "\(what) must be a whole number, this is '\(label)'; periods that are no years are written 2023-01, 2023-T1 or "
          + "2023-S1, all alike, or listed under rosters.period.labels")
    case .listed(let labels):
      let nearest = Suggestion.nearest(to: label, among: labels)
      throw node.failure(
        "'\(label)' is no period of rosters.period.labels"
          + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
    case .months, .quarters, .semesters:
      throw node.failure(
        "'\(label)' is no period such as \(files.first.map { periods.label(of: $0.year) } ?? "2023-01")")
    }
  }

  /// The numbers of the periods that a key speaks of: one, or all of a year.
  func periodNumbers(_ node: SpecNode, _ what: String) throws(SpecError) -> [Int] {
    if periods.areYears { return [try node.integer(what)] }
    let label = try node.text("a period")
    if let number = periods.number(of: label) { return [number] }
    if let year = Int(label), let numbers = periods.numbers(ofYear: year) { return Array(numbers) }
    return [try periodNumber(label, at: node, what)]
  }

  /// The panel's periods as members of an axis.
  var periodMembers: [(label: String, value: Operand)] {
    files.map { (periods.label(of: $0.year), .number(Exact($0.year))) }
  }
}

extension String {
  /// The pieces between separators.
  fileprivate func components(of separator: String) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while let found = rest.firstRange(of: separator) {
      pieces.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return pieces + [String(rest)]
  }
}
