import Reports

// The registry of households.

extension EligibilityTables {
  func bands(_ registry: EligibilitySection.RegistryTramos) -> ReportTable {
    shares(
      "registro-tramos",
      Phrase("Personas por tramo de calificación socioeconómica", "People by tramo of socioeconomic rating"),
      by: "tramo_registro", of: \.registry, told: { count($1, "registro-\($0.year)", $2) },
      labels: EligibilityPopulation.bands(section),
      formula: Phrase("100 × personas / personas del registro", "100 × people / people in the registry"))
  }

  func scores(_ registry: EligibilitySection.RegistryTramos) -> ReportTable {
    shares(
      "registro-tramo-menor",
      Phrase("El tramo más vulnerable, ordenado por puntaje", "The most vulnerable tramo, ordered by score"),
      by: "puntaje", of: \.scores, told: { count($1, "registro-menor-\($0.year)", $2) },
      labels: EligibilityPopulation.scores(section),
      formula: Phrase("100 × personas / personas del tramo ", "100 × people / people of the tramo ")
        + registry.labels[0])
  }
}
