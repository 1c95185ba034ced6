import Kernels
import Models

extension EstimateTable {
  /// Units, variances and tests of an estimate of a panel, as notes.
  static func notes(_ panel: Estimate.Panel, _ wording: EstimateWording, _ format: NumberFormat) -> [String] {
    let rows = panel.rowsPerUnit
    var notes = [
      "\(wording.units): \(format.text(panel.units))"
        + (panel.periods.map { ", \(format.text($0)) \(wording.periods)" } ?? "")
        + ", \(panel.isBalanced ? format.text(rows.least) : "\(format.text(rows.least))–\(format.text(rows.most))") \(wording.rowsPerUnit)"
    ]
    let fits = [
      (wording.within, panel.determination.within), (wording.between, panel.determination.between),
      (wording.overall, panel.determination.overall),
    ]
    notes.append(
      fits.compactMap { name, value in value.map { "\(name) \(format.significant($0, 6))" } }
        .joined(separator: " · "))
    if let components = panel.components, let method = panel.method {
      var note =
        "\(wording.variances) (\(method.rawValue)): σ²u \(format.significant(components.unit, 6)) · "
        + "σ²e \(format.significant(components.idiosyncratic, 6)) · ρ \(format.significant(components.correlation, 4))"
      if let shares = panel.shares {
        note += " · θ \(format.significant(shares.least, 4))"
        if !panel.isBalanced { note += "–\(format.significant(shares.most, 4))" }
      }
      notes.append(note)
    }
    notes += panel.tests.map { test in
      let law =
        switch test.law {
        case .chiSquared(let degrees): "χ²(\(degrees))"
        case .fisher(let degrees, let rest): "F(\(degrees); \(format.trimmed(rest, 5)))"
        case .normal: "z"
        case .mixture: "χ²(0–2)"
        }
      let name =
        wording.panelTests[test.name.rawValue]
        ?? test.name.rawValue.split(separator: "_").joined(separator: " ")
      return
        "\(name): \(law) = \(format.significant(test.statistic, 6)), p \(format.probability(test.pValue))"
    }
    return notes
  }
}
