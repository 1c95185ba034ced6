import Reports

// What people read for machine labels.

extension EligibilityTables {
  /// What to show for machine labels.
  static let texts: [String: Phrase] = [
    "anio": Phrase("Año", "Year"), "regla": Phrase("Regla", "Rule"),
    "evaluadas": Phrase("Evaluadas", "Assessed"), "cumplen": Phrase("Cumplen", "Meet it"),
    "no_cumplen": Phrase("No cumplen", "Do not meet it"), "sin_dato": Phrase("Sin dato", "No data"),
    "cumplen_pct": Phrase("Cumplen (%)", "Meet it (%)"), "llegan": Phrase("Llegan", "Reach it"),
    "quedan": Phrase("Quedan", "Remain"), "quedan_pct": Phrase("Quedan (%)", "Remain (%)"),
    "tramo": Phrase("Tramo", "Tramo"), "personas": Phrase("Personas", "People"),
    "porcentaje": Phrase("Porcentaje", "Percentage"), "monto": Phrase("Monto", "Amount"),
    "gasto": Phrase("Gasto", "Spending"), "total": Phrase("Total", "Total"),
    "con_derecho": Phrase("Con derecho", "Entitled"), "pagadas": Phrase("Pagadas", "Paid"),
    "entregados": Phrase("Con derecho y pagadas", "Entitled and paid"),
    "entregados_pct": Phrase("Entregados (%)", "Delivered (%)"),
    "exclusion": Phrase("Exclusión", "Exclusion"), "inclusion": Phrase("Inclusión", "Inclusion"),
    "otro_tramo": Phrase("En otro tramo", "In another tramo"),
    "otro_monto": Phrase("Por otro monto", "Of another amount"),
    "otro_receptor": Phrase("A otro receptor", "To another payee"),
    "monto_pagado": Phrase("Monto pagado", "Amount paid"),
    "monto_con_derecho": Phrase("Monto con derecho", "Amount entitled to"), "error": Phrase("Error", "Error"),
    "motivo": Phrase("Motivo", "Reason"),
    "fuera_de_nomina": Phrase("Fuera de la nómina evaluada", "Not on the list assessed"),
    "receptor": Phrase("Receptor", "Payee"),
    "sin_receptor": Phrase("Sin receptor conocido", "No known payee"),
    "tramo_registro": Phrase("Tramo del registro", "Tramo of the registry"),
    "sin_calificacion": Phrase("Sin calificación", "Not rated"), "puntaje": Phrase("Puntaje", "Score"),
    "sin_puntaje": Phrase("Sin puntaje", "No score"),
    "de_salidas_pct": Phrase("De las salidas (%)", "Of those who left (%)"),
    "de_anterior_pct": Phrase("De quienes recibieron (%)", "Of those who received (%)"),
    "causa": Phrase("Causa", "Cause"),
    "perfil": Phrase("Perfil", "Profile"), "otros": Phrase("Otros perfiles", "Other profiles"),
    "puntos_medios": Phrase("Puntos de la posición (media)", "Points of position (mean)"),
    "not_comparable": Phrase("Sin posición en ambos años", "No position in both years"),
    "factor": Phrase("Factor", "Factor"), "poblacion": Phrase("Población", "Population"),
    "instrumento": Phrase("Instrumento", "Instrument"), "entrega": Phrase("Entrega", "Delivery"),
    "unico": Phrase("Único", "Single"),
    EligibilitySection.none: Phrase("Sin motivo encontrado", "No reason found"),
  ]
}
