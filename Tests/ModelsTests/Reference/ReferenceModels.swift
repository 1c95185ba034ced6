import Foundation
import Kernels
import LinearAlgebra
import Models
import Testing

/// The designs of the reference cases, put together by hand from their data.
enum ReferenceModels {
  static func data(_ reference: ReferenceCase) throws -> RegressionData {
    let table = try ReferenceTable(reference.dataset)
    func real(_ names: String...) throws -> [NamedColumn] {
      try names.map { ($0, TallColumn.real(try table.numbers($0))) }
    }
    switch reference.id {
    case "ols_se_statecrime":
      return try regression(table.numbers("murder"), real("urban", "poverty", "hs_grad", "single"))
    case "cluster_petersen": return try regression(table.numbers("y"), real("x"))
    case "cr2cr3_grunfeld", "driscoll_kraay_grunfeld":
      return try regression(table.numbers("invest"), real("value", "capital"))
    case "newey_west_macrodata":
      return try regression(table.numbers("realcons"), real("realdpi", "tbilrate"))
    case "rankdef_card":
      return try regression(
        table.numbers("lwage"),
        real(
          "educ", "age", "exper", "black", "reg661", "reg662", "reg663", "reg664", "reg665", "reg666",
          "reg667", "reg668", "reg669"))
    case "factors_cps1985": return try wages(table)
    case "fweights_titanic": return try titanic(table)
    case "wls_caschools": return try schools(table)
    default: return try nist(reference, table)
    }
  }

  private static func wages(_ table: ReferenceTable) throws -> RegressionData {
    let education = try table.numbers("education")
    let experience = try table.numbers("experience")
    let female = try table.texts("gender").map { $0 == "female" ? 1.0 : 0 }
    var terms: [NamedColumn] = [
      ("education", .real(education)), ("genderfemale", .real(female)), ("experience", .real(experience)),
      ("I(experience^2)", .real(experience.map { $0 * $0 })),
    ]
    for level in ["management", "office", "sales", "services", "technical"] {
      terms.append(("occupation\(level)", try table.indicator("occupation", level)))
    }
    terms.append(("unionyes", try table.indicator("union", "yes")))
    terms.append(("education:genderfemale", .real(zip(education, female).map { $0 * $1 })))
    return regression(try table.numbers("wage").map { log($0) }, terms)
  }

  private static func titanic(_ table: ReferenceTable) throws -> RegressionData {
    var terms: [NamedColumn] = []
    for level in ["1st", "2nd", "3rd"] {
      terms.append(("Class\(level)", try table.indicator("Class", level)))
    }
    terms.append(("SexFemale", try table.indicator("Sex", "Female")))
    terms.append(("AgeAdult", try table.indicator("Age", "Adult")))
    return regression(
      try table.texts("Survived").map { $0 == "Yes" ? 1 : 0 }, terms,
      weights: ObservationWeights(.frequency, values: try table.numbers("Freq")))
  }

  private static func schools(_ table: ReferenceTable) throws -> RegressionData {
    let students = try table.numbers("students")
    let ratio = try zip(students, table.numbers("teachers")).map { $0 / $1 }
    return regression(
      try zip(table.numbers("read"), table.numbers("math")).map { ($0 + $1) / 2 },
      [
        ("I(students/teachers)", .real(ratio)), ("english", .real(try table.numbers("english"))),
        ("lunch", .real(try table.numbers("lunch"))),
      ], weights: ObservationWeights(.analytic, values: students))
  }

  /// Powers of x as double-doubles: no double holds the larger ones.
  private static func nist(_ reference: ReferenceCase, _ table: ReferenceTable) throws -> RegressionData {
    let names = try reference.named("coef").keys.sorted()
    var terms: [NamedColumn] = []
    if names.contains("B0") { terms.append(("B0", .constant(1))) }
    if reference.id == "nist_longley" {
      for k in 1...6 { terms.append(("B\(k)", .real(try table.numbers("x\(k)")))) }
    } else {
      let x = try table.numbers("x")
      var power = x.map { DoubleDouble($0) }
      for k in 1...(names.count - (names.contains("B0") ? 1 : 0)) {
        if k > 1 { power = zip(power, x).map { $0 * DoubleDouble($1) } }
        terms.append(("B\(k)", .extended(high: power.map(\.high), low: power.map(\.low))))
      }
    }
    return regression(try table.numbers("y"), intercept: false, terms)
  }
}
