import Foundation

/// The most memory that this process has had.
enum PeakMemory {
  /// Nil where the system does not tell.
  static var bytes: Int? {
    var usage = rusage()
    guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return nil }
    // Linux counts in kibibytes.
    return usage.ru_maxrss << 10
  }
}
