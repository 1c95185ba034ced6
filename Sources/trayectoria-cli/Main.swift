import ArgumentParser
import Foundation
import Trayectoria

@main
struct TrayectoriaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trayectoria",
    abstract: "From yearly rosters to the evaluation of a social programme.",
    version: TrayectoriaVersion.current,
    subcommands: [
      EvaluateCommand.self,
      PanelCommand.self,
      AuditCommand.self,
      EstimateCommand.self,
      PrePostCommand.self,
      DidCommand.self,
      SettleCommand.self,
      GenerateCommand.self,
      RUTCommand.self,
      DoctorCommand.self,
    ])

  static func main() {
    // A file that may not grow is a failed write, told like any other, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    Interruption.watch()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let repeated = RepeatedOption.first(in: arguments) {
      Failure(.usage, "the option \(repeated) is given twice").exit()
    }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      Warning.tell()
    } catch let failure as Failure {
      failure.exit()
    } catch let failure as TableFileError {
      Failure(failure).exit()
    } catch let failure as PanelError {
      Failure(failure).exit()
    } catch let failure as SpecError {
      Failure(.badSpec, failure.description).exit()
    } catch let failure as SectionDataError {
      Failure(.noAnswer, failure.description).exit()
    } catch let failure as SyntheticRosterError {
      Failure(failure).exit()
    } catch {
      // Help and version are no failures, and a command that has said all has a code alone.
      let code = exitCode(for: error)
      if code.isSuccess || error is ExitCode {
        Warning.tell()
        exit(withError: error)
      }
      let status: ExitStatus = code == .validationFailure ? .usage : .noAnswer
      Failure(status, "\(message(for: error)); see trayectoria --help").exit()
    }
  }
}

/// Options are given once: the parser would silently take the last.
enum RepeatedOption {
  static func first(in arguments: [String]) -> String? {
    var seen: Set<String> = []
    for argument in arguments {
      if argument == "--" { return nil }
      guard argument.hasPrefix("--"), argument.count > 2 else { continue }
      let name = String(argument.split(separator: "=", maxSplits: 1)[0])
      if !seen.insert(name).inserted { return name }
    }
    return nil
  }
}
