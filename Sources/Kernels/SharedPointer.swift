// Pointers that pieces of work on several threads hold. The language cannot see that pieces keep apart, so each of the two
// says what its users promise.

/// A pointer that workers share, each writing where no other reads or writes.
package struct SharedPointer<Element>: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Element>

  @inlinable
  package init(_ pointer: UnsafeMutablePointer<Element>) { self.pointer = pointer }
}

/// A pointer that workers read, to what nobody writes meanwhile.
package struct ReadablePointer<Element>: @unchecked Sendable {
  package let pointer: UnsafePointer<Element>

  @inlinable
  package init(_ pointer: UnsafePointer<Element>) { self.pointer = pointer }

  @inlinable
  package init(_ pointer: UnsafeMutablePointer<Element>) { self.pointer = UnsafePointer(pointer) }
}
