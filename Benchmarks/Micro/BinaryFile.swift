import Foundation

/// Numbers as they lie in memory, for programs that read them on the same machine.
enum BinaryFile {
  static func write<Number: BitwiseCopyable>(_ values: [Number], to path: String) throws {
    try values.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: path))
  }
}
