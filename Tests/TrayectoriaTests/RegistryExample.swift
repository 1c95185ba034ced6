import Trayectoria

/// The code that docs/registries.md shows, compiled.
enum RegistryExample {
  static func join(panel: Panel, folder: String) throws -> (RegistryJoin, RecordCube, TrajectoryCube) {
    let schema = RosterSchema(
      identifier: "run", digit: "dv", fields: [FieldDefinition("dependencia", type: .text)],
      state: .present, duplicates: .first)
    let reader = RosterReader(schema: schema)
    let schools = try Registry(
      "escuela",
      yearly: (2014...2016).map { try reader.read(year: $0, paths: ["\(folder)/matricula_\($0).csv"]) },
      schema: schema)
    let join = try RegistryJoin(panel, schools)
    for account in join.accounts {
      print(account.year ?? 0, account.matched, account.onlyInPanel, account.onlyInRegistry)
    }
    // Fields of the register as dimensions of the panel's records.
    let attached = panel.attaching(join, fields: ["dependencia"])
    let kind = attached.observedDimension(field: "escuela.dependencia")
    let dimensions = try DimensionTable([join.dimension, kind], panel: attached)
    let records = try attached.records(
      by: ["anio", "escuela", "escuela.dependencia"], dimensions: dimensions, yearName: "anio",
      stateName: "tramo")
    // People by whether they are in a later register.
    let people = attached.trajectories(
      strata: [join.stratum("matriculado en 2016", year: 2016)], dimensions: dimensions
    ).cube
    return (join, records, people)
  }
}
