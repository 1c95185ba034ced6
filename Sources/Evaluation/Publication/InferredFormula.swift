import Kernels

/// How a relation that tables suggest gives its figure, so that it can be computed again with other readings of what it looks at.
enum InferredFormula: Sendable {
  /// A sum of figures.
  case sum([Publication.Figure])
  /// 100 × a sum of figures / a base.
  case percent([Publication.Figure], of: Publication.Figure)
  /// Last − first.
  case change(Publication.Figure, Publication.Figure)
  /// 100 × (last / first − 1).
  case relativeChange(Publication.Figure, Publication.Figure)
  /// The same as another figure.
  case same(Publication.Figure)
  /// 100, whatever the figures that say so.
  case hundred([Publication.Figure])

  var figures: [Publication.Figure] {
    switch self {
    case .sum(let terms), .hundred(let terms): terms
    case .percent(let terms, let base): terms + [base]
    case .change(let first, let last), .relativeChange(let first, let last): [first, last]
    case .same(let figure): [figure]
    }
  }

  /// Nil where a base is zero. `instead`: figures read as something else than what is printed.
  func value(instead: [Publication.Place: Exact] = [:]) -> Bounded? {
    func read(_ figure: Publication.Figure) -> Bounded {
      instead[figure.place].map { Bounded($0, half: figure.half) } ?? figure.bounded
    }
    func total(_ terms: [Publication.Figure]) -> Bounded { terms.reduce(Bounded(.zero)) { $0 + read($1) } }
    switch self {
    case .sum(let terms): return total(terms)
    case .percent(let terms, let base): return (total(terms) / read(base)).map { Bounded(Exact(100)) * $0 }
    case .change(let first, let last): return read(last) - read(first)
    case .relativeChange(let first, let last):
      return (read(last) / read(first)).map { Bounded(Exact(100)) * ($0 - Bounded(.one)) }
    case .same(let figure): return read(figure)
    case .hundred: return Bounded(Exact(100))
    }
  }
}
