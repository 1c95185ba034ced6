/// The unit of a number of a spec: a product of powers of persons and of kinds of money. Without any it is a plain number, such
/// as a share.
struct FormulaUnit: Hashable, CustomStringConvertible {
  /// Exponents by name, none of them zero.
  private(set) var powers: [String: Int]

  static let number = FormulaUnit(powers: [:])
  static let persons = FormulaUnit(powers: ["personas": 1])

  private init(powers: [String: Int]) { self.powers = powers.filter { $0.value != 0 } }

  static func named(_ name: String) -> FormulaUnit { FormulaUnit(powers: [name: 1]) }

  /// Money of each year, in pesos or thousands of them.
  static let nominal = "pesos de cada año"

  /// Words for those who are counted: a payment, a bonus and a beneficiary are one record of a person and year.
  private static let counted: Set<String> = [
    "persona", "personas", "beneficiario", "beneficiarios", "beneficiaria", "beneficiarias", "pago", "pagos",
    "bono",
    "bonos", "estudiante", "estudiantes", "alumno", "alumnos", "hogar", "hogares",
  ]

  /// Reads what a spec writes: `personas`, `pesos de 2018 por beneficiario`, `parte de los pagos`, `%`.
  init(_ text: String) {
    let words = text.lowercased().split(separator: " ").map(String.init)
    let parts = words.split(separator: "por").map { $0.joined(separator: " ") }
    var powers: [String: Int] = [:]
    for (place, part) in parts.enumerated() {
      guard let name = FormulaUnit.base(part) else { continue }
      powers[name, default: 0] += place == 0 ? 1 : -1
    }
    self.init(powers: powers)
  }

  /// The name of a part without "por"; nil for a plain number.
  private static func base(_ part: String) -> String? {
    let first = part.split(separator: " ").first.map(String.init) ?? ""
    if ["%", "parte", "partes", "porcentaje", "razón", "proporción", "veces", "índice", "número", ""]
      .contains(first)
    {
      return nil
    }
    return counted.contains(first) ? "personas" : part
  }

  static func * (a: FormulaUnit, b: FormulaUnit) -> FormulaUnit {
    FormulaUnit(powers: a.powers.merging(b.powers, uniquingKeysWith: +))
  }

  static func / (a: FormulaUnit, b: FormulaUnit) -> FormulaUnit {
    FormulaUnit(powers: a.powers.merging(b.powers.mapValues { -$0 }, uniquingKeysWith: +))
  }

  /// With money of each year turned into money of the base year; nil where there is none.
  func deflated(to year: Int) -> FormulaUnit? {
    for (name, power) in powers where name.hasSuffix(FormulaUnit.nominal) {
      var result = powers
      result[name] = nil
      result[String(name.dropLast("cada año".count)) + String(year), default: 0] += power
      return FormulaUnit(powers: result)
    }
    return nil
  }

  var description: String {
    if powers.isEmpty { return "a plain number" }
    let sorted = powers.sorted { $0.key < $1.key }
    func shown(_ wanted: (Int) -> Bool) -> String {
      sorted.filter { wanted($0.value) }.map { abs($0.value) == 1 ? $0.key : "\($0.key)^\(abs($0.value))" }
        .joined(separator: " × ")
    }
    let top = shown { $0 > 0 }
    let bottom = shown { $0 < 0 }
    return (top.isEmpty ? "1" : top) + (bottom.isEmpty ? "" : " por " + bottom)
  }
}
