// A column has one place in y ~ exogenous | effects | endogenous ~ instruments: what is endogenous is no exogenous regressor, and
// what is an instrument of its own is none beside.

extension TermList {
  /// Throws where a term stands in two of the three parts, with its place in the later one.
  static func checkParts(exogenous: TermList, endogenous: TermList, instruments: TermList) throws(DesignError)
  {
    try endogenous.check(against: exogenous) { name in
      "'\(name)' is endogenous here and exogenous before; leave it in one of the two"
    }
    try instruments.check(against: exogenous) { name in
      "'\(name)' is a regressor already, and exogenous regressors are their own instruments; leave it out here"
    }
    try instruments.check(against: endogenous) { name in
      "'\(name)' is endogenous and its own instrument; give it another instrument, or move it to the exogenous regressors"
    }
  }

  private func check(against other: TermList, _ message: (String) -> String) throws(DesignError) {
    let known = Set(other.terms.map { other.name($0) })
    for term in terms where known.contains(name(term)) {
      throw ExpressionEvaluator.invalid(variables[term[0]].expression, message(name(term)))
    }
  }
}
