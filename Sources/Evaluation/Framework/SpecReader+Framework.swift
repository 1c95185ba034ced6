import Kernels
import Reports

extension SpecReader {
  /// The section `framework`; nil without one. Its periods are those of the rosters; without rosters those that it lists, else those of
  /// the inputs.
  func framework(_ node: SpecNode?) throws(SpecError) -> LogicalFramework? {
    guard let node else { return nil }
    let fields = try node.fields("framework", ["chapter", "number", "source", "periods", "objectives"])
    let chapter = try fields["chapter"]?.text("chapter") ?? chapters.first?.id ?? ""
    if let given = fields["chapter"], !chapters.contains(where: { $0.id == chapter }) {
      throw given.failure("no chapter '\(chapter)' under chapters")
    }
    var objectives: [LogicalFramework.Objective] = []
    for item in try node.required(fields, "objectives", in: "framework").list("objectives") {
      let objective = try objective(item)
      if objectives.contains(where: { $0.label == objective.label }) {
        throw item.failure(
          "the framework has '\(objective.label)' twice; a programme has one fin and one proposito, and others a number each"
        )
      }
      objectives.append(objective)
    }
    guard objectives.contains(where: { $0.level == .outcome }) else {
      throw node.failure("the framework has no objective of level proposito")
    }
    let periods = try frameworkPeriods(fields["periods"])
    let measured = objectives.flatMap(\.indicators).filter { $0.numerator != nil }
    if let first = measured.first, periods.isEmpty {
      throw SpecError(
        path: path, position: fields["periods"]?.position ?? first.position,
        message:
          "the indicators are measured by \(periodName), and no roster or input says of which; list them under "
          + "framework.periods, such as [2016, 2017]")
    }
    if let late = measured.first(where: { indicator in
      guard let from = indicator.from else { return false }
      return !periods.contains {
        if case .number(let number) = $0.value { number >= Exact(from) } else { true }
      }
    }) {
      throw SpecError(
        path: path, position: late.position,
        message:
          "the indicator '\(late.name)' is measured from \(self.periods.label(of: late.from ?? 0)) on, after the last \(periodName)"
      )
    }
    if let late = measured.first(where: { $0.from != nil }),
      periods.contains(where: { if case .number = $0.value { false } else { true } })
    {
      throw SpecError(
        path: path, position: late.position,
        message:
          "the indicator '\(late.name)' has the key 'from', which is of years; framework.periods lists others"
      )
    }
    return LogicalFramework(
      chapter: chapter, number: try own("number", fields) ?? Phrase("Marco lógico", "Logical framework"),
      source: try fields["source"]?.text("source") ?? "", objectives: objectives, periods: periods,
      span: files.isEmpty ? SpecReader.span(periods.map(\.label)) : self.periods.spanned(files.map(\.year)))
  }

  /// The periods of the measurement, with their numbers.
  private func frameworkPeriods(_ node: SpecNode?) throws(SpecError) -> [(label: String, value: Operand)] {
    if let node, !files.isEmpty {
      throw node.failure(
        "framework.periods is for a spec without rosters; here they are those of rosters.files")
    }
    if !files.isEmpty { return periodMembers }
    guard let node else {
      // Inputs without a year in their keys say nothing of years.
      var years: Set<Int> = []
      for input in inputs.values {
        guard let place = input.keys.firstIndex(of: periodName) else { continue }
        years.formUnion(input.values.keys.compactMap { Int($0[place]) })
      }
      return years.sorted().map { (String($0), .number(Exact($0))) }
    }
    guard case .listed(let members) = try self.members(of: periodName, node, before: []) else { return [] }
    if let twice = members.indices.first(where: { place in
      members[..<place].contains { $0.label == members[place].label }
    }) {
      throw node.failure("the period \(members[twice].label) is listed twice")
    }
    return members
  }

  /// From the first to the last of some labels.
  private static func span(_ labels: [String]) -> Phrase {
    guard let first = labels.first, let last = labels.last, labels.count > 1 else {
      return Phrase(same: labels.first ?? "")
    }
    return labels.allSatisfy { Int($0) != nil }
      ? Phrase(same: "\(first)-\(last)") : Phrase("\(first) a \(last)", "\(first) to \(last)")
  }

