import Columns
import Contracts
import Indicators
import Kernels

/// The words of a settlement's tables.
struct SettlementWording {
  let language: Language

  init(_ language: Language) { self.language = language }

  private func word(_ es: String, _ en: String) -> String { language == .spanish ? es : en }

  var pesos: String { word("pesos", "pesos") }
  var source: String { word("elaboración propia a partir del contrato", "own computation from the contract") }
  var results: String { word("Resultados y pagos", "Results and payments") }
  var outcomes: String { word("Costo por resultado", "Cost per outcome") }
  var investors: String { word("Inversionistas", "Investors") }
  var parties: String { word("Saldos de las partes", "Balances of the parties") }
  var money: String {
    word("Dinero público y privado de los pagos", "Public and private money of the payments")
  }
  var ledger: String { word("Libro de movimientos", "Ledger") }
  var simulation: String { word("Distribución simulada", "Simulated distribution") }
  var differences: String { word("Diferencias con lo publicado", "Differences from what was published") }
  var notRead: String { word("Sin leer", "Not read") }

  /// One line of counts.
  func counts(_ comparison: PublishedComparison) -> String {
    let format = NumberFormat(language)
    let all = comparison.cells.count
    let different = comparison.count(.different)
    let missing = comparison.count(.notRecomputed)
    let (total, same) = (format.text(all), format.text(all - different - missing))
    let (other, none) = (format.text(different), format.text(missing))
    return word(
      "Celdas publicadas: \(total); iguales o dentro del redondeo: \(same); distintas: \(other); sin recalcular: \(none).",
      "Published cells: \(total); equal or within rounding: \(same); different: \(other); not recomputed: \(none)."
    )
  }

  var zero: String { word("Los saldos suman cero.", "The balances add up to zero.") }

  /// The title of a table, without that of the contract; nil where the settlement has none of that id.
  func title(of id: String) -> String? {
    switch id {
    case "settlement-results": results
    case "settlement-outcomes": outcomes
    case "settlement-investors": investors
    case "settlement-parties": parties
    case "settlement-money": money
    case "settlement-ledger": ledger
    case "settlement-simulation": simulation
    default: nil
    }
  }

  func budget(_ budget: Int, paid: Int) -> String {
    let format = NumberFormat(language)
    let share = (Exact(paid) / Exact(budget)).map { format.text($0 * Exact(100), decimals: 1) }
    let whole = format.text(budget)
    return share.map {
      word(
        "Se ha pagado el \($0) % del presupuesto de \(whole) pesos.",
        "\($0) % of the budget of \(whole) pesos has been paid.")
    } ?? word("El presupuesto es de cero pesos.", "The budget is of zero pesos.")
  }

  /// Why a rate is blank.
  func internalRates(_ investors: [InvestorReturn], _ names: [String: String]) -> [String] {
    let format = NumberFormat(language)
    return investors.compactMap { investor in
      guard investor.internalRateOfReturn == nil, investor.invested > 0 else { return nil }
      let name = names[investor.investor] ?? investor.investor
      let rates = investor.internalRates.map { format.text(100 * $0, decimals: 2) + " %" }
      if rates.isEmpty {
        return word(
          "\(name): ninguna tasa anula los flujos y la TIR queda en blanco.",
          "\(name): no rate makes the flows worth nothing and the IRR is blank.")
      }
      let list = rates.joined(separator: word(" y ", " and "))
      return word(
        "\(name): \(list) anulan los flujos, porque vuelve a invertir después de un pago; la TIR no es única y queda en blanco.",
        "\(name): \(list) make the flows worth nothing, as more is invested after a payment; the IRR is not unique and is blank."
      )
    }
  }

  /// Who certified the results of a milestone, when and on what evidence.
  func certified(_ certification: Certification, by name: String, of milestone: String) -> String {
    word(
      "\(milestone): certificado por \(name) el \(certification.date.text); evidencia \(certification.evidence.lowercased()).",
      "\(milestone): certified by \(name) on \(certification.date.text); evidence \(certification.evidence.lowercased())."
    )
  }

