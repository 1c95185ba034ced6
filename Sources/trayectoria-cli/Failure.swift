import Foundation
import Trayectoria

/// Exit codes of the command line.
enum ExitStatus: Int32 {
  /// Column missing, no valid row, empty result.
  case noAnswer = 1
  /// Findings under --strict.
  case findings = 2
  case usage = 64
  /// The spec is wrong.
  case badSpec = 65
  /// File missing or not decodable.
  case badInput = 66
  /// Output cannot be written.
  case badOutput = 73
}

/// What went wrong, as one line for a person and a code for a script.
struct Failure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  init(_ error: TableFileError) {
    switch error {
    case .missing, .unreadable, .notText: self.init(.badInput, error.description)
    case .empty, .columnMissing, .columnTwice: self.init(.noAnswer, error.description)
    case .unwritable: self.init(.badOutput, error.description)
    }
  }

  /// The same with what to do about it.
  init(_ error: TableFileError, hint: String?) {
    let plain = Failure(error)
    self.init(plain.status, hint.map { "\(plain.message); \($0)" } ?? plain.message)
  }

  init(_ error: PanelError) {
    switch error {
    case .yearTwice, .noYears, .tooManyYears: self.init(.usage, error.description)
    case .tooManyStates, .tooManyMembers, .noValidRow, .conflictingRecords, .unknownDimension,
      .holdsIdentifiers, .tooManyStrata, .identifierKinds, .registryKind, .inPeriods:
      self.init(.noAnswer, error.description)
    }
  }

  init(_ error: EstimateError) {
    self.init(error.isOfFormula ? .badSpec : error.isOfUsage ? .usage : .noAnswer, error.description)
  }

  init(_ error: DifferencesError) {
    self.init(error.isOfFormula ? .badSpec : error.isOfUsage ? .usage : .noAnswer, error.description)
  }

  init(_ error: SyntheticRosterError) {
    switch error {
    case .inputMissing: self.init(.badInput, error.description)
    case .inputMalformed, .inputInconsistent: self.init(.badSpec, error.description)
    case .outputNotWritable: self.init(.badOutput, error.description)
    case .wrongArgument(let name, let value, let expected):
      self.init(.usage, "\(Failure.option(name)) is '\(value)', expected \(expected)")
    }
  }

  /// The option of an argument of the generators: `rowsPerYear` is --rows-per-year, and their directory --output.
  private static func option(_ argument: String) -> String {
    if argument == "directory" { return "--output" }
    return "--" + argument.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
  }

  func exit() -> Never {
    let line = MessageText.shortened(message.split(whereSeparator: \.isNewline).joined(separator: " "))
    FileHandle.standardError.write(Data("trayectoria: \(line)\n".utf8))
    Foundation.exit(status.rawValue)
  }
}
