import Foundation
import TableFiles
import Testing

@Suite("sealed temporary file")
struct SealedSpillTests {
  @Test("pieces come back as they were written, in any order")
  func roundTrip() throws {
    let spill = try SealedSpill()
    let pieces = (0..<40).map { number in
      (0..<(number * 97 + 1)).map { UInt8(truncatingIfNeeded: $0 * 31 + number) }
    }
    let segments = try pieces.map { piece in try piece.withUnsafeBytes { try spill.write($0) } }
    for (piece, segment) in zip(pieces, segments).reversed() {
      var back = [UInt8](repeating: 0, count: piece.count)
      try back.withUnsafeMutableBytes { try spill.read(segment, into: $0) }
      #expect(back == piece)
    }
  }

  @Test("has no name, and what it holds is not what was written")
  func hidden() throws {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    let spill = try SealedSpill()
    let secret = Array("12345678;12345678;12345678".utf8)
    _ = try secret.withUnsafeBytes { try spill.write($0) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!names.contains { $0.hasPrefix("trayectoria-") && $0.count == "trayectoria-XXXXXX".count })
    // Linux shows the open files of a process, nameless ones too.
    var found = false
    for descriptor in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      let link = "/proc/self/fd/\(descriptor)"
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
        target.hasPrefix("\(folder)/trayectoria-"), target.hasSuffix("(deleted)"),
        let data = FileManager.default.contents(atPath: link)
      else { continue }
      found = found || data.count >= secret.count
      #expect(data.range(of: Data("12345678".utf8)) == nil)
    }
    #expect(found)
  }
}
