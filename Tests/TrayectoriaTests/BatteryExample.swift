import Trayectoria

/// The battery that docs/prepost.md shows, compiled.
enum BatteryExample {
  static func lines(folder: String) throws -> PrePostBattery.Result {
    var battery = PrePostBattery(
      outcomes: [.init(before: "deficit_pre", after: "deficit_post")], by: ["proveedor"])
    battery.cluster = "escuela"
    let read = try TableReader().read(path: "\(folder)/children.csv", columns: battery.columns)
    let result = try battery.run(read.table)
    return result
  }

  static func table(_ result: PrePostBattery.Result) -> String {
    BatteryTable(result, language: .spanish).text(.markdown)
  }
}
