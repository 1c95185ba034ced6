import Indicators
import Kernels

extension EligibilitySection {
  /// Pesos by year and tramo: given for each year, or those of a base year adjusted by a price index.
  static func amounts(_ node: SpecNode, tramos: [String], years: [Int]) throws(SpecError) -> [Int: [Int]] {
    let fields = try node.fields("amounts", ["given", "base", "index", "round", "chain"])
    if let given = fields["given"] {
      guard fields.count == 1 else {
        throw node.failure("amounts are given, or adjusted from a base, not both")
      }
      var all: [Int: [Int]] = [:]
      for (key, value) in try given.pairs("given") {
        let list = try byTramo(value, tramos)
        var pesos: [Int] = []
        for amount in list {
          guard let whole = amount.integer else { throw value.failure("amounts are whole pesos") }
          pesos.append(whole)
        }
        all[try key.integer("a year")] = pesos
      }
      if let year = years.first(where: { all[$0] == nil }) { throw given.failure("no amounts of \(year)") }
      return all
    }
    let base = try node.required(fields, "base", in: "amounts")
    let parts = try base.fields("base", ["year", "values"])
    let yearNode = try base.required(parts, "year", in: "base")
    let baseYear = try yearNode.integer("year")
    guard (1900...2200).contains(baseYear) else { throw yearNode.failure("a year goes from 1900 to 2200") }
    let values = try byTramo(try base.required(parts, "values", in: "base"), tramos)
    let indexNode = try node.required(fields, "index", in: "amounts")
    var index: [Int: Exact] = [:]
    for (key, value) in try indexNode.pairs("index") {
      let level = try value.number("the index of a year")
      guard level > .zero else { throw value.failure("an index is above zero") }
      index[try key.integer("a year")] = level
    }
    var unit = 1
    var rounding = AdjustedAmounts.Rounding.nearest
    if let round = fields["round"] {
      let parts = try round.fields("round", ["to", "how"])
      unit = try parts["to"]?.integer("to") ?? 1
      if let given = parts["to"], !(1...1_000_000).contains(unit) {
        throw given.failure("amounts are rounded to multiples of 1 to 1000000 pesos")
      }
      rounding = try parts["how"]?.choice("how", of: AdjustedAmounts.Rounding.self) ?? .nearest
    }
    let adjusted = AdjustedAmounts(
      baseYear: baseYear, amounts: values, index: index, unit: unit, rounding: rounding,
      chain: try fields["chain"]?.choice("chain", of: AdjustedAmounts.Chain.self) ?? .base)
    var all: [Int: [Int]] = [:]
    for year in years {
      var pesos: [Int] = []
      for tramo in tramos.indices {
        guard let amount = adjusted.amount(tramo: tramo, year: year) else {
          throw indexNode.failure(
            "no amount of \(year): the year is before the base \(baseYear), or the index lacks it, the base, or with chain: yearly a year between"
          )
        }
        pesos.append(amount)
      }
      all[year] = pesos
    }
    return all
  }

  private static func byTramo(_ node: SpecNode, _ tramos: [String]) throws(SpecError) -> [Exact] {
    var found: [String: Exact] = [:]
    for (key, value) in try node.pairs("amounts by tramo") {
      let label = try key.text("a tramo")
      guard tramos.contains(label) else {
        throw key.failure("no tramo '\(label)'; there are \(tramos.joined(separator: ", "))")
      }
      let amount = try value.number("an amount")
      guard amount >= .zero, amount <= Exact(1_000_000_000_000) else {
        throw value.failure("an amount goes from 0 to a million million")
      }
      found[label] = amount
    }
    var list: [Exact] = []
    for tramo in tramos {
      guard let amount = found[tramo] else { throw node.failure("no amount of the tramo '\(tramo)'") }
      list.append(amount)
    }
    return list
  }
}
