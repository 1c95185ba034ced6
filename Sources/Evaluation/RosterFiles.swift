import Foundation
import TableFiles

#if canImport(Glibc)
  import Glibc
#endif

/// The files that a glob names, in order of name.
enum RosterFiles {
  /// Files in `folder` that match the glob; throws where there is none.
  static func matching(_ pattern: String, in folder: String) throws(TableFileError) -> [String] {
    // The folder is a name, whatever characters it has.
    var literal = ""
    for character in folder {
      if "*?[\\".contains(character) { literal.append("\\") }
      literal.append(character)
    }
    let whole = path(pattern, in: literal)
    var found = glob_t()
    defer { globfree(&found) }
    let shown = path(pattern, in: folder)
    guard glob(whole, GLOB_NOSORT, nil, &found) == 0 else { throw .missing(path: shown) }
    var paths: [String] = []
    for index in 0..<Int(found.gl_pathc) {
      if let path = found.gl_pathv[index] { paths.append(String(cString: path)) }
    }
    guard !paths.isEmpty else { throw .missing(path: shown) }
    return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// The folder of a spec's rosters: as given, else beside the spec. Empty where that is the current one.
  static func folder(of spec: EvaluationSpec, given: String?) -> String {
    if let given { return plain(given) }
    return path(spec.folder, in: (spec.path as NSString).deletingLastPathComponent)
  }

  /// A file by a name that a spec gives, relative to a folder.
  static func path(_ name: String, in folder: String) -> String {
    plain(name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)")
  }

  /// A path without `.` and without slashes that follow each other. What `..` leads to depends on links, so it stays.
  private static func plain(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
