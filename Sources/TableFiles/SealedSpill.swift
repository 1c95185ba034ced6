import Crypto
import Foundation
import Kernels

/// A temporary file for what does not fit in memory. It never has a name that outlives its opening, and all that is written
/// to it is sealed with a key that only this process has (ChaCha20-Poly1305, RFC 8439), so neither a kill nor a look at the
/// disk gives anything away.
package final class SealedSpill: Sendable {
  /// A piece that was written.
  package struct Segment: Sendable {
    let offset: Int
    let length: Int
    let number: UInt64
  }

  private struct State {
    var end = 0
    var next: UInt64 = 0
  }

  private let handle: Int32
  private let key = SymmetricKey(size: .bits256)
  private let state = Locked(State())
  private let folder: String
  /// Bytes that sealing adds to a piece.
  private static let tag = 16

  /// Opens a nameless file in the folder for temporary files (`TMPDIR`, else /tmp).
  package init() throws(TableFileError) {
    folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(folder)/trayectoria-XXXXXX".utf8CString)
    let opened = mkstemp(&template)
    guard opened >= 0 else { throw .unwritable(path: folder, reason: String(cString: strerror(errno))) }
    unlink(template)
    handle = opened
  }

  deinit { close(handle) }

  /// Writes a piece and returns where it is.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(TableFileError) -> Segment {
    let segment = state.withLock { state in
      let segment = Segment(offset: state.end, length: bytes.count, number: state.next)
      state.end += bytes.count + SealedSpill.tag
      state.next += 1
      return segment
    }
    do {
      let box = try ChaChaPoly.seal(bytes, using: key, nonce: nonce(segment.number))
      let sealed = box.ciphertext + box.tag
      var written = 0
      try sealed.withUnsafeBytes { buffer in
        while written < buffer.count {
          let count = pwrite(
            handle, buffer.baseAddress! + written, buffer.count - written, off_t(segment.offset + written))
          if count < 0, errno == EINTR { continue }
          guard count > 0 else {
            throw TableFileError.unwritable(path: folder, reason: String(cString: strerror(errno)))
          }
          written += count
        }
      }
    } catch let error as TableFileError {
      throw error
    } catch {
      throw .unwritable(path: folder, reason: "a temporary file cannot be sealed")
    }
    return segment
  }

  /// Reads a piece back.
  package func read(_ segment: Segment, into target: UnsafeMutableRawBufferPointer) throws(TableFileError) {
    var sealed = [UInt8](repeating: 0, count: segment.length + SealedSpill.tag)
    var have = 0
    while have < sealed.count {
      let wanted = sealed.count - have
      let count = sealed.withUnsafeMutableBytes {
        pread(handle, $0.baseAddress! + have, wanted, off_t(segment.offset + have))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unreadable(path: folder, reason: "a temporary file cannot be read back") }
      have += count
    }
    do {
      let box = try ChaChaPoly.SealedBox(
        nonce: nonce(segment.number), ciphertext: sealed[..<segment.length], tag: sealed[segment.length...])
      target.copyBytes(from: try ChaChaPoly.open(box, using: key))
    } catch {
      throw .unreadable(path: folder, reason: "a temporary file was changed by somebody")
    }
  }

  /// The number of the piece: no two pieces under a key have the same.
  private func nonce(_ number: UInt64) throws -> ChaChaPoly.Nonce {
    try ChaChaPoly.Nonce(data: withUnsafeBytes(of: number.littleEndian) { Data($0) } + Data(count: 4))
  }
}
