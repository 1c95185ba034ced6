/// The columns that a panel roster knows: those of the yearly roster, then names and tramo.
enum PanelColumn: Int, CaseIterable, Sendable {
  case folio, run, checkDigit, sex, birthDate, age, region, commune, dependency, familyRegion
  case familyCommune, school, teaching, grade, classLetter, average, ranking, promotion, position
  case attendance, payeeRun, payeeCheckDigit, payeeSex, amount, payment, paymentDate, paymentCommune
  case givenNames, firstSurname, secondSurname, tramo

  /// The columns kept however few are asked for.
  static let essential: Set<PanelColumn> = [.run, .checkDigit, .sex, .region, .amount, .tramo]

  /// The header of the column.
  var name: String {
    switch self {
    case .givenNames: "nombres"
    case .firstSurname: "apellido_paterno"
    case .secondSurname: "apellido_materno"
    case .tramo: "tramo"
    default: BLEColumns.names[rawValue]
    }
  }

  /// The essential columns and as many of the others, first to last, as make `count`; in order.
  static func selection(_ count: Int) -> [PanelColumn] {
    var others = count - essential.count
    return allCases.filter { column in
      if essential.contains(column) { return true }
      others -= 1
      return others >= 0
    }
  }
}
