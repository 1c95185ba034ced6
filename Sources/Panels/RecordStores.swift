import Kernels
import Rosters
import TableFiles

/// The records of all workers until they are joined, in the narrowest layout that holds what is told apart.
enum RecordStores {
  /// Eight bytes: 32-bit identifiers and few states; nobody is told apart by strata.
  case narrow([NarrowStore])
  /// Sixteen: 32-bit identifiers; a record has its stratum and its place.
  case placed([RecordStore])
  /// Thirty-two: any identifiers.
  case wide([WideStore])

  enum Layout { case narrow, placed, wide }

  /// `memory`: bytes that the records of a worker may take; nil for no bound.
  init(_ layout: Layout, workers: Int, memory: Int?) {
    let workers = 0..<workers
    self =
      switch layout {
      case .narrow: .narrow(workers.map { _ in NarrowStore(memory: memory) })
      case .placed: .placed(workers.map { _ in RecordStore(memory: memory) })
      case .wide: .wide(workers.map { _ in WideStore(memory: memory) })
      }
  }

  /// Begins the next source (file).
  func beginSource() {
    switch self {
    case .narrow(let stores): for store in stores { store.beginSource() }
    case .placed(let stores): for store in stores { store.beginSource() }
    case .wide(let stores): for store in stores { store.beginSource() }
    }
  }

  /// Forgets what was appended since the source began.
  func restartSource() {
    switch self {
    case .narrow(let stores): for store in stores { store.restartSource() }
    case .placed(let stores): for store in stores { store.restartSource() }
    case .wide(let stores): for store in stores { store.restartSource() }
    }
  }

  /// Takes over the rows in use of a block from a worker; false where the layout cannot tell so many states apart.
  func append(_ records: CompactRecords, block: Int, worker: Int) -> Bool {
    switch self {
    case .narrow(let stores):
      guard records.stateLabels.count <= NarrowRecord.stateLimit else { return false }
      stores[worker].append(
        records.count, identifiers: records.identifiers.base, states: records.states.base,
        amounts: records.amounts.base, block: block)
    case .placed(let stores):
      checkPlaces(records, block)
      stores[worker].append(records, block: block)
    case .wide(let stores):
      checkPlaces(records, block)
      stores[worker].append(records, block: block)
    }
    return true
  }

  private func checkPlaces(_ records: CompactRecords, _ block: Int) {
    let last = records.count == 0 ? 0 : Int(records.rows.base[records.count - 1])
    precondition(
      block < PanelRecord.blockLimit && last < PanelRecord.rowLimit, "row \(last) of block \(block)")
  }

  /// Why records could not be kept.
  var failure: TableFileError? {
    switch self {
    case .narrow(let stores): stores.lazy.compactMap(\.records.failure).first
    case .placed(let stores): stores.lazy.compactMap(\.records.failure).first
    case .wide(let stores): stores.lazy.compactMap(\.failure).first
    }
  }
}
