import Foundation
import TableFiles

/// What an evaluation that was written to a folder before left there, by its own manifest.
enum EarlierRun {
  /// Names in the folder of files that the program writes for the tables which the manifest there lists; none where it is no manifest of the
  /// program's.
  static func files(in folder: String) -> Set<String> {
    guard let bytes = try? FileBytes.read("\(folder)/manifest.json", limit: 16 << 20),
      let manifest = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      manifest["program"] as? String == "trayectoria", let ids = manifest["tables"] as? [String]
    else { return [] }
    var names: Set<String> = [
      "report.md", "report.html", "report.tex", "report.xlsx", "comparison.csv", "differences.csv",
      "publication_audit.csv",
    ]
    // A manifest may hold anything: only what names a file of a table leads to one.
    for id in ids where id.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) {
      for ending in ["csv", "json", "tex"] { names.insert("tables/\(id).\(ending)") }
      names.insert("figures/\(id).svg")
    }
    return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
  }
}
