import Reports
import Rosters

extension Audit {
  /// What was done with findings, in Spanish; files that programs read keep the English words.
  ///
  /// Most actions are always the same words; those that name a dimension or a reason begin alike.
  static func spanish(actions: some Sequence<String>) -> [String: String] {
    var shown = actionsInSpanish
    for action in actions where shown[action] == nil {
      if let rest = action.rest(after: "missing in the dimension ") {
        shown[action] = "quedan sin dato en la dimensión \(rest)"
      } else if let rest = action.rest(after: "row set aside: ") {
        shown[action] = "fila apartada: \(actionsInSpanish[rest] ?? rest)"
      } else if let rest = action.rest(after: "no report: ") {
        shown[action] = "sin reporte: \(rest)"
      } else if let rest = action.rest(after: "kept: larger than ") {
        shown[action] = "se conservan: mayor que la población \(rest)"
      }
    }
    return shown
  }

  private static let actionsInSpanish: [String: String] = [
    "set aside": "apartadas", "row set aside": "fila apartada", "set missing": "quedan sin dato",
    "read with a decimal point; if the points group thousands, write decimal: \",\"":
      "se leyeron con punto decimal; si los puntos son de miles, escriba decimal: \",\"",
    "counted as another tramo": "se cuentan como otro tramo",
    "kept": "se conservan", "collapsed into one": "se reducen a una", "stopped": "se detuvo",
    "the first record is kept": "queda el primer registro",
    "the last record is kept": "queda el último registro",
    "the record with the largest amount is kept": "queda el registro de mayor monto",
    "all records of these people in the year are set aside":
      "se apartan todos los registros de esas personas en el año",
    "kept as they are in text fields": "quedan como están en los campos de texto",
    "text that is not UTF-8 read as Latin-1": "el texto que no es UTF-8 se lee como Latin-1",
    "the cohort of the first record is used": "se usa la cohorte del primer registro",
    "kept; each year's value is used": "se conservan; se usa el valor de cada año",
    "taken as whole numbers of up to 64 bits": "tomado como números enteros de hasta 64 bits",
    "taken as text, character by character": "tomado como texto, carácter por carácter",
    "kept: more left in the month than stayed": "se conservan: se retiraron en el mes más de los que quedan",
    "kept: planned is the baseline, so there is no progress to measure":
      "se conservan: lo planificado es la línea base y no hay avance que medir",
    "kept: students and no places": "se conservan: hay estudiantes y ningún cupo",
    "not whole numbers, more attended than enrolled days, or no such month":
      "no son números enteros, hay más días asistidos que de matrícula, o no hay tal mes",
  ]
}

extension String {
  fileprivate func rest(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
