internal import Models

extension Estimate {
  /// `fixed_effects`: for each set of effects a value for each level, where they were asked for.
  var ofEffects: [(String, JSONText)] {
    guard !levels.isEmpty else { return [] }
    return [
      (
        "fixed_effects",
        .object(
          levels.map { effect in
            (effect.name, .object(zip(effect.levels, effect.values).map { ($0, .double($1)) }))
          })
      ),
      (
        "fixed_effects_normalization",
        .string(
          "the first set of constants is free, every later one is zero at its first level in each connected component"
        )
      ),
    ]
  }
}
