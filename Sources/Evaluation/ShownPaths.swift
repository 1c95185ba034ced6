import Foundation

/// How an evaluation writes the paths of its files: as seen from the spec, or from the folder that rosters were looked for in instead, so
/// that the bytes do not depend on where a project lies and two folders are not confused.
public struct ShownPaths: Sendable {
  private let folders: [String]

  /// `rosters`: the folder given in place of the spec's.
  public init(_ spec: EvaluationSpec, rosters: String? = nil) {
    let own = RosterFiles.folder(of: spec, given: nil)
    let used = RosterFiles.folder(of: spec, given: rosters)
    let beside = RosterFiles.path(".", in: (spec.path as NSString).deletingLastPathComponent)
    folders = (used == own ? [beside, own] : [used, beside]).filter { !$0.isEmpty }
  }

  public func callAsFunction(_ path: String) -> String {
    guard let folder = folders.first(where: { path.hasPrefix($0 + "/") }) else { return path }
    return String(path.dropFirst(folder.count + 1))
  }
}
