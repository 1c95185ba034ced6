import Kernels

/// Numbers 128-bit keys 0, 1, … in the order in which they first stand in given lists, on several threads: the keys are parted
/// by a radix of their mixed bits, each part finds where each of its keys stands first, and the first places are counted.
///
/// Nothing here depends on how keys are mixed or on the number of threads. O(keys).
struct KeyNumbering {
  /// The number of each key, list by list.
  let numbers: [[UInt32]]
  /// Different keys.
  let count: Int

  private static let radix: UInt64 = 9
  private static let pieceSize = 1 << 16

  /// At most 2³² keys.
  init(_ lists: [[UInt128]], threads: Int) {
    let total = lists.reduce(0) { $0 + $1.count }
    precondition(total <= Int(UInt32.max), "\(total) keys")
    let parts = 1 << Int(KeyNumbering.radix)
    let pieces = KeyNumbering.pieces(lists)
    // How many keys of each piece fall into each part.
    let counts = Parallel.map(pieces.count, threads: threads) { index in
      var counts = [UInt32](repeating: 0, count: parts)
      let piece = pieces[index]
      for key in lists[piece.list][piece.range] { counts[KeyNumbering.part(of: key)] += 1 }
      return counts
    }
    // Where they go, part by part and piece by piece, so that the keys of a part keep their order.
    var starts = counts
    var bounds = [0]
    var next = 0
    for part in 0..<parts {
      for index in pieces.indices {
        starts[index][part] = UInt32(next)
        next += Int(counts[index][part])
      }
      bounds.append(next)
    }
    let parted = Scratch<UInt128>(total, zero: 0)
    let places = Scratch<UInt32>(total, zero: 0)
    /// First place of the key at each place.
    let firsts = Scratch<UInt32>(total, zero: 0)
    // Every element is written by one piece or part alone.
    nonisolated(unsafe) let keys = parted.base
    nonisolated(unsafe) let place = places.base
    nonisolated(unsafe) let first = firsts.base
    let offsets = starts
    Parallel.forEach(pieces.count, threads: threads) { index in
      var at = offsets[index]
      let piece = pieces[index]
      var own = UInt32(piece.place)
      for key in lists[piece.list][piece.range] {
        let part = KeyNumbering.part(of: key)
        keys[Int(at[part])] = key
        place[Int(at[part])] = own
        at[part] += 1
        own += 1
      }
    }
    let ranges = bounds
    let tables = Locked<[FirstPlaces]>([])
    Parallel.forEach(parts, threads: threads) { part in
      let table = tables.withLock { $0.popLast() } ?? FirstPlaces()
      table.find(keys + ranges[part], place + ranges[part], ranges[part + 1] - ranges[part], into: first)
      tables.withLock { $0.append(table) }
    }
    // The number of a key is the number of first places before its own.
    var ranks = [UInt32](repeating: 0, count: total)
    var different: UInt32 = 0
    for index in 0..<total where first[index] == UInt32(index) {
      ranks[index] = different
      different += 1
    }
    count = Int(different)
    var numbers: [[UInt32]] = []
    var base = 0
    for list in lists {
      numbers.append((0..<list.count).map { ranks[Int(first[base + $0])] })
      base += list.count
    }
    self.numbers = numbers
    withExtendedLifetime((parted, places, firsts)) {}
  }

  private struct Piece: Sendable {
    let list: Int
    let range: Range<Int>
    /// Place of its first key among all keys.
    let place: Int
  }

  private static func pieces(_ lists: [[UInt128]]) -> [Piece] {
    var pieces: [Piece] = []
    var place = 0
    for (index, list) in lists.enumerated() {
      for start in stride(from: 0, to: list.count, by: pieceSize) {
        pieces.append(
          Piece(list: index, range: start..<min(list.count, start + pieceSize), place: place + start))
      }
      place += list.count
    }
    return pieces
  }

  @inline(__always)
  private static func part(of key: UInt128) -> Int { Int(KeyMix.mixed(key) >> (64 - radix)) }
}

/// Finds for each key of a part the place at which it stands first.
private final class FirstPlaces {
  private let table = KeyTable()
  private let places = Scratch<UInt32>(zero: 0)

  func find(
    _ keys: UnsafeMutablePointer<UInt128>, _ place: UnsafeMutablePointer<UInt32>, _ count: Int,
    into first: UnsafeMutablePointer<UInt32>
  ) {
    table.clear(for: count)
    places.reserve(count)
    let places = self.places.base
    for index in 0..<count {
      let known = table.count
      let number = Int(table.number(of: keys[index]))
      // Places rise within a part, so the first one met is the first one.
      if number == known { places[number] = place[index] }
      first[Int(place[index])] = places[number]
    }
  }
}
