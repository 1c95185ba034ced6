public import ArgumentParser
import Foundation
public import Trayectoria

/// Formats of a result on standard output.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case csv
  case markdown
  case latex
  case html
}

extension Language: ExpressibleByArgument {}

extension IdentifierKind: ExpressibleByArgument {}

/// Where a result goes and how it looks.
struct ResultOptions: ParsableArguments {
  @Option(help: "Format of the result: text, json, csv, markdown, latex or html.")
  var format: ResultFormat = .text

  @Option(help: "File for the result instead of standard output.")
  var output: String?

  /// Writes the result to the file that was asked for, else to standard output.
  func emit(_ text: String) throws {
    let ended = text.hasSuffix("\n") ? text : text + "\n"
    if let output {
      try AtomicFile.write(ended, to: output)
    } else {
      try StandardOutput.write(ended)
    }
  }
}

extension ResultOptions {
  /// Writes the result and a figure, which takes its place only once the result has been written.
  func emit(_ text: String, figure: String, to path: String) throws {
    try AtomicFile.write(to: path) { pour in
      try pour(Array(figure.utf8))
      try emit(text)
    }
  }

  /// The same with a result that is made piece by piece, and ends its last line itself.
  func emit(_ make: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws {
    if let output {
      try AtomicFile.write(to: output, make)
    } else {
      try make { try StandardOutput.write($0) }
    }
  }
}

/// How many threads may work, and whether progress is shown.
struct WorkOptions: ParsableArguments {
  @Option(help: "Threads to use (default: all cores). The result does not depend on it.")
  var threads: Int?

  @Flag(help: "Show progress on standard error even where that is no terminal.")
  var progress = false

  mutating func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads goes from 1 to 1024") }
  }

  var threadCount: Int { threads ?? Parallel.cores }
}

/// How delimited files are written, where that is not to be detected.
struct DialectArguments: ParsableArguments {
  @Option(help: "Delimiter of the files: ';', ',', tab or '|' (default: detected).")
  var delimiter: String?

  @Option(help: "Decimal mark of the files: ',' or '.' (default: detected).")
  var decimal: String?

  @Option(help: "Encoding of the files: utf-8 or latin-1 (default: detected).")
  var encoding: String?

  func options() throws -> DialectOptions {
    var options = DialectOptions()
    switch delimiter {
    case nil, "auto": break
    case "tab", "\\t", "\t": options.delimiter = UInt8(ascii: "\t")
    case let text? where text.utf8.count == 1 && [";", ",", "|"].contains(text):
      options.delimiter = text.utf8.first
    case let text?: throw Failure(.usage, "--delimiter must be ';', ',', tab or '|', not '\(text)'")
    }
    switch decimal {
    case nil, "auto": break
    case ",", ".": options.decimalMark = decimal?.utf8.first
    case let text?: throw Failure(.usage, "--decimal must be ',' or '.', not '\(text)'")
    }
    switch encoding {
    case nil, "auto": break
    case let name?:
      guard let known = TextEncoding(rawValue: name.lowercased()) else {
        throw Failure(.usage, "--encoding must be utf-8 or latin-1, not '\(name)'")
      }
      options.encoding = known
    }
    return options
  }
}

/// An amount of memory: 512M, 4G, 800000K or plain bytes.
struct MemorySize: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    var digits = argument.uppercased()
    for ending in ["IB", "B"] where digits.hasSuffix(ending) { digits.removeLast(ending.count) }
    var scale = 1
    if let last = digits.last, let power = ["K": 10, "M": 20, "G": 30, "T": 40][String(last)] {
      scale = 1 << power
      digits.removeLast()
    }
    guard let count = Int(digits), count > 0 else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    bytes = product
  }
}
