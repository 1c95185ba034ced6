import ArgumentParser
import Trayectoria

/// The file that a command reads its columns from.
struct DataOptions: ParsableArguments {
  @Option(help: "The file with the data: a CSV with a header.")
  var data: String

  @OptionGroup var dialect: DialectArguments

  var file: DataFile { DataFile(path: data, dialect: dialect) }

  /// Another file in the same dialect.
  func reading(_ path: String) -> DataFile { DataFile(path: path, dialect: dialect) }
}

/// `--where`, read the same by every command.
enum RowFilterOption {
  static func filter(_ text: String?) throws -> RowFilter? {
    guard let text else { return nil }
    do throws(FormulaError) { return try RowFilter(text) } catch {
      throw Failure(
        .badSpec, "--where, line \(error.position.line), column \(error.position.column): \(error.message)")
    }
  }
}

/// `--confidence`, the same range for every command.
enum ConfidenceOption {
  static func check(_ confidence: Double) throws {
    guard confidence >= 0.001, confidence < 1 else {
      throw Failure(.usage, "--confidence goes from 0.001 to less than 1, for instance 0.95")
    }
  }
}
