import Columns
import Indicators
import Kernels
import Rosters

/// The list that was paid beside those entitled: delivered, errors of inclusion and of exclusion, and what was paid otherwise.
struct PaidComparison {
  private let section: EligibilitySection
  private let rows: [UInt32]
  private let present: [UInt32]
  private let payees: EligibilityPayees
  private let tramos: [UInt8?]
  private let amounts: (values: [Int64], validity: Bitmap)?
  private let collectors: (values: [Int64], validity: Bitmap)?
  private let identifiers: [UInt32]
  private let pesos: [Int]?

  init(
    _ section: EligibilitySection, _ paid: EligibilitySection.Paid, _ data: EligibilityData.Year,
    _ payees: EligibilityPayees
  ) {
    self.section = section
    self.payees = payees
    rows = data.rows[paid.register]
    present = data.rows[section.people]
    pesos = section.amounts?[data.year]
    let roster = data.rosters[paid.register]
    // RUTs alone are their own number; other identifiers are keys.
    identifiers = roster.kind == .rut ? roster.identifiers : []
    if let field = paid.tramo {
      let column = data.column(field)
      switch column.values {
      case .category(let codes, let levels):
        let own = levels.map { level in section.tramos.firstIndex(of: level).map(UInt8.init) }
        tramos = codes.indices.map { column.validity[$0] ? own[Int(codes[$0])] : nil }
      case .integer(let values):
        var own: [Int64: UInt8] = [:]
        for (place, label) in section.tramos.enumerated() {
          if let number = Int64(label) { own[number] = UInt8(place) }
        }
        tramos = values.indices.map { column.validity[$0] ? own[values[$0]] : nil }
      default: tramos = []
      }
    } else {
      tramos = []
    }
    func numbers(_ field: FieldReference?) -> (values: [Int64], validity: Bitmap)? {
      guard let field, case .integer(let values) = data.column(field).values else { return nil }
      return (values, data.column(field).validity)
    }
    amounts = numbers(paid.amount)
    collectors = numbers(paid.payee)
  }

  /// The comparison, and who was paid.
  func compare(_ judged: EligibilityJudgement, people: Int) -> (EligibilityYearResult.Delivery, Bitmap) {
    var result = EligibilityYearResult.Delivery(
      inclusion: [Int](repeating: 0, count: section.rules.count + 1),
      exclusion: [Int](repeating: 0, count: section.tramos.count))
    var received = Bitmap(count: people)
    for person in 0..<people {
      let isEntitled = judged.entitled[person]
      if isEntitled {
        result.entitled += 1
        result.amountEntitled += pesos?[Int(judged.tramos[person])] ?? 0
      }
      guard rows[person] != 0 else {
        if isEntitled { result.exclusion[Int(judged.tramos[person])] += 1 }
        continue
      }
      received[person] = true
      result.paid += 1
      let row = Int(rows[person]) - 1
      if let amounts, amounts.validity[row] {
        // A column of hostile numbers may be beyond all sums.
        result.amountPaid = result.amountPaid.addingReportingOverflow(Int(amounts.values[row])).partialValue
      }
      guard isEntitled else {
        let rule = section.rules.indices.first { judged.verdicts[$0][person] != .passed }
        result.inclusion[present[person] == 0 ? section.rules.count : rule ?? section.rules.count] += 1
        continue
      }
      result.delivered += 1
      compare(person, row, judged, into: &result)
    }
    return (result, received)
  }

  private func compare(
    _ person: Int, _ row: Int, _ judged: EligibilityJudgement,
    into result: inout EligibilityYearResult.Delivery
  ) {
    let own = judged.tramos[person]
    if !tramos.isEmpty, tramos[row] != own { result.otherTramo += 1 }
    if let amounts, let pesos, !amounts.validity[row] || amounts.values[row] != Int64(pesos[Int(own)]) {
      result.otherAmount += 1
    }
    guard let collectors, collectors.validity[row], let place = payees.payee(of: person) else { return }
    let expected =
      payees.isOneself(place)
      ? (identifiers.isEmpty ? nil : Int64(identifiers[row])) : payees.number(place, of: person)
    guard let expected else { return }
    result.payeesCompared += 1
    if collectors.values[row] != expected { result.otherPayee += 1 }
  }
}
