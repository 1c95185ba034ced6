import ArgumentParser
import Foundation
import Trayectoria

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Versions, libraries in use, cores, and a self-test of a second.")

  @OptionGroup var result: ResultOptions

  func run() throws {
    let checks = SelfTest.run()
    let swift = SelfTest.swiftVersion
    if result.format == .json {
      try result.emit(
        JSONText.object([
          ("command", .string("doctor")), ("version", .string(TrayectoriaVersion.current)),
          ("swift", .string(swift)),
          ("blas", .string(BLASVersion.blas)), ("lapack", .string(BLASVersion.lapack)),
          ("cores", .integer(Parallel.cores)),
          (
            "checks",
            .array(
              checks.map {
                .object([("name", .string($0.name)), ("ok", .bool($0.ok)), ("detail", .string($0.detail))])
              })
          ),
        ]).text)
    } else {
      var lines = [
        "trayectoria \(TrayectoriaVersion.current), Swift \(swift)",
        "BLAS: \(BLASVersion.blas) (\(BLASVersion.core))",
        "LAPACK: \(BLASVersion.lapack)", "cores: \(Parallel.cores)",
      ]
      lines += checks.map { "\($0.ok ? "ok" : "FAILED")  \($0.name): \($0.detail)" }
      try result.emit(lines.joined(separator: "\n"))
    }
    if checks.contains(where: { !$0.ok }) { throw ExitCode(1) }
  }
}

/// Small computations with known answers.
enum SelfTest {
  static var swiftVersion: String {
    #if swift(>=6.3)
      "6.3 or later"
    #elseif swift(>=6.2)
      "6.2"
    #else
      "6.1"
    #endif
  }

  static func run() -> [(name: String, ok: Bool, detail: String)] {
    [checkDigit, solve, eigenvalues, rounding]
  }

  private static var checkDigit: (name: String, ok: Bool, detail: String) {
    let digits = [UInt32(12_345_678), 6, 30_686_957].map { RUT.checkDigit(of: $0) }
    return ("check digit", digits == [5, 10, 4], "three known numbers")
  }

  private static var solve: (name: String, ok: Bool, detail: String) {
    let matrix = Matrix(rows: 2, columns: 2, columnMajor: [2, 1, 1, 3])
    let right = Matrix(rows: 2, columns: 1, columnMajor: [5, 10])
    guard let x = try? matrix.solve(right) else { return ("LAPACK dgesv", false, "no solution") }
    return ("LAPACK dgesv", abs(x[0, 0] - 1) < 1e-14 && abs(x[1, 0] - 3) < 1e-14, "2 × 2 system")
  }

  private static var eigenvalues: (name: String, ok: Bool, detail: String) {
    let matrix = Matrix(rows: 2, columns: 2, columnMajor: [0.9, 0.2, 0.1, 0.8])
    guard let system = try? Eigensystem(of: matrix) else { return ("LAPACK dgeev", false, "no convergence") }
    let moduli = system.values.map(\.modulus)
    return (
      "LAPACK dgeev", abs(moduli[0] - 1) < 1e-14 && abs(moduli[1] - 0.7) < 1e-14, "2 × 2 transition matrix"
    )
  }

  private static var rounding: (name: String, ok: Bool, detail: String) {
    ("exact rounding", Exact(1, over: 8).text(decimals: 2) == "0.13", "halves away from zero")
  }
}
