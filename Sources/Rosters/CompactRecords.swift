import Columns
package import Kernels
package import TableFiles

/// The rows of a block reduced to what a panel needs: identifier, state, stratum and amount. One worker fills it block after
/// block, so that nothing is allocated for a row.
package final class CompactRecords {
  /// Rows of the block that are used.
  package private(set) var count = 0
  package let identifiers = Scratch<UInt32>(zero: 0)
  /// Keys of the persons, where identifiers are no RUTs; `identifiers` are zeros then.
  package let keys = Scratch<UInt128>(zero: 0)
  /// State of each row, as a position in `stateLabels`.
  package let states = Scratch<UInt8>(zero: 0)
  /// Stratum of each row, as the number of a combination.
  package let strataCodes = Scratch<UInt32>(zero: 0)
  package let amounts = Scratch<Int64>(zero: 0)
  /// Row of the block that each of them is.
  package let rows = Scratch<UInt32>(zero: 0)

  /// Labels of the states this worker has met.
  package private(set) var stateLabels: [String]

  /// Rows set aside, with block and line offset of the first for each reason.
  package private(set) var setAside: [SetAside: Tally] = [:]
  /// Fields that are not of their type, by column.
  package private(set) var unparsed: [String: Tally] = [:]
  package private(set) var provisional = Tally()
  /// More states than their codes can tell apart.
  package private(set) var hasTooManyStates = false

  /// Distinct texts met in the column of states.
  package var stateTexts: [String] { stateLevels.levels.map(StateColumn.canonical) }

  /// How often something was met, and where first: block and line offset in it.
  package struct Tally: Sendable {
    package var count = 0
    package var block = Int.max
    package var line = 0

    package init() {}

    mutating func add(_ block: Int, _ line: @autoclosure () -> Int) {
      count += 1
      if block < self.block {
        self.block = block
        self.line = line()
      }
    }

    package mutating func merge(_ other: Tally) {
      count += other.count
      if other.block < block {
        block = other.block
        line = other.line
      }
    }
  }

  private let plan: CompactPlan
  private let form: IdentifierForm
  let kind: IdentifierKind
  private let cutPoints: [Int64]
  private var stateLevels = LevelTable()
  /// State of each level of the state column; `CompactRecords.noState` where the text is none.
  private var stateOfLevel: [UInt8] = []
  private var amountStates: [Int64: UInt8] = [:]
  var byLevels: [LevelTable]
  /// For each column of strata but the first, the combinations of it with those before it.
  var pairs: [PairTable]
  /// Fault of each row so far: 0 none.
  let faults = Scratch<UInt8>(zero: 0)
  /// Check digit that each row must have, where its number was read the short way; `unknownDigit` elsewhere.
  private let expectedDigits = Scratch<UInt8>(zero: 0)
  private let digitTable = CheckDigitTable()
  /// Texts of states met lately, as words, and what they mean.
  private let recentTexts = Scratch<UInt64>(16, zero: 0)
  private let recentStates = Scratch<UInt8>(16, zero: 0)

  /// State of a field of one byte that was met before.
  private let statesOfByte = Scratch<UInt8>(256, zero: CompactRecords.noState)

  private static let noState: UInt8 = 255
  private static let unknownDigit: UInt8 = 255
  /// Stands for an amount that is missing.
  package static let noAmount = Int64.min
  /// No person received a thousand million million pesos: such a field is not an amount. The squares of what is smaller
  /// add up in 128 bits for any roster.
  package static let largestAmount: UInt64 = 1_000_000_000_000_000

  package init(plan: CompactPlan, form: IdentifierForm, kind: IdentifierKind = .rut, year: Int) {
    self.plan = plan
    self.form = form
    self.kind = kind
    byLevels = plan.by.map { _ in LevelTable() }
    pairs = plan.by.dropFirst().map { _ in PairTable() }
    stateLabels = []
    cutPoints =
      if case .cut(_, let points) = plan.schema.state { points.map { FixedDecimal.stored($0) ?? .max } } else
      { [] }
    switch plan.schema.state {
    case .cut(_, let points): stateLabels = points.indices.map { String($0 + 1) }
    case .present: stateLabels = ["1"]
    case .amount(_, let years):
      for (amount, label) in (years[year] ?? [:]).sorted(by: { $0.key < $1.key }) {
        amountStates[amount] = state(labelled: label)
      }
    case .given, .values: break
    }
  }

  /// Takes in a block; `number` is its number among all blocks of the year.
  package func fill(_ block: BlockStream.Block, number: Int) {
    count = 0
    let rows = block.rows
    faults.reserve(rows)
    identifiers.reserve(rows)
    states.reserve(rows)
    amounts.reserve(rows)
    strataCodes.reserve(rows)
    self.rows.reserve(rows)
    expectedDigits.reserve(rows)
    block.withColumn(plan.number) { kind == .rut ? readIdentifiers($0) : readKeys($0) }
    if plan.state == nil { states.clear(rows) }
    if plan.amount == nil { amounts.clear(rows) }
    if let digit = plan.digit { block.withColumn(digit) { checkDigits($0) } }
    if let state = plan.state { block.withColumn(state) { readStates($0, block, number) } }
    if let amount = plan.amount { block.withColumn(amount) { readAmounts($0, block, number) } }
    for (index, column) in plan.by.enumerated() { block.withColumn(column) { readStratum($0, index) } }
    compact(block, number)
    if kind != .rut { compactKeys() }
  }

  enum Fault {
    static let identifier: UInt8 = 1
    static let digit: UInt8 = 2
    static let missingState: UInt8 = 3
    static let outOfRange: UInt8 = 4
  }

  private func readIdentifiers(_ fields: FieldColumn) {
    let identifiers = self.identifiers.base
    let faults = self.faults.base
    let expected = expectedDigits.base
    let form = self.form
    let digits = digitTable.digits
    for row in 0..<fields.count {
      if form == .number, let plain = fields.digits(row) {
        // One to eight plain digits: the form of nearly all rosters. The check digit comes along.
        let body = plain.value
        identifiers[row] = body
        expected[row] = digits[plain.weightedSum]
        faults[row] = body == 0 ? Fault.identifier : 0
        continue
      }
      let field = fields.field(row)
      var body: UInt32 = 0
      var fault = Fault.identifier
      expected[row] = CompactRecords.unknownDigit
      switch IdentifierParser(form: form).value(field) {
      case .success(let value):
        body = value
        fault = 0
      case .failure(.wrongDigit): fault = Fault.digit
      case .failure: break
      }
      identifiers[row] = body
      faults[row] = fault
    }
  }

  private func checkDigits(_ fields: FieldColumn) {
    let identifiers = self.identifiers.base
    let faults = self.faults.base
    let expected = expectedDigits.base
    for row in 0..<fields.count where faults[row] == 0 {
      var right = expected[row]
      if right == CompactRecords.unknownDigit { right = RUT.checkDigit(of: identifiers[row]) }
      if RUTFields.digitValue(fields.byte(row)) == right { continue }
      let field = fields.field(row)
      if field.count != 1 || RUTFields.digitValue(field[0]) != right { faults[row] = Fault.digit }
    }
  }

  private func readStates(_ fields: FieldColumn, _ block: BlockStream.Block, _ number: Int) {
    let states = self.states.base
    let faults = self.faults.base
    switch plan.schema.state {
    case .cut(let name, _):
      let cutPoints = self.cutPoints
      for row in 0..<fields.count {
        let field = fields.field(row)
        guard !field.isEmpty, let value = NumberFields.decimal(field, mark: fields.decimalMark) else {
          if !field.isEmpty { unparsed[name, default: Tally()].add(number, block.lineOffset(ofRow: row)) }
          if faults[row] == 0 { faults[row] = Fault.missingState }
          continue
        }
        if faults[row] != 0 { continue }
        if value >= 0, let index = cutPoints.firstIndex(where: { value <= $0 }) {
          states[row] = UInt8(index)
        } else {
          faults[row] = Fault.outOfRange
        }
      }
    case .amount(let name, _):
      for row in 0..<fields.count {
        let field = fields.field(row)
        guard !field.isEmpty, let value = NumberFields.integer(field, mark: fields.decimalMark) else {
          if !field.isEmpty { unparsed[name, default: Tally()].add(number, block.lineOffset(ofRow: row)) }
          if faults[row] == 0 { faults[row] = Fault.missingState }
          continue
        }
        if faults[row] != 0 { continue }
        if let state = amountStates[value] { states[row] = state } else { faults[row] = Fault.outOfRange }
      }
    case .given, .values:
      let texts = recentTexts.base
      let meanings = recentStates.base
      let single = statesOfByte.base
      for row in 0..<fields.count where faults[row] == 0 {
        let byte = fields.byte(row)
        let known = single[Int(byte)]
        if known != CompactRecords.noState {
          states[row] = known
          continue
        }
        let field = fields.field(row)
        let key = LevelTable.shortKey(field)
        let slot = Int(truncatingIfNeeded: key ^ (key >> 7)) & 15
        if key == 0 || texts[slot] != key {
          guard let level = stateLevels.code(fields, row) else {
            faults[row] = Fault.missingState
            continue
          }
          if Int(level) == stateOfLevel.count {
            stateOfLevel.append(state(ofText: stateLevels.levels[Int(level)]))
          }
          texts[slot] = key
          meanings[slot] = stateOfLevel[Int(level)]
        }
        if meanings[slot] == CompactRecords.noState {
          faults[row] = Fault.outOfRange
        } else {
          states[row] = meanings[slot]
          if byte > UInt8(ascii: " ") { single[Int(byte)] = meanings[slot] }
        }
      }
    case .present: break
    }
  }

  private func state(ofText text: String) -> UInt8 {
    let plain = StateColumn.canonical(text)
    guard case .values(_, let translation) = plan.schema.state else {
      // A person's number that strayed into the column is no state, and must not be printed as one.
      return IdentifierLikeness.isCertainOrBare(text) ? CompactRecords.noState : state(labelled: plain)
    }
    let folded = plain.lowercased()
    let match = translation.first { StateColumn.canonical($0.key).lowercased() == folded }
    return match.map { state(labelled: $0.value) } ?? CompactRecords.noState
  }

  private func state(labelled label: String) -> UInt8 {
    if let known = stateLabels.firstIndex(of: label) { return UInt8(known) }
    guard stateLabels.count < Int(CompactRecords.noState) else {
      hasTooManyStates = true
      return CompactRecords.noState
    }
    stateLabels.append(label)
    return UInt8(stateLabels.count - 1)
  }

  private func readAmounts(_ fields: FieldColumn, _ block: BlockStream.Block, _ number: Int) {
    let amounts = self.amounts.base
    for row in 0..<fields.count {
      if let plain = fields.digits(row) {
        amounts[row] = Int64(plain.value)
        continue
      }
      let field = fields.field(row)
      if field.isEmpty {
        amounts[row] = CompactRecords.noAmount
      } else if let value = NumberFields.integer(field, mark: fields.decimalMark),
        value.magnitude <= CompactRecords.largestAmount
      {
        amounts[row] = value
      } else {
        amounts[row] = CompactRecords.noAmount
        unparsed[plan.schema.amount ?? "", default: Tally()].add(number, block.lineOffset(ofRow: row))
      }
    }
  }

  /// Moves the rows in use together and counts the others.
  private func compact(_ block: BlockStream.Block, _ number: Int) {
    let stratified = !plan.by.isEmpty
    let identifiers = self.identifiers.base
    let states = self.states.base
    let amounts = self.amounts.base
    let strataCodes = self.strataCodes.base
    let rows = self.rows.base
    let faults = self.faults.base
    var anyFault: UInt8 = 0
    var highest: UInt32 = 0
    for row in 0..<block.rows {
      anyFault |= faults[row]
      highest = max(highest, identifiers[row])
      rows[row] = UInt32(truncatingIfNeeded: row)
    }
    if anyFault == 0, highest < RUT.firstProvisional {
      // Nearly every block: all rows stay where they are.
      self.count = block.rows
      return
    }
    var count = 0
    for row in 0..<block.rows {
      if faults[row] != 0 {
        setAside(faults[row], row, block, number)
        continue
      }
      let id = identifiers[row]
      if id >= RUT.firstProvisional { provisional.add(number, block.lineOffset(ofRow: row)) }
      identifiers[count] = id
      states[count] = states[row]
      amounts[count] = amounts[row]
      rows[count] = UInt32(truncatingIfNeeded: row)
      if stratified { strataCodes[count] = strataCodes[row] }
      count += 1
    }
    self.count = count
  }

  private func setAside(_ fault: UInt8, _ row: Int, _ block: BlockStream.Block, _ number: Int) {
    let reason: SetAside =
      switch fault {
      case Fault.identifier: .invalidIdentifier
      case Fault.digit: .invalidCheckDigit
      case Fault.missingState: .missingState
      default: .stateOutOfRange
      }
    setAside[reason, default: Tally()].add(number, block.lineOffset(ofRow: row))
  }
}

/// Where the columns of a compact record stand among the wanted columns of a file.
package struct CompactPlan: Sendable {
  package let schema: RosterSchema
  /// Rising positions of the wanted columns in the file.
  package let wanted: [Int]
  let number: Int
  let digit: Int?
  let state: Int?
  let amount: Int?
  let by: [Int]

  /// Finds the columns; throws where one is missing.
  package init(_ header: FileHeader, schema: RosterSchema, by: [String]) throws(TableFileError) {
    self.schema = schema
    var found: [String: Int] = [:]
    for name in [schema.identifier] + [schema.digit, schema.state.field, schema.amount].compactMap({ $0 })
      + by
    {
      found[name] = try header.located(name)
    }
    let positions = Set(found.values).sorted()
    wanted = positions
    let slots = found.mapValues { position in positions.firstIndex(of: position) ?? 0 }
    number = slots[schema.identifier] ?? 0
    digit = schema.digit.flatMap { slots[$0] }
    state = schema.state.field.flatMap { slots[$0] }
    amount = schema.amount.flatMap { slots[$0] }
    self.by = by.compactMap { slots[$0] }
  }
}
