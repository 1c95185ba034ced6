public import ArgumentParser
public import Trayectoria

struct PrePostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepost",
    abstract: "Before and after: tests, effect sizes with intervals, for pairs, groups and tables of counts.",
    discussion: """
      Examples:
        trayectoria prepost --data children.csv --before pre --after post --paired
        trayectoria prepost --data children.csv --after post --independent --group arm --reference control
        trayectoria prepost --table 2x2:794,150,86,570 --test mcnemar,mcnemar_exact
        trayectoria prepost --data contract.csv --before deficit_pre --after deficit_post --by provider --cluster school
      A table is read row by row: rows are groups and the first column events, or rows before and columns after.

      Tests (a plain name follows the default of R's function):
      \(PrePostTest.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))
      """)

  @Option(help: "The file with the data: a CSV with a header.")
  var data: String?

  @Option(help: "Counts: ROWS×COLUMNS:n11,n12,… in place of data.")
  var table: String?

  @Option(help: "Column of the measure before.")
  var before: String?

  @Option(help: "Column of the measure after; with --group alone, of the outcome.")
  var after: String?

  @Flag(help: "The same units before and after (the default without --group).")
  var paired = false

  @Flag(help: "Different units: the levels of --group, or the two columns.")
  var independent = false

  @Option(help: "Column of the groups; with --paired and --id, of the occasions of a long table.")
  var group: String?

  @Option(help: "Column of the units of a long table of pairs.")
  var id: String?

  @Option(help: "numeric or binary (default: binary where all values are 0 or 1).")
  var outcome: OutcomeKind?

  @Option(help: "Columns to adjust for, separated by commas.")
  var covariates: String?

  @Option(
    help: ArgumentHelp(
      "Tests, separated by commas (default: the usual ones of the design).", valueName: "name,…"))
  var test: String?

  @Option(help: "Confidence of the intervals, from 0.001 to less than 1.")
  var confidence = 0.95

  @Option(help: "two-sided, less or greater.")
  var alternative: Alternative = .twoSided

  @Option(
    help: "The group that is subtracted (default: 0 of an indicator, else the second in order, as R does).")
  var reference: String?

  @Option(help: "The value of a binary outcome that is the event (default: 1, or the last in order).")
  var event: String?

  @Option(help: "Further columns of occasions, separated by commas: repeated measures.")
  var occasions: String?

  @Option(help: "Column of the clusters of the pairs: schools of children.")
  var cluster: String?

  @Option(
    help:
      "Columns whose levels are compared each: a battery with p-values corrected by Holm, Benjamini–Hochberg and Romano–Wolf. --before and --after may then name several columns."
  )
  var by: String?

  @Option(help: "Resamples of Romano and Wolf's correction (default: 4999; 0 for none).")
  var repetitions: Int?

  @Option(help: "Seed of the resamples (default: 1).")
  var seed: UInt64?

  @Option(help: "Reliability of one measurement, for the correction of regression to the mean.")
  var reliability: Double?

  @Option(help: "Mean of those that the units were chosen from, for the same.")
  var populationMean: Double?

  @Option(
    help: "Work out the smallest change that is found with this power, for instance 0.8; --cluster is heeded."
  )
  var power: Double?

  @Option(name: .customLong("where"), help: "Rows to use: \"year >= 2015 & region == 5\".")
  var filter: String?

  @Option(help: "Language of the result: es or en.")
  var language: Language = .english

  @OptionGroup var dialect: DialectArguments
  @OptionGroup var result: ResultOptions
  @OptionGroup var work: WorkOptions

  func run() throws {
    try ConfidenceOption.check(confidence)
    if let power, !(power > 0.05 && power < 1) {
      throw Failure(.usage, "--power goes from 0.05 to 1, for instance 0.8")
    }
    if paired, independent { throw Failure(.usage, "--paired and --independent exclude each other") }
    try checkRegressionToTheMean()
    let tests = try namedTests()
    let options = TestOptions(confidence: confidence, alternative: alternative)
    if by != nil {
      try battery(tests, options)
      return
    }
    if repetitions != nil || seed != nil { throw Failure(.usage, "--repetitions and --seed go with --by") }
    let comparison: PrePostComparison
    if let table {
      try checkTableAlone()
      let counts = try counts(table)
      let isPaired = paired ? true : independent ? false : nil
      comparison = try told { () throws(PrePostError) in
        try PrePostComparison(counts, isPaired: isPaired, tests: tests, options: options)
      }
    } else {
      comparison = try compare(tests, options)
    }
    for warning in comparison.warnings { Warning.write(ResultNote.text(warning, language)) }
    try result.emit(text(comparison))
  }

  private func compare(_ tests: [PrePostTest]?, _ options: TestOptions) throws -> PrePostComparison {
    guard let data else { throw Failure(.usage, "give --data with a file, or --table with counts") }
    if before == nil, after == nil {
      throw Failure(.usage, "--before and --after name the columns to compare")
    }
    if before == nil || after == nil, group == nil {
      throw Failure(
        .usage, "\(before == nil ? "--before" : "--after") is missing; with one outcome say --group too")
    }
    var request = PrePostRequest(
      before: before, after: after, isPaired: paired || (!independent && group == nil), group: group,
      options: options)
    request.id = id
    if request.isPaired, group != nil, id == nil {
      throw Failure(
        .usage, "--paired with --group reads a long table and needs --id, the column of the units")
    }
    if id != nil, !(request.isPaired && group != nil) {
      throw Failure(.usage, "--id goes with --paired and --group: a row a unit and occasion")
    }
    try checkUse(of: request)
    try checkNames(data)
    request.outcome = outcome
    request.covariates = try PrePostCommand.list(covariates, "--covariates")
    request.cluster = cluster
    request.tests = tests
    request.reference = reference
    if reference != nil, group == nil { throw Failure(.usage, "--reference is a level of --group") }
    request.event = event
    request.occasions = try PrePostCommand.list(occasions, "--occasions")
    request.reliability = reliability
    request.populationMean = populationMean
    request.power = power
    request.filter = try RowFilterOption.filter(filter)
    if tests?.contains(.pairedTClustered) == true, cluster == nil {
      throw Failure(.usage, "paired_t_cluster needs --cluster")
    }
    let table = try read(data, request.columns) { (names) throws(PrePostError) in
      try request.check(names: names)
    }
    return try told { () throws(PrePostError) in try request.compare(table) }
  }

  /// The columns of the file, after their names were checked.
  private func read(
    _ data: String, _ columns: [String], check: ([String]) throws(PrePostError) -> Void
  ) throws -> Table {
    let file = DataFile(path: data, dialect: dialect)
    try file.check(outputs: [result.output])
    let header = try file.header()
    try told { () throws(PrePostError) in try check(header.names) }
    return try file.table(header, columns: columns, threads: work.threadCount)
  }

  /// One table of all groups of --by, besides the comparison of all units where there is one outcome.
  private func battery(_ tests: [PrePostTest]?, _ options: TestOptions) throws {
    guard let data else { throw Failure(.usage, "--by needs --data with a file") }
    if (independent && group == nil) || id != nil || table != nil || occasions != nil || covariates != nil
      || (group != nil && paired)
    {
      throw Failure(
        .usage,
        "--by is for pairs in a wide table, or for two groups: give --before and --after, or --after and --group, without --id, --occasions or --covariates"
      )
    }
    if group != nil {
      let ofPairs = [
        (cluster != nil, "--cluster"), (reliability != nil, "--reliability"), (power != nil, "--power"),
      ]
      if let option = ofPairs.first(where: \.0)?.1 {
        throw Failure(.usage, "\(option) does not go with --by and --group; it is for pairs")
      }
    }
    if reference != nil, group == nil { throw Failure(.usage, "--reference is a level of --group") }
    if let tests, tests.count > 1 { throw Failure(.usage, "--by takes one test for all its lines") }
    var (first, second) = (
      try PrePostCommand.list(before, "--before"), try PrePostCommand.list(after, "--after")
    )
    // Of groups one occasion is an outcome.
    if group != nil, first.isEmpty { first = second }
    if group != nil, second.isEmpty { second = first }
    guard !first.isEmpty, first.count == second.count else {
      throw Failure(
        .usage, "--before names \(first.count) columns and --after \(second.count); name as many of each")
    }
    if first.count > 1,
      let option = [
        (reliability != nil, "--reliability"), (populationMean != nil, "--population-mean"),
        (power != nil, "--power"),
      ].first(where: \.0)?.1
    {
      throw Failure(.usage, "\(option) goes with one outcome, and --before names \(first.count)")
    }
    if let repetitions, !(0...1_000_000).contains(repetitions) {
      throw Failure(.usage, "--repetitions goes from 0 to 1000000")
    }
    var battery = PrePostBattery(
      outcomes: zip(first, second).map { .init(before: $0, after: $1) },
      by: try PrePostCommand.list(by, "--by"), options: options, repetitions: repetitions ?? 4999,
      seed: seed ?? 1, threads: work.threadCount)
    battery.cluster = cluster
    battery.group = group
    battery.reference = reference
    battery.test = tests?.first
    battery.event = event
    battery.outcome = outcome
    battery.filter = try RowFilterOption.filter(filter)
    let wanted = battery
    let table = try read(data, battery.columns) { (names) throws(PrePostError) in
      try wanted.check(names: names)
    }
    let found = try told { () throws(PrePostError) in try wanted.run(table) }
    var whole: PrePostComparison?
    if first.count == 1 {
      var request = PrePostRequest(
        before: group == nil || first != second ? first[0] : nil, after: second[0], isPaired: group == nil,
        group: group, options: options)
      request.reference = reference
      request.cluster = cluster
      request.event = event
      request.outcome = outcome
      request.filter = wanted.filter
      request.reliability = reliability
      request.populationMean = populationMean
      request.power = power
      whole = try told { () throws(PrePostError) in try request.compare(table) }
    }
    let lines = BatteryTable(found, language: language, detectable: whole?.detectable)
    guard let format = GridFormat(rawValue: result.format.rawValue) else {
      try result.emit(
        (whole?.json(with: lines)
          ?? .object([
            ("command", .string("prepost")), ("n", .integer(table.rows)), ("tests", .array([])),
            ("battery", lines.json),
          ])).text)
      return
    }
    try result.emit(lines.text(format))
  }

  private func checkRegressionToTheMean() throws {
    if let reliability, !reliability.isFinite {
      throw Failure(.usage, "--reliability is a number above 0 and up to 1")
    }
    if let populationMean {
      guard populationMean.isFinite else { throw Failure(.usage, "--population-mean is a finite number") }
      guard reliability != nil else {
        throw Failure(
          .usage, "--population-mean goes with --reliability: both say how far chance alone brings units back"
        )
      }
    }
  }

  /// Columns that are named twice, or several where there is room for one.
  private func checkNames(_ data: String) throws {
    if before != nil, before == after, group == nil {
      throw Failure(.usage, "--before and --after are the same column")
    }
    let occasions = try PrePostCommand.list(occasions, "--occasions")
    if let twice = occasions.first(where: { $0 == before || $0 == after }) {
      throw Failure(.usage, "--occasions names '\(twice)', which is --before or --after already")
    }
    for (option, name) in [("--before", before), ("--after", after)] {
      guard let name, name.contains(",") else { continue }
      guard try DataFile(path: data, dialect: dialect).header().names.contains(name) else {
        throw Failure(
          .usage,
          "\(option) names one column; several are compared by --by COLUMN, a table with a line for each"
        )
      }
    }
  }

  /// Options that a design would not heed.
  private func checkUse(of request: PrePostRequest) throws {
    let isLong = request.isPaired && request.group != nil
    let ofWidePairs: [(Bool, String)] = [
      (cluster != nil, "--cluster"), (occasions != nil, "--occasions"),
    ]
    if !request.isPaired || isLong, let option = ofWidePairs.first(where: \.0)?.1 {
      throw Failure(.usage, "\(option) goes with pairs in a wide table: --before and --after without --group")
    }
    if !request.isPaired,
      let option = [(reliability != nil, "--reliability"), (populationMean != nil, "--population-mean")]
        .first(where: \.0)?.1
    {
      throw Failure(.usage, "\(option) goes with pairs: regression to the mean is of the same units")
    }
    if covariates != nil, isLong || (!request.isPaired && request.group == nil) {
      throw Failure(.usage, "--covariates goes with pairs in a wide table, or with --group and an outcome")
    }
  }

  private func checkTableAlone() throws {
    let others: [(String, String?)] = [
      ("--data", data), ("--before", before), ("--after", after), ("--group", group), ("--id", id),
      ("--covariates", covariates), ("--cluster", cluster), ("--where", filter), ("--occasions", occasions),
      ("--reference", reference), ("--event", event), ("--outcome", outcome?.rawValue),
      ("--reliability", reliability.map { "\($0)" }), ("--population-mean", populationMean.map { "\($0)" }),
      ("--power", power.map { "\($0)" }),
    ]
    if let other = others.first(where: { $0.1 != nil }) {
      throw Failure(.usage, "--table and \(other.0) exclude each other")
    }
  }

  private func namedTests() throws -> [PrePostTest]? {
    guard let test else { return nil }
    var tests: [PrePostTest] = []
    for name in try PrePostCommand.list(test, "--test") {
      guard let found = PrePostTest(rawValue: name.lowercased().replacing("-", with: "_")) else {
        let names = PrePostTest.allCases.map(\.rawValue)
        let nearest = Suggestion.nearest(to: name, among: names)
        throw Failure(
          .usage,
          "--test: there is no test '\(name)'; "
            + (nearest.isEmpty
              ? "see trayectoria prepost --help"
              : "did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
      }
      guard !tests.contains(found) else { throw Failure(.usage, "--test: \(found.rawValue) is named twice") }
      tests.append(found)
    }
    return tests
  }

  /// ROWS×COLUMNS:n11,n12,…
  private func counts(_ text: String) throws -> ContingencyTable {
    let form = "--table is ROWS×COLUMNS:n11,n12,…, for instance 2x2:794,150,86,570"
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw Failure(.usage, form) }
    let sizes = parts[0].split(whereSeparator: { "xX×*".contains($0) }).map {
      Int($0.filter { !$0.isWhitespace })
    }
    guard sizes.count == 2, let rows = sizes[0], let columns = sizes[1], rows >= 1, columns >= 1,
      rows <= 10_000, columns <= 10_000
    else { throw Failure(.usage, form) }
    var counts: [Int] = []
    for field in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      let digits = field.filter { !$0.isWhitespace }
      guard let value = Double(digits), value == value.rounded(), abs(value) <= 0x1p53 else {
        throw Failure(.usage, "--table: '\(digits)' is no count; \(form)")
      }
      counts.append(Int(value))
    }
    let given = counts
    return try told(usage: true) { () throws(PrePostError) in
      try ContingencyTable(rows: rows, columns: columns, counts: given)
    }
  }

  private static func list(_ text: String?, _ option: String) throws -> [String] {
    guard let text else { return [] }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard !names.contains("") else { throw Failure(.usage, "\(option) has an empty place between commas") }
    if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw Failure(.usage, "\(option) names '\(names[twice])' twice")
    }
    return names
  }

  private func told<Result>(
    usage: Bool = false, _ body: () throws(PrePostError) -> Result
  ) throws -> Result {
    do throws(PrePostError) { return try body() } catch {
      switch error {
      case .noLevel(_, let level, _) where level == event:
        throw Failure(.usage, "--event: \(error.description)")
      case .noLevel(_, let level, _) where level == reference:
        throw Failure(.usage, "--reference: \(error.description)")
      case .eventOfNumbers: throw Failure(.usage, error.description)
      // What a table of counts is tested with does not hang on its counts.
      case .notOfDesign(_, "tables of counts") where table != nil:
        throw Failure(.usage, "--test: \(error.description)")
      case .outcomeAsCovariate: throw Failure(.usage, "--covariates: \(error.description)")
      default: throw Failure(usage ? .usage : .noAnswer, error.description)
      }
    }
  }

  private func text(_ comparison: PrePostComparison) -> String {
    guard let format = GridFormat(rawValue: result.format.rawValue) else { return comparison.json.text }
    return PrePostTable(comparison, language: language).text(format)
  }
}

extension OutcomeKind: ExpressibleByArgument {}
extension Alternative: ExpressibleByArgument {}
