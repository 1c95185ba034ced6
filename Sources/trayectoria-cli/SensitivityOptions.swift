import Trayectoria

/// The options of `did` that ask what an estimate stands on.
struct SensitivityOptions {
  let bounds: String?
  let target: String?
  let dates: String?
  let groups: Int?
  let leftOut: SensitivityRequest.Group?

  /// Nil where nothing is asked for.
  func request() throws -> SensitivityRequest? {
    guard bounds != nil || dates != nil || groups != nil || leftOut != nil else {
      if target != nil { throw Failure(.usage, "--sensitivity-target belongs to --sensitivity") }
      return nil
    }
    var request = SensitivityRequest(leaveOneOut: leftOut)
    if let bounds {
      let parts = bounds.split(separator: "+", omittingEmptySubsequences: false)
      let kinds = parts.map { $0.prefix { $0 != ":" } }
      guard Set(kinds).count == kinds.count else {
        throw Failure(
          .usage, "--sensitivity names \(kinds[0]) twice; give all its values at once, as 0.5,1,2")
      }
      request.restrictions = try parts.map(restriction)
    } else if target != nil {
      throw Failure(.usage, "--sensitivity-target belongs to --sensitivity")
    }
    switch target {
    case nil, "first": request.target = .first
    case "average": request.target = .average
    case let text?:
      guard let time = Int(text) else {
        throw Failure(.usage, "--sensitivity-target is first, average or an event time")
      }
      request.target = .time(time)
    }
    if let dates {
      request.placeboDates = try dates.split(separator: ",", omittingEmptySubsequences: false).map { part in
        guard let shift = Int(part), (1...1000).contains(shift) else {
          throw Failure(.usage, "--placebo-dates are numbers of periods of 1 or more, as 1,2,3")
        }
        return shift
      }
      guard Set(request.placeboDates).count == request.placeboDates.count else {
        throw Failure(.usage, "--placebo-dates names a number of periods twice")
      }
    }
    if let groups {
      guard (1...1_000_000).contains(groups) else {
        throw Failure(.usage, "--placebo-groups is a number of draws from 1 to 1000000")
      }
      request.placeboGroups = groups
    }
    return request
  }

  private func restriction(_ text: Substring) throws -> SensitivityRequest.Restriction {
    let usage =
      "--sensitivity is relative-magnitudes:0.5,1,2 or smoothness:0,0.01, or both with + between them"
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw Failure(.usage, usage) }
    let values = try parts[1].split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part), value.isFinite, value >= 0 else { throw Failure(.usage, usage) }
      guard SensitivityRequest.Restriction.range.contains(value) else {
        throw Failure(.usage, "--sensitivity: values are from 0 to 1e70, and \(part) is not")
      }
      return value
    }
    switch parts[0] {
    case "relative-magnitudes": return .relativeMagnitudes(values)
    case "smoothness": return .smoothness(values)
    default: throw Failure(.usage, usage)
    }
  }
}
