import ArgumentParser
import Foundation
import Trayectoria

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Synthetic rosters: calibrated ones, a panel of any size, a country.",
    subcommands: [BLE.self, PanelFiles.self, Country.self])

  struct BLE: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ble",
      abstract:
        "Rosters of the Bono por Logro Escolar that agree with its published tables. The people are synthetic."
    )

    @Option(help: "Folder for the files BLE_<year>.csv.")
    var output: String

    @Option(help: "Years wanted, separated by commas.")
    var years = "2014,2015,2016,2017"

    @Option(
      help: "Folder with the calibration and published tables (default: notebooks-data/ble of the project).")
    var data: String?

    @OptionGroup var common: GenerateOptions

    func run() throws {
      let chosen = try GeneratedYears.parse(years)
      let folder = try data ?? ProjectData.ble()
      let generator = try BLERosterGenerator(
        calibrationDirectory: "\(folder)/calibration", publishedDirectory: "\(folder)/published")
      let files = try generator.write(seed: common.seed, years: chosen, to: output, progress: common.progress)
      try common.print(files.map { ($0.path, $0.rows) })
    }
  }

  struct PanelFiles: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "panel", abstract: "A synthetic panel of any size, for measuring.")

    @Option(help: "People in all.")
    var units: Int

    @Option(help: "Number of years, from 2014 on.")
    var years: Int

    @Option(help: "Rows of each year (default: half of the people).")
    var rowsPerYear: Int?

    @Option(help: "Number of columns.")
    var columns = 31

    @Option(help: "Folder for the files panel_<year>.csv.")
    var output: String

    @OptionGroup var common: GenerateOptions

    func run() throws {
      let generator = try PanelRosterGenerator(
        units: units, years: years, rowsPerYear: rowsPerYear, columns: columns, seed: common.seed)
      let files = try generator.write(to: output, progress: common.progress)
      try common.print(files.map { ($0.path, $0.rows) })
    }
  }
}

extension GenerateCommand {
  struct Country: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "country",
      abstract:
        "A synthetic country: full rosters of pupils and households, lists paid, the truth about them, and a spec that reads them."
    )

    @Option(help: "Pupils enrolled in a year.")
    var students = 1_000_000

    @Option(help: "Years of the programme, consecutive, separated by commas.")
    var years = "2014,2015,2016,2017"

    @Option(help: "Folder for the files.")
    var output: String

    @OptionGroup var common: GenerateOptions

    func run() throws {
      let generator = try CountryGenerator(
        students: students, years: try GeneratedYears.parse(years), seed: common.seed)
      let files = try generator.write(to: output, progress: common.progress)
      try common.print(files.map { ($0.path, $0.rows) })
    }
  }
}

/// Years separated by commas.
enum GeneratedYears {
  static func parse(_ list: String) throws -> [Int] {
    var chosen: [Int] = []
    for text in list.split(separator: ",") {
      guard let year = Int(text.trimmingCharacters(in: .whitespaces)) else {
        throw Failure(.usage, "--years: '\(text)' is no year")
      }
      if chosen.contains(year) { throw Failure(.usage, "the year \(year) is given twice") }
      chosen.append(year)
    }
    return chosen
  }
}

/// What all kinds of synthetic rosters are asked for with, and how the files written are listed.
struct GenerateOptions: ParsableArguments {
  @Option(help: "Seed; the same seed gives the same bytes.")
  var seed: UInt64 = 2018

  @Option(help: "Format of the list of files on standard output: text or json.")
  var format: ResultFormat = .text

  @Option(help: "Language of the result: es or en.")
  var language: Language = .spanish

  @OptionGroup var work: WorkOptions

  /// Tells a stage where somebody is looking.
  func progress(_ stage: String) {
    guard work.progress || isatty(2) != 0 else { return }
    FileHandle.standardError.write(Data("\(stage)\n".utf8))
  }

  func print(_ files: [(path: String, rows: Int)]) throws {
    if format == .json {
      let list = files.map { JSONText.object([("path", .string($0.path)), ("rows", .integer($0.rows))]) }
      try StandardOutput.write(
        JSONText.object([("command", .string("generate")), ("files", .array(list))]).text)
      return
    }
    let numbers = NumberFormat(language)
    try StandardOutput.write(
      files.map { file in
        let rows =
          language == .spanish
          ? numbers.count(file.rows, "fila", "filas") : numbers.count(file.rows, "row", "rows")
        return "\(file.path): \(rows)\n"
      }.joined())
  }
}

/// The data folder that comes with the project.
enum ProjectData {
  /// notebooks-data/ble in the current folder or above the executable.
  static func ble() throws -> String {
    var candidates = [FileManager.default.currentDirectoryPath]
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<6 {
      candidates.append(folder.path)
      folder.deleteLastPathComponent()
    }
    for candidate in candidates {
      let path = "\(candidate)/notebooks-data/ble"
      if FileManager.default.fileExists(atPath: "\(path)/calibration/cells.csv") { return path }
    }
    throw Failure(.badInput, "notebooks-data/ble: the calibration is not found; name its folder with --data")
  }
}
