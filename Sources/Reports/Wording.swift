/// The few words of its own that a report has, in each language.
public struct Wording: Sendable {
  public let source: String
  public let note: String
  public let formula: String
  public let ratios: String
  public let contents: String
  public let published: String
  public let recomputed: String
  public let verdict: String
  public let cause: String
  public let noCause: String
  public let comparison: String
  public let differences: String
  public let quality: String
  public let numerator: String
  public let denominator: String
  public let year: String
  public let period: String
  public let read: String
  public let used: String
  public let setAside: String
  public let people: String
  private let language: Language

  public init(_ language: Language) {
    self.language = language
    switch language {
    case .spanish:
      source = "Fuente"
      note = "Nota"
      formula = "Fórmula"
      ratios = "Fórmula, numeradores y denominadores"
      contents = "Contenido"
      published = "Publicado"
      recomputed = "Recalculado"
      verdict = "Resultado"
      cause = "Causa"
      noCause = "sin causa conocida"
      comparison = "Comparación con lo publicado"
      differences = "Diferencias y su causa"
      quality = "Calidad de las nóminas"
      numerator = "Numerador"
      denominator = "Denominador"
      year = "Año"
      period = "Período"
      read = "Filas leídas"
      used = "Usadas"
      setAside = "Apartadas"
      people = "Personas"
    case .english:
      source = "Source"
      note = "Note"
      formula = "Formula"
      ratios = "Formula, numerators and denominators"
      contents = "Contents"
      published = "Published"
      recomputed = "Recomputed"
      verdict = "Verdict"
      cause = "Cause"
      noCause = "no known cause"
      comparison = "Comparison with what was published"
      differences = "Differences and their cause"
      quality = "Quality of the rosters"
      numerator = "Numerator"
      denominator = "Denominator"
      year = "Year"
      period = "Period"
      read = "Rows read"
      used = "Used"
      setAside = "Set aside"
      people = "People"
    }
  }

  /// Why a cell is a star. `smallest`: fewer people than this are hidden, where that is known.
  public func suppressed(_ smallest: Int?) -> String {
    guard let smallest else {
      return language == .spanish
        ? "* Celda suprimida para proteger a las personas." : "* Cell suppressed to protect people."
    }
    let number = NumberFormat(language).text(smallest)
    return language == .spanish
      ? "* Celda suprimida para proteger a las personas: es de menos de \(number), o permitiría calcular una que lo es."
      : "* Cell suppressed to protect people: it is of fewer than \(number), or would give such a one away."
  }
}
