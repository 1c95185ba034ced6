/// A mistake in a spec: text of a good one and what stands there instead, with words of the message it must give.
package struct SpecMistake: Sendable, CustomStringConvertible {
  package let old: String
  package let new: String
  package let says: String
  /// Column of the error, from 1; nil where it is not asked for.
  package let column: Int?
  /// Text of the spec with the mistake, at whose first letter the error is; empty where it is not asked for.
  package let at: String
  package var description: String { "\(new): \(says)" }

  package init(_ old: String, _ new: String, at: String = "", _ says: String, column: Int? = nil) {
    (self.old, self.new, self.at, self.says, self.column) = (old, new, at, says, column)
  }

  /// The spec with the mistake in it, at the first place of the old text; nil where the good one has no such text.
  package func made(in spec: String) -> String? {
    spec.firstRange(of: old).map { spec.replacingSubrange($0, with: new) }
  }
}

extension String {
  fileprivate func replacingSubrange(_ range: Range<String.Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