  private func objective(_ node: SpecNode) throws(SpecError) -> LogicalFramework.Objective {
    let fields = try node.fields(
      "an objective", ["level", "number", "statement", "assumptions", "indicators"])
    let level = try node.required(fields, "level", in: "an objective")
      .spanishChoice("level", of: LogicalFramework.Level.self)
    let number = try fields["number"]?.text("number") ?? ""
    if number.isEmpty, level == .component || level == .activity {
      throw node.failure("a \(level.rawValue) has a number, such as 1 or 1.2")
    }
    var indicators: [LogicalFramework.Indicator] = []
    for item in try fields["indicators"]?.list("indicators") ?? [] {
      let indicator = try self.indicator(item)
      if indicators.contains(where: { $0.name == indicator.name }) {
        throw item.failure("the indicator '\(indicator.name)' stands twice")
      }
      indicators.append(indicator)
    }
    return LogicalFramework.Objective(
      level: level, number: number,
      statement: try node.required(fields, "statement", in: "an objective").text("statement"),
      assumptions: try fields["assumptions"]?.joined("assumptions") ?? "", indicators: indicators)
  }

  private func indicator(_ node: SpecNode) throws(SpecError) -> LogicalFramework.Indicator {
    let fields = try node.fields(
      "an indicator",
      [
        "name", "dimension", "control", "formula", "unit", "scale", "numerator", "denominator", "decimals",
        "from",
        "verification", "assumptions",
      ])
    func formula(_ key: String) throws(SpecError) -> Expression? {
      guard let text = fields[key] else { return nil }
      return try ExpressionParser.parse(try text.text(key), path: path, at: text.textPosition)
    }
    let numerator = try formula("numerator")
    let denominator = try formula("denominator")
    if numerator == nil, let alone = fields["denominator"] {
      throw alone.failure("a denominator without a numerator")
    }
    if let zero = fields["denominator"], denominator?.constant?.isZero == true {
      throw zero.failure("the denominator is zero")
    }
    var from: Int?
    if let given = fields["from"] { from = try periodNumbers(given, "from").first }
    let decimals = try fields["decimals"]?.integer("decimals") ?? 1
    if let given = fields["decimals"], !(0...12).contains(decimals) {
      throw given.failure("decimals go from 0 to 12")
    }
    let scale = try fields["scale"]?.number("scale") ?? .one
    if let given = fields["scale"], scale <= .zero {
      throw given.failure("a scale is above zero: 100 for percentages, 1 for the ratio as it is")
    }
    return LogicalFramework.Indicator(
      name: try node.required(fields, "name", in: "an indicator").text("name"),
      dimension: try node.required(fields, "dimension", in: "an indicator")
        .spanishChoice("dimension", of: LogicalFramework.Dimension.self),
      control: try node.required(fields, "control", in: "an indicator")
        .spanishChoice("control", of: LogicalFramework.Control.self),
      formula: try fields["formula"]?.text("formula") ?? "",
      unit: try node.required(fields, "unit", in: "an indicator").text("unit"),
      scale: scale, numerator: numerator, denominator: denominator,
      decimals: decimals, from: from,
      verification: try fields["verification"]?.joined("verification") ?? "",
      assumptions: try fields["assumptions"]?.joined("assumptions") ?? "",
      position: (fields["numerator"] ?? node).textPosition)
  }

  /// Refuses a share that is stated in percent and is not one: multiplied neither by its scale nor in its numerator.
  private static func checkPercent(_ indicator: LogicalFramework.Indicator, _ spec: EvaluationSpec)
    throws(SpecError)
  {
    guard indicator.unit.hasPrefix("%"), indicator.denominator != nil, indicator.scale != Exact(100),
      let numerator = indicator.numerator
    else { return }
    if case .binary(.times, let left, let right, _) = numerator, left.literal != nil || right.literal != nil {
      return
    }
    throw SpecError(
      path: spec.path, position: indicator.position,
      message:
        "the indicator '\(indicator.name)' is stated in '\(indicator.unit)', and its ratio is multiplied by \(indicator.scale); write scale: 100"
    )
  }

  /// Refuses indicators whose formulas mix units or give another unit than theirs.
  static func checkUnits(_ spec: EvaluationSpec) throws(SpecError) {
    let check = UnitCheck(spec: spec)
    for indicator in spec.framework?.objectives.flatMap(\.indicators) ?? [] {
      guard let value = indicator.value else { continue }
      try checkPercent(indicator, spec)
      let found = try check.unit(of: value)
      let stated = FormulaUnit(indicator.unit)
      guard found == stated else {
        throw SpecError(
          path: spec.path, position: indicator.position,
          message:
            "the indicator '\(indicator.name)' is stated in '\(indicator.unit)' (\(stated)), its formula gives \(found)"
        )
      }
    }
  }
}
