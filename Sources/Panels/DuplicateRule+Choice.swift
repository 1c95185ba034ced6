import Rosters

extension DuplicateRule {
  /// Which of a person's different records of a year is used, given their amounts in the order of their places: its position, nil for none.
  func choice(among amounts: [Int64]) -> Int? {
    switch self {
    case .first: return 0
    case .last: return amounts.count - 1
    case .largest:
      var best = 0
      for index in amounts.indices where amounts[index] > amounts[best] { best = index }
      return best
    case .stop, .drop: return nil
    }
  }
}
