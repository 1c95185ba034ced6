import Trayectoria

/// The code that the README shows, compiled.
enum ReadmeExample {
  static func moves(folder: String) throws -> [Mobility.Move] {
    let schema = RosterSchema(
      identifier: "run", digit: "dv", fields: [FieldDefinition("dn_pos", type: .decimal)],
      state: .cut(field: "dn_pos", at: [Exact(15, over: 100), Exact(30, over: 100)]))
    let reader = RosterReader(schema: schema)
    let rosters = try (2014...2017).map { try reader.read(year: $0, paths: ["\(folder)/BLE_\($0).csv"]) }
    let panel = try Panel(rosters: rosters, schema: schema)
    var moves: [Mobility.Move] = []
    for move in Mobility(panel.trajectories()).moves where move.from != move.to {
      moves.append(move)
    }
    return moves
  }
}
