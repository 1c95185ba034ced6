import ArgumentParser
import Trayectoria

/// Options of the estimators of effects by time since the treatment.
struct EventOptionGroup: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Event times that effects are differences from, such as -1 or -1,-2 (default: the last before the treatment).",
      valueName: "times"))
  var reference: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Event times before and after these are one effect each: -5,5.", valueName: "a,b"))
  var bins: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Periods before and after the treatment that stacks and local projections take in: -3,4.",
      valueName: "a,b")
  )
  var window: String?

  @Option(help: "Leads of the pre-trend test of imputation (default: all but the earliest).")
  var leads: Int?

  @Flag(help: "Imputation's errors with the means of the other units of a group.")
  var leaveOut = false

  @Flag(help: "Local projections of effects weighted by units rather than by variance.")
  var reweight = false

  @Option(
    parsing: .unconditional, help: "A linear trend per period for which the pre-trend test's power is told.")
  var trend: Double?

  func options() throws -> EventOptions {
    if let leads, !(0...(1 << 30)).contains(leads) {
      throw Failure(.usage, "--leads is a number of periods, 0 or more")
    }
    if let trend, !(-1e70...1e70).contains(trend) {
      throw Failure(.usage, "--trend is a number from -1e70 to 1e70, in units of the outcome")
    }
    var options = EventOptions(leads: leads, leaveOut: leaveOut, reweighted: reweight, trend: trend)
    if let reference {
      options.references = try Self.numbers(reference, "--reference")
      guard Set(options.references).count == options.references.count else {
        throw Failure(.usage, "--reference names an event time twice")
      }
    }
    options.bins = try Self.range(bins, "--bins")
    options.window = try Self.range(window, "--window")
    return options
  }

  private static func numbers(_ text: String, _ option: String) throws -> [Int] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Int($0.filter { $0 != " " }) }
    guard values.count == parts.count, !values.isEmpty,
      values.allSatisfy({ (-(1 << 30)...(1 << 30)).contains($0) })
    else {
      throw Failure(.usage, "\(option) takes whole numbers with commas between them, such as -1,-2")
    }
    return values
  }

  private static func range(_ text: String?, _ option: String) throws -> ClosedRange<Int>? {
    guard let text else { return nil }
    let values = try numbers(text, option)
    guard values.count == 2, values[0] < 0, values[1] >= 0 else {
      throw Failure(.usage, "\(option) takes two event times, one before and one from the treatment on: -3,4")
    }
    return values[0]...values[1]
  }
}
