import LinearAlgebra
import Models
import Testing

// Standard errors of the reference cases under the profile of the tool that gave them.

@Suite("Covariances against established tools")
struct ReferenceCovarianceTests {
  /// What a profile promises. Off the diagonal of a covariance it is relative to the two standard errors, because an element may
  /// be a small difference of large sums.
  static let limit = 1e-10

  @Test("standard errors and covariances", arguments: ReferenceCovariances.claims)
  func standardErrors(_ claim: ReferenceCovariances.Claim) throws {
    let reference = try ReferenceCase(claim.id)
    guard reference.keys.contains(claim.key) else { return }
    let kind = try claim.kind(ReferenceTable(reference.dataset))
    let data = try ReferenceModels.data(reference)
    for profile in claim.profiles {
      let fit = try LeastSquares(covariance: kind, profile: profile).fit(data)
      let what = "\(claim.id) \(claim.key) \(profile.rawValue)"
      if claim.key.hasPrefix("se_") {
        let wanted = try reference.named(claim.key)
        #expect(Set(fit.names) == Set(wanted.keys))
        for (name, error) in zip(fit.names, fit.standardErrors) {
          expectNear(error, try #require(wanted[name]), ReferenceCovarianceTests.limit, "\(what) \(name)")
        }
      } else {
        for (first, entries) in try reference.table(claim.key) {
          let row = try fit.position(of: first)
          for (second, value) in entries {
            let column = try fit.position(of: second)
            let scale = fit.standardErrors[row] * fit.standardErrors[column]
            let distance = abs(fit.covariance.matrix[row, column] - value) / scale
            #expect(distance <= ReferenceCovarianceTests.limit, "\(what) \(first), \(second): \(distance)")
          }
        }
      }
    }
  }

  @Test("every claim is of a case and every profile has one")
  func claims() throws {
    let present = try ReferenceCovariances.claims.filter { try ReferenceCase($0.id).keys.contains($0.key) }
    #expect(Set(present.flatMap(\.profiles)) == Set(Profile.allCases))
  }
}
