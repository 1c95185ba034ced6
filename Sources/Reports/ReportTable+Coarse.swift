extension ReportTable {
  /// What a cell shows in place of its value where that would tell the sizes of small groups: an index or a part of a change computed from
  /// them, whose digits leave few possibilities.
  public struct Coarse: Sendable {
    /// The smallest group that the value is computed from.
    let smallest: Int
    /// By the number of people below which groups are small; nil where nothing of it can be shown.
    let value: @Sendable (Int) -> Value?
    /// What the table says where a cell of it shows less.
    let note: Phrase?
    /// Decimals of a value shown in fewer; nil where they stay as they are.
    let decimals: (@Sendable (Int) -> Int)?

    public init(
      smallest: Int, note: Phrase? = nil, decimals: (@Sendable (Int) -> Int)? = nil,
      value: @escaping @Sendable (Int) -> Value?
    ) {
      self.smallest = smallest
      self.note = note
      self.decimals = decimals
      self.value = value
    }

    /// Of a mean of so many people's values, each of which lies in a range of that width: as many decimals as the small groups could not change,
    /// and nothing where they could change the last of them, or where none of its digits is left.
    ///
    /// - Parameter fewest: decimals without which the value says nothing: of an index from −1 to 1 a whole number is all or nothing.
    public static func mean(
      _ value: Double, of people: Int, width: Double, smallest: Int, fewest: Int = 0
    ) -> Coarse {
      @Sendable func reach(_ threshold: Int) -> Double { width * Double(threshold) / Double(max(people, 1)) }
      @Sendable func decimals(_ threshold: Int) -> Int {
        var step = 1.0
        var decimals = 0
        while decimals < 6, step / 10 >= reach(threshold) {
          step /= 10
          decimals += 1
        }
        return decimals
      }
      return Coarse(smallest: smallest, note: fewDecimals, decimals: decimals) { threshold in
        guard reach(threshold) <= 1, decimals(threshold) >= fewest else { return nil }
        var power = 1.0
        for _ in 0..<decimals(threshold) { power *= 10 }
        let rounded = (value * power).rounded() / power
        return rounded == 0 && value != 0 ? nil : .real(rounded)
      }
    }

    private static let fewDecimals = Phrase(
      "Donde hay grupos con menos personas que el mínimo que se publica, las medias y los índices tienen tantos decimales como esas personas no podrían cambiar.",
      "Where there are groups of fewer people than are published, means and indices have as many decimals as those people could not change."
    )
  }

  /// Shows less of a cell where groups of fewer people than that went into it, and says so in a note.
  mutating func coarsen(row: Int, column: Int, below threshold: Int) {
    guard let cell = rows[row].cells[column], cell.value != nil, let coarse = cell.coarse,
      coarse.smallest < threshold
    else { return }
    guard let value = coarse.value(threshold) else {
      suppress(row: row, column: column)
      return
    }
    if let note = coarse.note, !notes.contains(note.spanish) { add(note: note) }
    rows[row].cells[column]?.value = value
    rows[row].cells[column]?.isCoarse = true
    rows[row].cells[column]?.numerator = nil
    rows[row].cells[column]?.denominator = nil
    if let decimals = coarse.decimals?(threshold) {
      rows[row].cells[column]?.decimals = min(cell.decimals, decimals)
    }
  }
}
