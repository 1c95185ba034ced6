import Rosters

extension SpecNode {
  /// An interval in mathematical notation: "[5, 6)".
  func interval() throws(SpecError) -> Interval {
    let text = try self.text("an interval")
    if let interval = Interval(notation: text) { return interval }
    // With its ends the other way round it would be one.
    let ends = text.split(separator: ",", maxSplits: 1)
    if let open = text.first, let close = text.last, ends.count == 2,
      Interval(notation: "\(open)\(ends[1].dropLast()),\(ends[0].dropFirst())\(close)") != nil
    {
      throw failure("\(text) ends below where it begins; an interval rises")
    }
    throw failure("an interval is written \"[5, 6)\": [ ] for ends inside, ( ) for ends outside")
  }
}
