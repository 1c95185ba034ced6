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
    let whole = pattern.hasPrefix("/") || folder.isEmpty ? pattern : "\(literal)/\(pattern)"
    var found = glob_t()
    defer { globfree(&found) }
    let shown = pattern.hasPrefix("/") || folder.isEmpty ? pattern : "\(folder)/\(pattern)"
    guard glob(whole, GLOB_NOSORT, nil, &found) == 0 else { throw .missing(path: shown) }
    var paths: [String] = []
    for index in 0..<Int(found.gl_pathc) {
      if let path = found.gl_pathv[index] { paths.append(String(cString: path)) }
    }
    guard !paths.isEmpty else { throw .missing(path: shown) }
    return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// The folder of a spec's rosters: as given, else beside the spec.
  static func folder(of spec: EvaluationSpec, given: String?) -> String {
    if let given { return given }
    if spec.folder.hasPrefix("/") { return spec.folder }
    let base = (spec.path as NSString).deletingLastPathComponent
    return base.isEmpty ? spec.folder : "\(base)/\(spec.folder)"
  }
}
