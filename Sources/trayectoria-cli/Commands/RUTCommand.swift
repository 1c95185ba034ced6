import ArgumentParser
import Foundation
import Trayectoria

struct RUTCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rut", abstract: "Validate and format RUTs, compute check digits.",
    subcommands: [Check.self, DigitOf.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Validate and format RUTs.")

    @Argument(help: "RUTs in any form: 12.345.678-5, 12345678-5, 123456785.")
    var values: [String]

    @OptionGroup var result: ResultOptions

    func run() throws {
      let checked = values.map { value -> (RUT?, RUT.Fault?) in
        do throws(RUT.Fault) { return (try RUT(parsing: value), nil) } catch { return (nil, error) }
      }
      if result.format == .json {
        try result.emit(
          JSONText.object([
            ("command", .string("rut")),
            (
              "results",
              .array(
                checked.map { rut, fault in
                  .object([
                    ("valid", .bool(rut != nil)), ("formatted", .string(rut?.formatted)),
                    ("provisional", rut.map { .bool($0.isProvisional) } ?? .null),
                    ("reason", .string(fault?.rawValue)),
                  ])
                })
            ),
          ]).text)
      } else {
        let lines = checked.map { rut, fault in
          rut.map { $0.formatted + ($0.isProvisional ? " (provisional)" : "") }
            ?? "invalid: \(fault?.rawValue ?? "")"
        }
        try result.emit(lines.joined(separator: "\n"))
      }
      if checked.contains(where: { $0.0 == nil }) { throw ExitCode(1) }
    }
  }

  struct DigitOf: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "digit", abstract: "Compute check digits.")

    @Argument(help: "Numbers without check digit.")
    var bodies: [String]

    @OptionGroup var result: ResultOptions

    func run() throws {
      let computed = bodies.map { text -> RUT? in
        let digits = text.filter { $0 != "." && $0 != " " }
        return UInt32(digits).flatMap { RUT(body: $0) }
      }
      if result.format == .json {
        try result.emit(
          JSONText.object([
            ("command", .string("rut")),
            (
              "results",
              .array(
                computed.map { rut in
                  .object([
                    ("valid", .bool(rut != nil)),
                    ("digit", .string(rut.map { String($0.formatted.suffix(1)) })),
                    ("formatted", .string(rut?.formatted)),
                    ("provisional", rut.map { .bool($0.isProvisional) } ?? .null),
                    ("reason", .string(rut == nil ? RUT.Fault.unreadable.rawValue : nil)),
                  ])
                })
            ),
          ]).text)
      } else {
        try result.emit(
          computed.map {
            $0.map { String($0.formatted.suffix(1)) } ?? "invalid: \(RUT.Fault.unreadable.rawValue)"
          }
          .joined(separator: "\n"))
      }
      if computed.contains(where: { $0 == nil }) { throw ExitCode(1) }
    }
  }
}
