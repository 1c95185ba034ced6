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
  /// Years of the panel.
  let years: Int
  /// What the identifiers are.
  let kind: IdentifierKind
  let stores: RecordStores
  /// Bytes that the sequences of a worker may take, where they are kept one by one; nil for no bound.
  let patternMemory: Int?
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

  /// `layout`: `narrow` and `placed` for RUTs and numbers of 32 bits only. `memory`: bytes that the records of all workers, and
  /// what is counted from them, may take together; nil for no bound.
  init(
    schema: RosterSchema, years: Int, kind: IdentifierKind, by: [String], layout: RecordStores.Layout,
    threads: Int, blockSize: Int, memory: Int?
  ) {
    self.schema = schema
    self.years = years
    self.kind = kind
    self.by = by
    self.threads = max(1, threads)
    self.blockSize = blockSize
    // Most is for the records, which stay until all are joined; an eighth is left for putting sequences in order.
    stores = RecordStores(layout, workers: self.threads, memory: memory.map { $0 / 4 * 3 / max(1, threads) })
    patternMemory = memory.map { $0 / 8 / max(1, threads) }
  }

  func read(year position: Int) -> Int { files.reduce(0) { $1.position == position ? $0 + $1.rowsRead : $0 } }
  func used(year position: Int) -> Int { files.reduce(0) { $1.position == position ? $0 + $1.rowsUsed : $0 } }

  /// Reads one file of a year.
  mutating func read(_ path: String, year: Int, position: Int, progress: (@Sendable (Int) -> Void)?) throws {
    let header = try FileHeader(path: path, options: schema.dialect)
    let kind = self.kind
    let form = kind == .rut ? try IdentifierFormDetection.form(header, schema: schema) : .number
    let plan = try CompactPlan(header, schema: schema, by: by)
    var stream = BlockStream(header: header, wanted: plan.wanted, threads: threads, blockSize: blockSize)
    stream.progress = progress
    let firstBlock =
      files.last { $0.position == position }.map { $0.firstBlock + $0.account.blockEnd } ?? 0
    let stores = self.stores
    stores.beginSource()
    let workers = WorkerRecords(count: threads) {
      CompactRecords(plan: plan, form: form, kind: kind, year: year)
    }
    let tooManyStates = Atomic<Bool>(false)
    let account = try stream.run(
      restart: {
        stores.restartSource()
        workers.reset()
      },
      body: { worker, block in
        let records = workers[worker]
        let number = firstBlock + block.index
        records.fill(block, number: number)
        if !stores.append(records, block: number, worker: worker) {
          tooManyStates.store(true, ordering: .relaxed)
        }
      })
    if tooManyStates.load(ordering: .relaxed) { throw NeedsPlacedRecords() }
    if let failure = stores.failure { throw failure }
    let all = workers.all
    if all.contains(where: \.hasTooManyStates) {
      throw PanelError.tooManyStates(Set(all.flatMap(\.stateTexts)).count)
    }
    if case .narrow = stores,
      !CellTable.fits(years: years, states: StreamReading.states(files.flatMap(\.workers) + all).count)
    {
      throw NeedsPlacedRecords()
    }
    if let most = all.map(\.combinations).max(), most >= Int(WideRecord.strataLimit) {
      throw PanelError.tooManyStrata(most)
    }
    var setAside: [SetAside: CompactRecords.Tally] = [:]
    for records in all {
      for (reason, tally) in records.setAside { setAside[reason, default: .init()].merge(tally) }
    }
    files.append(
      FileOfStream(
        path: path, year: year, position: position, firstBlock: firstBlock, stream: stream, plan: plan,
        form: form, account: account, workers: all, setAside: setAside))
  }

  /// The states that workers have met.
  static func states(_ workers: [CompactRecords]) -> Set<String> { Set(workers.flatMap(\.stateLabels)) }
}

/// A panel has more states than narrow records, or more states and years than a sequence of narrow joins, can tell apart.
struct NeedsPlacedRecords: Error {}

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
