import Kernels

/// Cells of a cube that are addressed by the packed sequence of states itself, where there are few of them: people, and sums
/// of amounts and of their squares.
///
/// People are counted while records are put in their places, without another pass over the identifiers: `arrivals` of a
/// sequence are the records that made a person's sequence so long as that. As records come by rising year, those who stayed
/// there are its arrivals less those of all sequences that go on from it by one record.
///
/// Arrivals and sums are kept twice, for records that come in turn.
///
/// Sums are kept in 64 bits for as long as they can be sure to fit, and then added to those in 128.
final class WordCells {
  private let bits: Int
  private let years: Int
  private let states: Int
  /// Number of sequences, the empty one included.
  let count: Int

  /// Records of the part that is being joined, by turn and the sequence that they made.
  let arrivals: Scratch<UInt32>
  private let allArrivals: Scratch<Int>
  /// People counted in parts in which arrivals do not tell.
  private let people: Scratch<Int>
  /// Sum and sum of squares by turn, year and cell.
  private let sums: Scratch<UInt64>
  private let amounts: Scratch<Int128>
  private let squares: Scratch<Int128>
  /// Records that `sums` hold, and all bits of their amounts.
  private var held = 0
  private var heldBits: UInt32 = 0

  /// Most bits of a sequence that is an address.
  static let mostBits = 10

  /// `bits` for each of `years`, states 1…`states`.
  init(bits: Int, years: Int, states: Int) {
    self.bits = bits
    self.years = years
    self.states = states
    count = 1 << (bits * years)
    arrivals = Scratch(2 * count, zero: 0)
    allArrivals = Scratch(count, zero: 0)
    people = Scratch(count, zero: 0)
    sums = Scratch(2 * 2 * count * years, zero: 0)
    amounts = Scratch(count * years, zero: 0)
    squares = Scratch(count, zero: 0)
  }

  /// Takes over the arrivals of a part, or forgets them.
  func endPart(counting: Bool) {
    if counting {
      for word in 1..<count {
        allArrivals.base[word] += Int(arrivals.base[word]) + Int(arrivals.base[count + word])
      }
    }
    arrivals.clear(2 * count)
  }

  /// Sum and sum of squares of each cell, of a year's records of a turn.
  @inline(__always)
  func sums(year: Int, turn: Int) -> UnsafeMutablePointer<UInt64> {
    sums.base + 2 * count * (turn * years + year)
  }

  /// Counts a person whose sequence is known.
  @inline(__always)
  func add(person word: Int) { people.base[word] &+= 1 }

  /// Makes sure that so many more records, with amounts of no other bits than these, can be added to `sums`; false where they
  /// could not even by themselves.
  func prepare(records: Int, amountBits: UInt32) -> Bool {
    if WordCells.fits(held + records, heldBits | amountBits) {
      held += records
      heldBits |= amountBits
      return true
    }
    settle()
    guard WordCells.fits(records, amountBits) else { return false }
    held = records
    heldBits = amountBits
    return true
  }

  /// Whether the squares of so many amounts of so many bits add up to less than 2⁶⁴.
  private static func fits(_ records: Int, _ amountBits: UInt32) -> Bool {
    let ofSquare = 2 * (UInt32.bitWidth - amountBits.leadingZeroBitCount)
    return ofSquare + (Int.bitWidth - records.leadingZeroBitCount) <= 64
  }

  /// Adds an amount of any size.
  func add(_ amount: Int64, to word: Int, year: Int) {
    amounts.base[word * years + year] += Int128(amount)
    squares.base[word] += Int128(amount) * Int128(amount)
  }

  private func settle() {
    guard held > 0 else { return }
    for turn in 0..<2 {
      for year in 0..<years {
        let sums = self.sums(year: year, turn: turn)
        for word in 0..<count {
          amounts.base[word * years + year] += Int128(sums[2 * word])
          squares.base[word] += Int128(sums[2 * word + 1])
        }
      }
    }
    sums.clear(2 * 2 * count * years)
    held = 0
    heldBits = 0
  }

  /// Moves everything into a table of cells, all of stratum 1.
  func finish(into table: inout CellTable) {
    settle()
    for word in 1..<count {
      let here = stayed(at: word) + people.base[word]
      guard here != 0 else { continue }
      let cell = table.cell(UInt128(word), stratum: 1)
      table.add(people: here, to: cell)
      table.withSums { amounts, squares in
        for year in 0..<years { amounts[cell * years + year] += self.amounts.base[word * years + year] }
        squares[cell] += self.squares.base[word]
      }
    }
  }

  /// Arrivals at a sequence less those who went on from it.
  private func stayed(at word: Int) -> Int {
    let last = (Int.bitWidth - 1 - word.leadingZeroBitCount) / bits
    var left = allArrivals.base[word]
    for year in last + 1..<max(last + 1, years) {
      for state in 1...states { left -= allArrivals.base[word | state << (bits * year)] }
    }
    return left
  }
}
