import Models
import Testing

// R 4.2.2 (lm, sandwich, clubSandwich, fixest), statsmodels 0.15, pyfixest 0.60, linearmodels 7.1 and NIST's certified values, as
// each file of the cases says, to the tolerance that it states.

@Suite("Reference cases")
struct ReferenceCaseTests {
  @Test("every number of every regression", arguments: try ReferenceFolder.cases("regression"))
  func regression(_ id: String) throws {
    let accuracy = try ReferenceAccuracy.regression(id)
    #expect(accuracy.numbers > 5)
    try accuracy.checkAgainstPage()
  }

  @Test("every number of every family of tests", arguments: try ReferenceFolder.cases("multiple-testing"))
  func multipleTesting(_ id: String) throws {
    let accuracy = try ReferenceAccuracy.multipleTesting(id)
    #expect(accuracy.numbers > 5)
    try accuracy.checkAgainstPage()
  }

  @Test("all sixteen are there")
  func count() throws {
    #expect(try ReferenceFolder.cases("regression").count == 15)
    #expect(try ReferenceFolder.cases("multiple-testing").count == 1)
  }
}
