public import Causal

extension SensitivityResult {
  /// As the command line gives it, under `sensitivity`.
  public var json: JSONText {
    var members: [(String, JSONText)] = []
    if let original {
      members.append(("target", .string(target)))
      members.append(("original", .object(Self.members(original))))
      if let note { members.append(("note", .string(note))) }
    }
    for bounds in self.bounds {
      members.append(
        (
          bounds.restriction,
          .array(
            bounds.bounds.map {
              .object([
                ("m", .double($0.value)), ("identified_low", .double($0.identifiedLow)),
                ("identified_high", .double($0.identifiedHigh)), ("conf_low", .double($0.confidenceLow)),
                ("conf_high", .double($0.confidenceHigh)),
              ])
            })
        ))
      members.append(("\(bounds.restriction)_breakdown", .double(bounds.breakdown)))
    }
    if !placeboDates.isEmpty { members.append(("placebo_dates", .array(placeboDates.map(Self.json)))) }
    if let leftOut {
      members.append(("left_out", .string(leftOut)))
      members.append(("leave_one_out", .array(leaveOneOut.map(Self.json))))
    }
    if let placeboGroups {
      members.append(
        (
          "placebo_groups",
          .object([
            ("draws", .integer(placeboGroups.estimates.count)), ("failed", .integer(placeboGroups.failed)),
            ("p_value", .double(placeboGroups.pValue)),
            ("estimates", .array(placeboGroups.estimates.map { .double($0) })),
          ])
        ))
    }
    return .object(members)
  }

  private static func members(_ effect: EffectEstimate?) -> [(String, JSONText)] {
    [
      ("estimate", .double(effect?.estimate)), ("std_error", .double(effect?.standardError)),
      ("conf_low", .double(effect?.confidenceLow)), ("conf_high", .double(effect?.confidenceHigh)),
    ]
  }

  private static func json(_ variant: Variant) -> JSONText {
    let key: JSONText
    switch variant.key {
    case .number(let number): key = .integer(number)
    case .text(let text): key = .string(text)
    }
    return .object([("key", key)] + members(variant.effect) + [("reason", .string(variant.reason))])
  }
}