  func closed(_ closing: Ledger.Closing) -> String {
    word(
      "Cerrado hasta \(closing.until.text) con \(closing.entries) \(closing.entries == 1 ? "movimiento" : "movimientos"); huella \(closing.digest).",
      "Closed up to \(closing.until.text) with \(closing.entries) \(closing.entries == 1 ? "entry" : "entries"); digest \(closing.digest)."
    )
  }

  func simulated(_ simulation: SettlementSimulation) -> String {
    let format = NumberFormat(language)
    let share = simulation.wholeCapital.exact.map { format.text($0 * Exact(100), decimals: 1) } ?? "–"
    return word(
      "\(format.count(simulation.draws, "sorteo", "sorteos")) con semilla \(simulation.seed); el capital se repaga completo en el \(share) % de ellos.",
      "\(format.count(simulation.draws, "draw", "draws")) with seed \(simulation.seed); the whole capital is repaid in \(share) % of them."
    )
  }

  /// What to say of a certified result that pays nothing; nil of any other.
  func withoutPayment(_ result: Settlement.Result, of outcome: Outcome?) -> String? {
    switch result.state {
    case .notMeasured, .notCertified: return nil
    case .paid, .due:
      guard result.amount == 0 else { return nil }
      guard let outcome, let value = result.measurement?.value, !outcome.reachesTarget(value) else {
        return word("Sin pago", "No payment")
      }
      return word("Sin pago (meta no alcanzada)", "No payment (target not reached)")
    }
  }

  var labels: [String: String] {
    let both: [(String, String, String)] = [
      ("milestone", "Hito", "Milestone"), ("outcome", "Resultado", "Outcome"),
      ("provider", "Proveedor", "Provider"), ("state", "Estado", "State"), ("value", "Valor", "Value"),
      ("amount", "Monto", "Amount"), ("paid", "Pagado", "Paid"), ("most", "Máximo", "Most"),
      ("persons", "Personas con el resultado", "Persons reached"),
      ("cost_per_person", "Costo por persona", "Cost per person"),
      ("investor", "Inversionista", "Investor"), ("invested", "Invertido", "Invested"),
      ("capital_repaid", "Capital devuelto", "Capital repaid"), ("gained", "Retorno", "Gained"),
      ("loss", "Capital no devuelto", "Capital not repaid"), ("irr_pct", "TIR anual (%)", "Yearly IRR (%)"),
      ("party", "Parte", "Party"), ("role", "Rol", "Role"), ("received", "Recibido", "Received"),
      ("balance", "Saldo", "Balance"), ("number", "N°", "No."), ("date", "Fecha", "Date"),
      ("kind", "Tipo", "Kind"), ("from", "De", "From"), ("to", "A", "To"),
      ("quantity", "Cantidad", "Quantity"), ("mean", "Media", "Mean"),
      ("std_dev", "Desviación estándar", "Standard deviation"), ("surplus", "Excedente", "Surplus"),
      ("not_measured", "No medido", "Not measured"), ("not_certified", "No certificado", "Not certified"),
      ("due", "Por pagar", "Due"), ("payer", "Pagador", "Payer"), ("evaluator", "Evaluador", "Evaluator"),
      ("source", "Fuente", "Source"), ("public", "Público", "Public"), ("private", "Privado", "Private"),
      ("total", "Total", "Total"), ("budget", "Presupuesto", "Budget"),
      ("share_pct", "Parte (%)", "Share (%)"),
      ("account", "Cuenta del contrato", "Contract's account"), ("investment", "Inversión", "Investment"),
      ("payment", "Pago", "Payment"), ("capital", "Capital", "Capital"), ("return", "Retorno", "Return"),
      ("verdict", "Resultado de la comparación", "Verdict"), ("cells", "Celdas", "Cells"),
      ("table", "Cuadro", "Table"), ("row", "Fila", "Row"), ("column", "Columna", "Column"),
      ("published", "Publicado", "Published"), ("recomputed", "Recalculado", "Recomputed"),
    ]
    return Dictionary(
      uniqueKeysWithValues: both.map { ($0.0, language == .spanish ? $0.1 : $0.2) })
  }
}
