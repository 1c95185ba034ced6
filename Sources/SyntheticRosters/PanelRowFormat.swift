/// How the fields of a panel record are written, with the texts and codes they need at hand.
struct PanelRowFormat {
  private let columns: [PanelColumn]
  private let fillers: Int
  private let men = SyntheticNames.men
  private let women = SyntheticNames.women
  private let surnames = SyntheticNames.surnames
  private let sexes = BLEColumns.sexes
  private let payments = BLEColumns.payments
  private let communeNames = TextTable(BLEGeography.communes.map(\.name))
  private let communeCodes = BLEGeography.communes.map(\.code)
  private let communes = BLEGeography.positions
  private let teaching = [310, 410, 510, 610]

  /// A format of `columns` columns: see `PanelColumn.selection`; above 31 the rest are fillers.
  init(columns: Int) {
    self.columns = PanelColumn.selection(columns)
    fillers = max(0, columns - PanelColumn.allCases.count)
  }

  /// Writes the header.
  func writeHeader(to writer: inout RosterWriter) throws(SyntheticRosterError) {
    for (index, column) in columns.enumerated() {
      if index > 0 { writer.separate() }
      writer.append(text: column.name)
    }
    for filler in 0..<fillers {
      writer.separate()
      writer.append(text: "extra_\(filler + 1)")
    }
    try writer.endRow()
  }

  /// Writes one record as a row.
  @inline(__always)
  func write(
    _ record: PanelRecord, year: Int, to writer: inout RosterWriter
  ) throws(SyntheticRosterError) {
    var started = false
    for column in columns {
      if started { writer.separate() }
      started = true
      write(column, of: record, year: year, to: &writer)
    }
    for filler in 0..<fillers {
      writer.separate()
      let bits = CounterHash.mix(record.yearBits &+ UInt64(filler))
      writer.append(integer: Int(bits & 0x3FF))
      writer.append(UInt8(ascii: ","))
      writer.append(UInt8(truncatingIfNeeded: 48 &+ (bits &>> 32) % 10))
    }
    try writer.endRow()
  }

  @inline(__always)
  private func write(
    _ column: PanelColumn, of record: PanelRecord, year: Int, to writer: inout RosterWriter
  ) {
    let bits = record.yearBits
    let age = year &- 1 &- record.birthYear
    switch column {
    case .folio: writer.append(integer: record.folio)
    case .run: writer.append(integer: record.run)
    case .checkDigit: writer.append(CheckDigit.ascii(of: record.run))
    case .sex: writer.append(sexes, record.sex)
    case .birthDate:
      writer.append(year: record.birthYear, month: record.birthMonth, day: record.birthDay)
    case .age: writer.append(integer: age)
    case .region: writer.append(integer: record.region)
    case .commune: writer.append(integer: communeCodes[commune(record.region, record)])
    case .dependency: writer.append(integer: 1 &+ record.dependency)
    case .familyRegion: writer.append(integer: record.familyRegion)
    case .familyCommune:
      writer.append(integer: communeCodes[commune(record.familyRegion, record)])
    case .school:
      let share = CounterHash.scale(record.placeBits &>> 32, below: 1_600)
      writer.append(integer: 1 &+ record.region &* 1_600 &+ Int(share))
    case .teaching:
      writer.append(integer: record.grade < 9 ? 110 : teaching[Int(record.fixedBits &>> 44 & 3)])
    case .grade: writer.append(integer: record.grade < 9 ? record.grade : record.grade &- 8)
    case .classLetter:
      let classes = UInt64((record.promotion &+ 37) / 38)
      let letter = CounterHash.scale((bits &>> 32 & 0xFFFF) &<< 16, below: classes)
      writer.append(UInt8(truncatingIfNeeded: 65 &+ letter))
    case .average: writer.append(tenths: record.average)
    case .ranking: writer.append(integer: record.ranking)
    case .promotion: writer.append(integer: record.promotion)
    case .position: writer.append(share: record.ranking, of: record.promotion)
    case .attendance: writer.append(integer: 85 &+ Int(bits &>> 48 & 15))
    case .payeeRun: writer.append(integer: payee(record, age: age))
    case .payeeCheckDigit: writer.append(CheckDigit.ascii(of: payee(record, age: age)))
    case .payeeSex:
      writer.append(sexes, age >= 18 ? record.sex : record.fixedBits &>> 46 & 63 < 4 ? 0 : 1)
    case .amount: writer.append(integer: record.tramo == 1 ? 57_776 : 34_666)
    case .payment: writer.append(payments, bits &>> 52 & 15 == 0 ? 0 : 1 &+ Int(bits &>> 56 & 1))
    case .paymentDate:
      writer.append(year: year, month: 9, day: 14 &+ Int(bits &>> 57 & 1) &* 10)
    case .paymentCommune: writer.append(communeNames, commune(record.familyRegion, record))
    case .givenNames:
      let names = record.sex == 0 ? men : women
      writer.append(names, pick(names, record.nameBits & 0xFFFF))
    case .firstSurname: writer.append(surnames, pick(surnames, record.nameBits &>> 16 & 0xFFFF))
    case .secondSurname: writer.append(surnames, pick(surnames, record.nameBits &>> 32 & 0xFFFF))
    case .tramo: writer.append(integer: record.tramo)
    }
  }

  @inline(__always)
  private func pick(_ table: TextTable, _ bits16: UInt64) -> Int {
    Int(CounterHash.scale(bits16 &<< 16, below: UInt64(table.count)))
  }

  @inline(__always)
  private func commune(_ region: Int, _ record: PanelRecord) -> Int {
    let range = communes[region]
    let share = CounterHash.scale(
      record.placeBits & 0xFFFF_FFFF, below: UInt64(range.count))
    return range.lowerBound &+ Int(share)
  }

  /// Who is of age collects alone; for the others somebody with a RUN below those of the units.
  @inline(__always)
  private func payee(_ record: PanelRecord, age: Int) -> Int {
    if age >= 18 { return record.run }
    return 1_000_000
      &+ Int(CounterHash.scale(record.householdBits &>> 8 & 0xFFFF_FFFF, below: 4_900_000))
  }
}
