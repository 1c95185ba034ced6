#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

extension Double {
  /// The natural logarithm, from the platform's library.
  var logarithm: Double { log(self) }
}
