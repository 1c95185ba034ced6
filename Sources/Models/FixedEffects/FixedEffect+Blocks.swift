internal import Absorption
internal import LinearAlgebra

extension FixedEffect {
  /// The effects as blocks, those of equal groups together.
  static func blocks(_ effects: [FixedEffect]) -> [EffectBlock] {
    places(effects).map { members in
      let codes = effects[members[0]].grouping
      let slopes = members.compactMap { effects[$0].slope }.map { slope -> [Double] in
        if case .real(let values) = slope { return values }
        return codes.codes.indices.map { slope[$0] }
      }
      return EffectBlock(
        codes: codes.codes, count: codes.count, hasIntercept: members.contains { effects[$0].slope == nil },
        slopes: slopes)
    }
  }

  /// Which effects make each block.
  static func places(_ effects: [FixedEffect]) -> [[Int]] {
    var result: [[Int]] = []
    for (position, effect) in effects.enumerated() {
      if let known = result.firstIndex(where: { members in
        let other = effects[members[0]].grouping
        return other.name == effect.grouping.name && other.count == effect.grouping.count
          && other.codes == effect.grouping.codes
      }) {
        result[known].append(position)
      } else {
        result.append([position])
      }
    }
    return result
  }
}
