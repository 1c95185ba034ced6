import Kernels
import Rosters
import TableFiles

/// Reads files into record stores, one a worker, and keeps account of every row.
struct StreamReading {
  let schema: RosterSchema
  let by: [String]
  let threads: Int
  let blockSize: Int
  /// What the identifiers are, and with it which of the stores are used: `stores` for RUTs, else `wideStores`.
  let kind: IdentifierKind
  let stores: [RecordStore]
  let wideStores: [WideStore]
  private(set) var files: [FileOfStream] = []

  /// What became of a file.
  struct FileOfStream {
    let path: String
    let year: Int
    let position: Int
    /// Number of its first block among the blocks of its year.
    let firstBlock: Int
    let stream: BlockStream
    let account: BlockStream.Account
    /// What each worker met.
    let workers: [CompactRecords]
    let setAside: [SetAside: CompactRecords.Tally]

    var rowsRead: Int { account.rows + account.malformed }
    var rowsUsed: Int { account.rows - setAside.values.reduce(0) { $0 + $1.count } }
  }

  /// `memory`: bytes that the records of all workers may take together while files are read; nil for no bound.
  init(
    schema: RosterSchema, kind: IdentifierKind, by: [String], threads: Int, blockSize: Int, memory: Int?
  ) {
    self.schema = schema
    self.kind = kind
    self.by = by
    self.threads = max(1, threads)
    self.blockSize = blockSize
    let share = memory.map { $0 / max(1, threads) }
    stores = kind == .rut ? (0..<self.threads).map { _ in RecordStore(memory: share) } : []
    wideStores = kind == .rut ? [] : (0..<self.threads).map { _ in WideStore(memory: share) }
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
    for store in stores { store.beginSource() }
    for store in wideStores { store.beginSource() }
    let workers = WorkerRecords(count: threads) {
      CompactRecords(plan: plan, form: form, kind: kind, year: year)
    }
    let stores = self.stores
    let wideStores = self.wideStores
    let account = try stream.run(
      restart: {
        for store in stores { store.restartSource() }
        for store in wideStores { store.restartSource() }
        workers.reset()
      },
      body: { worker, block in
        let records = workers[worker]
        let number = firstBlock + block.index
        precondition(
          number < PanelRecord.blockLimit && block.rows <= PanelRecord.rowLimit,
          "block \(number) of \(block.rows) rows")
        records.fill(block, number: number)
        if kind == .rut {
          stores[worker].append(records, block: number)
        } else {
          wideStores[worker].append(records, block: number)
        }
      })
    if let failure = stores.lazy.compactMap(\.failure).first { throw failure }
    if let failure = wideStores.lazy.compactMap(\.failure).first { throw failure }
    let all = workers.all
    if all.contains(where: \.hasTooManyStates) {
      throw PanelError.tooManyStates(Set(all.flatMap(\.stateTexts)).count)
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
        path: path, year: year, position: position, firstBlock: firstBlock, stream: stream, account: account,
        workers: all, setAside: setAside))
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
