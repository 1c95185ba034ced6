import Kernels
import Rosters

/// One record of a person in a year whose identifier is no 32-bit number, in thirty-two bytes: key, state, stratum, amount, and
/// where it stands.
///
/// key: 128 bits. first: state 8 | place 39 (block 19 | row 20) | low 17 bits of the stratum. second: amount 52, signed |
/// high 12 bits of the stratum. Amounts are at most 10¹⁵, so −2⁵¹ is free to stand for a missing one.
struct WideRecord: BitwiseCopyable {
  let key: UInt128
  private let first: UInt64
  private let second: UInt64

  /// Strata that a record can tell apart.
  static let strataLimit: UInt32 = 1 << 29
  private static let missing: Int64 = -(1 << 51)

  @inline(__always)
  init(key: UInt128, state: UInt8, stratum: UInt32, block: Int, row: Int, amount: Int64) {
    self.key = key
    first = UInt64(state) << 56 | UInt64(block) << 37 | UInt64(row) << 17 | UInt64(stratum & 0x1ffff)
    let stored = amount == CompactRecords.noAmount ? WideRecord.missing : amount
    second = UInt64(bitPattern: stored) << 12 | UInt64(stratum >> 17)
  }

  @inline(__always) var state: UInt8 { UInt8(truncatingIfNeeded: first >> 56) }
  @inline(__always) var block: Int { Int(first >> 37 & 0x7_ffff) }
  @inline(__always) var row: Int { Int(first >> 17 & 0xf_ffff) }
  @inline(__always) var stratum: UInt32 {
    UInt32(truncatingIfNeeded: first & 0x1ffff | (second & 0xfff) << 17)
  }
  @inline(__always) var amount: Int64 {
    let stored = Int64(bitPattern: second) >> 12
    return stored == WideRecord.missing ? CompactRecords.noAmount : stored
  }
}

/// The records of one worker by a radix of their mixed keys.
typealias WideStore = PartedChunks<WideRecord>

extension PartedChunks where Record == WideRecord {
  static var radix: Int { 9 }
  static var chunkSize: Int { 512 }

  /// `memory`: bytes that the records may take; nil for no bound.
  convenience init(memory: Int?) {
    self.init(parts: 1 << WideStore.radix, chunkSize: WideStore.chunkSize, memory: memory)
  }

  /// Takes over the rows in use of a block.
  func append(_ records: CompactRecords, block: Int) {
    let keys = records.keys.base
    let states = records.states.base
    let strata = records.strataCodes.base
    let rows = records.rows.base
    let amounts = records.amounts.base
    for index in 0..<records.count {
      append(
        WideRecord(
          key: keys[index], state: states[index], stratum: strata[index], block: block,
          row: Int(rows[index]), amount: amounts[index]),
        to: Int(KeyMix.mixed(keys[index]) >> UInt64(64 - WideStore.radix)))
    }
  }
}
