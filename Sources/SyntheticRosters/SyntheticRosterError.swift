/// What can go wrong when rosters are generated, with where it happened and what was expected.
public enum SyntheticRosterError: Error, Equatable, Sendable {
  /// A calibration or published file could not be read.
  case inputMissing(path: String, reason: String)
  /// A field of an input file is not what its column must hold; `line` counts from 1, the header.
  case inputMalformed(path: String, line: Int, column: String, value: String, expected: String)
  /// Every field of an input file is legible, but its numbers cannot hold together.
  case inputInconsistent(path: String, reason: String)
  /// A directory or file could not be created, written or renamed.
  case outputNotWritable(path: String, reason: String)
  /// An argument is outside what the generator accepts.
  case wrongArgument(name: String, value: String, expected: String)
}

extension SyntheticRosterError: CustomStringConvertible {
  /// What happened, where, and what to do about it, in one or two sentences.
  public var description: String {
    switch self {
    case .inputMissing(let path, let reason):
      "cannot read '\(path)': \(reason). "
        + "Give the directory that holds the calibration and published tables."
    case .inputMalformed(let path, let line, let column, let value, let expected):
      "'\(path)', line \(line), column '\(column)': found '\(value)', expected \(expected). "
        + "Correct the field or restore the original file."
    case .inputInconsistent(let path, let reason):
      "'\(path)' is inconsistent: \(reason). "
        + "Restore calibration and published tables of the same version."
    case .outputNotWritable(let path, let reason):
      "cannot write '\(path)': \(reason). Choose a directory with write permission and free space."
    case .wrongArgument(let name, let value, let expected):
      "argument '\(name)' is '\(value)', expected \(expected)."
    }
  }
}
