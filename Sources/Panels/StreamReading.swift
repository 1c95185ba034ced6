import Kernels
import Rosters
import Synchronization
import TableFiles

/// Reads files into record stores, one a worker, and keeps account of every row.
struct StreamReading {
  let schema: RosterSchema
  let by: [String]
  let threads: Int
  let blockSize: Int
  /// Records of eight bytes, where people are not told apart by strata and have few states; else of sixteen.
  let isNarrow: Bool
  let stores: [RecordStore]
  let narrowStores: [NarrowStore]
  private(set) var files: [FileOfStream] = []

  /// What became of a file.
  struct FileOfStream {
    let path: String
    let year: Int
    let position: Int
    /// Number of its first block among the blocks of its year.
    let firstBlock: Int
    let stream: BlockStream
    let plan: CompactPlan
    let form: IdentifierForm
    let account: BlockStream.Account
    /// What each worker met.
    let workers: [CompactRecords]
    let setAside: [SetAside: CompactRecords.Tally]

    var rowsRead: Int { account.rows + account.malformed }
    var rowsUsed: Int { account.rows - setAside.values.reduce(0) { $0 + $1.count } }
  }

  /// `memory`: bytes that the records of all workers may take together while files are read; nil for no bound.
  init(schema: RosterSchema, by: [String], isNarrow: Bool, threads: Int, blockSize: Int, memory: Int?) {
    self.schema = schema
    self.by = by
    self.threads = max(1, threads)
    self.blockSize = blockSize
    let share = memory.map { $0 / max(1, threads) }
    self.isNarrow = isNarrow
    let workers = 0..<self.threads
    stores = isNarrow ? [] : workers.map { _ in RecordStore(memory: share) }
    narrowStores = isNarrow ? workers.map { _ in NarrowStore(memory: share) } : []
  }

  func read(year position: Int) -> Int { files.reduce(0) { $1.position == position ? $0 + $1.rowsRead : $0 } }
  func used(year position: Int) -> Int { files.reduce(0) { $1.position == position ? $0 + $1.rowsUsed : $0 } }

  /// Reads one file of a year.
  mutating func read(_ path: String, year: Int, position: Int, progress: (@Sendable (Int) -> Void)?) throws {
    let header = try FileHeader(path: path, options: schema.dialect)
    let form = try IdentifierFormDetection.form(header, schema: schema)
    let plan = try CompactPlan(header, schema: schema, by: by)
    var stream = BlockStream(header: header, wanted: plan.wanted, threads: threads, blockSize: blockSize)
    stream.progress = progress
    let firstBlock =
      files.last { $0.position == position }.map { $0.firstBlock + $0.account.blockEnd } ?? 0
    for store in stores { store.beginSource() }
    for store in narrowStores { store.beginSource() }
    let workers = WorkerRecords(count: threads) { CompactRecords(plan: plan, form: form, year: year) }
    let stores = self.stores
    let narrowStores = self.narrowStores
    let isNarrow = self.isNarrow
    let tooManyStates = Atomic<Bool>(false)
    let account = try stream.run(
      restart: {
        for store in stores { store.restartSource() }
        for store in narrowStores { store.restartSource() }
        workers.reset()
      },
      body: { worker, block in
        let records = workers[worker]
        let number = firstBlock + block.index
        records.fill(block, number: number)
        if isNarrow {
          if records.stateLabels.count > NarrowRecord.stateLimit {
            tooManyStates.store(true, ordering: .relaxed)
          } else {
            narrowStores[worker].append(
              records.count, identifiers: records.identifiers.base, states: records.states.base,
              amounts: records.amounts.base, block: number)
          }
        } else {
          precondition(
            number < PanelRecord.blockLimit && block.rows <= PanelRecord.rowLimit,
            "block \(number) of \(block.rows) rows")
          stores[worker].append(records, block: number)
        }
      })
    if tooManyStates.load(ordering: .relaxed) { throw NeedsWideRecords() }
    for store in narrowStores { if let failure = store.failure { throw failure } }
    for store in stores { if let failure = store.failure { throw failure } }
    let all = workers.all
    if all.contains(where: \.hasTooManyStates) {
      throw PanelError.tooManyStates(Set(all.flatMap(\.stateTexts)).count)
    }
    if all.contains(where: \.hasTooManyStrata) { throw tooManyStrata(all) }
    var setAside: [SetAside: CompactRecords.Tally] = [:]
    for records in all {
      for (reason, tally) in records.setAside { setAside[reason, default: .init()].merge(tally) }
    }
    files.append(
      FileOfStream(
        path: path, year: year, position: position, firstBlock: firstBlock, stream: stream, plan: plan,
        form: form, account: account, workers: all, setAside: setAside))
  }
}

/// A panel has more states than records of eight bytes can tell apart.
struct NeedsWideRecords: Error {}

extension StreamReading {
  /// Most combinations of strata that a record can tell apart.
  static let strataLimit = Int(UInt16.max) - 1

  /// Names the column with the most different values.
  func tooManyStrata(_ workers: [CompactRecords]) -> PanelError {
    let counts = by.indices.map { field in Set(workers.flatMap { $0.stratumTexts[field] }).count }
    let widest = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    return .tooManyMembers(by[widest], counts[widest])
  }
}

/// One reducer of rows a worker; each is touched by its worker alone while a file is read.
final class WorkerRecords: @unchecked Sendable {
  private let make: () -> CompactRecords
  private var records: [CompactRecords]

  init(count: Int, _ make: @escaping () -> CompactRecords) {
    self.make = make
    records = (0..<count).map { _ in make() }
  }

  subscript(_ worker: Int) -> CompactRecords { records[worker] }

  var all: [CompactRecords] { records }

  func reset() { records = records.map { _ in make() } }
}

extension RecordStore {
  /// Takes over the rows in use of a block.
  func append(_ records: CompactRecords, block: Int) {
    let identifiers = records.identifiers.base
    let states = records.states.base
    let strata = records.strataCodes.base
    let rows = records.rows.base
    let amounts = records.amounts.base
    for index in 0..<records.count {
      append(
        identifier: identifiers[index], state: states[index], stratum: strata[index], block: block,
        row: Int(rows[index]), amount: amounts[index])
    }
  }
}
