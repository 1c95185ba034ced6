/// Which factors of which terms get a column for every level, and which leave out the reference.
///
/// The rule of Chambers and Hastie (1992, *Statistical models in S*, 2.4.1), as R has it: in a term, a factor leaves out its
/// reference where the term without that factor is in the model; the intercept stands for the term without anything. Without
/// an intercept the first factor of the formula has every level.
struct FactorCoding {
  /// For each term, for each of its variables: whether all levels have a column.
  let full: [[Bool]]

  init(terms: [[Int]], isFactor: [Bool], intercept: Bool) {
    let present = Set(terms)
    var full = terms.map { term in
      term.map { variable in
        guard isFactor[variable] else { return false }
        let rest = term.filter { $0 != variable }
        return !(rest.isEmpty || present.contains(rest))
      }
    }
    if !intercept {
      search: for (position, term) in terms.enumerated() {
        for (place, variable) in term.enumerated() where isFactor[variable] {
          full[position][place] = true
          break search
        }
      }
    }
    self.full = full
  }
}
