import Foundation

/// Whether two paths lead to one file, there already or not.
enum SamePath {
  static func same(_ a: String, _ b: String) -> Bool {
    var first = stat()
    var second = stat()
    guard stat(a, &first) == 0, stat(b, &second) == 0 else {
      return URL(fileURLWithPath: a).standardizedFileURL == URL(fileURLWithPath: b).standardizedFileURL
    }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
