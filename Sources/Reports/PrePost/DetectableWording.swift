import Causal

/// The smallest change that would be found, in words.
struct DetectableWording {
  let text: String

  init(_ found: DetectableEffect, _ wording: PrePostWording, _ format: NumberFormat) {
    var text =
      "\(wording.detectable) (\(format.trimmed(found.power * 100, 4)) %): \(format.significant(found.change, 4))"
    if let correlation = found.intraclassCorrelation {
      text += "; ICC \(format.significant(correlation, 3)), deff \(format.significant(found.designEffect, 4))"
    }
    self.text = text
  }
}
