internal import Absorption
internal import Kernels
internal import LinearAlgebra

// y = Yβ + Wγ + u₁, Y = ZΠ + WΨ + U₂. The wild restricted efficient bootstrap (Davidson & MacKinnon 2010, J. Business & Economic
// Statistics 28): with β_j = r the rest of β by two-stage least squares, ũ₁ its residuals; Π by least squares of Y on Z, W and ũ₁,
// Ũ₂ = Y − ZΠ̃ − WΨ̃ (with the part along ũ₁). A draw multiplies ũ₁ and Ũ₂ of a group by one v_g and fits by two-stage least squares
// again; its t has the clustered variance. A tested exogenous regressor is its own instrument, with Ũ₂ = 0.
//
// With W and the effects swept out by M and Z orthonormal, C* = Zᵀ Y* = Π̃ + Σ v_g Z_gᵀŨ₂g, e* = Σ v_g Z_gᵀũ₁g:
// δ = β* − β̃ = (C*ᵀC*)⁻¹C*ᵀe*, and the moments of cluster h at β* are
//
//   Z_hᵀû*_h = Z_hᵀ[M(v∘ũ₁)]_h − (Z_hᵀZ_hΠ̃ + Z_hᵀ[M(v∘Ũ₂)]_h)δ,
//
// linear in v but for δ. ũ₁ and Ũ₂ are combinations of y, Y and Z, whose maps v ↦ Zᵀ[M(v∘·)] are made once: a null costs no pass
// over the rows.

/// The bootstrap of one coefficient of two-stage least squares.
struct WildInstruments: NullTest {
  let estimate: Double
  let error: Double
  private let signs: WildSigns
  private let imposesNull: Bool
  private let isSigned: Bool
  private let threads: Int
  /// Of β among Y.
  private let position: Int
  private let coefficients: [Double]
  /// Of the vectors y, Y, Z: Zᵀ·vector (L each), and their products with one another.
  private let moments: [[Double]]
  private let products: Matrix
  /// Of each vector, L × G.
  private let sums: [Matrix]
  private let forms: [Form]

  /// What a grouping of the variance needs: of each vector H·L × G, and Z_hᵀZ_h, H·L × L.
  private struct Form {
    let factor: Double
    let groups: Int
    let maps: [Matrix]
    let own: Matrix
  }

  /// Entries of all maps, at most.
  private static let largest = 1 << 26

  init(
    _ fit: InstrumentedFit, _ tested: Int, clusters: [Grouping], drawn: Grouping, signs: WildSigns,
    imposesNull: Bool, threads: Int
  ) throws(RegressionError) {
    let sample = fit.sample
    let weights = sample.weights
    let column = sample.order[tested]
    let isOwnInstrument = !sample.endogenous.contains(column)
    let regressors = sample.endogenous + (isOwnInstrument ? [column] : [])
    let excluded = sample.excluded + (isOwnInstrument ? [column] : [])
    let exogenous = sample.exogenous.filter { $0 != column }
    let swept = try SweptColumns(sample, exogenous)
    let outcome = try swept.residuals(sample.outcome)
    let given = try swept.residuals(regressors.map { sample.data.matrix.columns[$0] })
    let instruments = try swept.basis(excluded.map { sample.data.matrix.columns[$0] })
    let vectors = [outcome] + given + instruments
    let size = instruments.count
    let rows = sample.data.rows
    let matrix = TallMatrix(rows: rows, columns: vectors.map { .real($0) })
    let products = matrix.gram(weights: weights)
    self.products = products
    let first = 1 + given.count
    moments = vectors.indices.map { vector in (0..<size).map { products[first + $0, vector] } }
    let basis = TallMatrix(rows: rows, columns: instruments.map { .real($0) })

    // 2SLS: Y's projections.
    let projected = Matrix(rows: size, columns: given.count, columnMajor: moments[1..<first].flatMap { $0 })
    let found: (coefficients: [Double], inverse: Matrix)
    do {
      let inverse = try Cholesky(of: projected.crossProduct()).inverse()
      found = (inverse.times(projected.transposedTimes(moments[0])), inverse)
    } catch { throw .algebra(error) }
    let position = isOwnInstrument ? given.count - 1 : sample.endogenous.firstIndex(of: column) ?? 0
    self.position = position
    coefficients = found.coefficients
    estimate = fit.fit.coefficients[tested]
    self.signs = signs
    self.imposesNull = imposesNull
    isSigned = clusters.count > 1
    self.threads = threads

    let profile = fit.fit.covariance.profile
    let plain = profile.leavesInstrumentsUncorrected
    let count = fit.fit.context.count(for: profile)
    let fewest = clusters.map(\.count).min() ?? 0
    sums = vectors.map { values in
      basis.groupSums(KClass.weighted(values, weights), groups: drawn.codes, count: drawn.count).transposed
    }
    let along = basis.times(projected.times((0..<given.count).map { found.inverse[position, $0] }))
    let structural = fit.fit.residuals
    var forms: [Form] = []
    var variance = 0.0
    for set in 1..<(1 << clusters.count) {
      let members = clusters.indices.filter { set & (1 << $0) != 0 }
      let cells = Grouping.intersection(members.map { clusters[$0] })
      guard cells.count * size * drawn.count * (vectors.count + 1) <= WildInstruments.largest else {
        throw .bootstrapTooLarge(clusters: cells.count, drawn: drawn.count)
      }
      let factor =
        plain
        ? 1
        : profile.clusterFactor(count, clusters, groups: profile.takesFewestClusters ? fewest : cells.count)
          .value
      let signed = members.count % 2 == 1 ? factor : -factor
      let maps = WildInstruments.maps(vectors, instruments, swept, cells, drawn, sample)
      let own = WildInstruments.own(instruments, cells, weights)
      forms.append(Form(factor: signed, groups: cells.count, maps: maps, own: own))
      var scores = [Double](repeating: 0, count: cells.count)
      for row in 0..<rows {
        scores[Int(cells.codes[row])] += (weights?[row] ?? 1) * along[row] * structural[row]
      }
      variance += signed * scores.reduce(0) { $0 + $1 * $1 }
    }
    self.forms = forms
    guard variance > 0 else { throw .bootstrapVariance(term: fit.fit.names[tested]) }
    error = variance.squareRoot()
  }

  func statistic(at null: Double) -> Double { (estimate - null) / error }

  func pValue(at null: Double) -> Double {
    let counts = counts(at: null)
    return Double(counts.greater) / Double(signs.count - counts.undefined)
  }

  /// Draws against t at a null.
  func counts(at null: Double) -> WildCounts {
    let t = statistic(at: null)
    let square = t * t
    let start = start(at: null)
    let parts = Parallel.map(signs.blocks, threads: threads) { block -> WildCounts in
      var counts = WildCounts()
      for (numerator, spread) in start.draws(signs.block(block)) {
        if isSigned, spread <= 0 {
          counts.undefined += 1
        } else {
          counts.add(numerator: numerator, square: numerator * numerator / max(0, spread), t, square)
        }
      }
      return counts
    }
    var total = WildCounts()
    for part in parts { total.add(part) }
    return total
  }

  /// The bootstrap's own model at a null, its residuals as maps of v.
  private func start(at null: Double) -> Start {
    let regressors = coefficients.count
    let size = moments[0].count
    var beta = coefficients
    if imposesNull {
      // The other coefficients: from those without restriction along the covariance of two-stage least squares.
      var gram = Matrix(rows: regressors, columns: regressors)
      for j in 0..<regressors {
        for i in 0..<regressors {
          gram[i, j] = zip(moments[1 + i], moments[1 + j]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      let unit = (0..<regressors).map { $0 == position ? 1.0 : 0.0 }
      let direction = SmallSystem.solve(gram, unit)
      for index in beta.indices {
        beta[index] -= direction[index] / direction[position] * (coefficients[position] - null)
      }
      beta[position] = null
    }
    // ũ₁ = y − Yβ̃ in the vectors y, Y, Z.
    let first = [1.0] + beta.map { -$0 } + [Double](repeating: 0, count: size)
    let along = combine(first)
    let rest = form(first, first) - along.reduce(0) { $0 + $1 * $1 }
    var seconds: [[Double]] = []
    var stage = Matrix(rows: size, columns: regressors)
    for regressor in 0..<regressors {
      var own = [Double](repeating: 0, count: first.count)
      own[1 + regressor] = 1
      let moment = moments[1 + regressor]
      let gap = form(first, own) - zip(along, moment).reduce(0) { $0 + $1.0 * $1.1 }
      let slope = rest > 0 ? gap / rest : 0
      for index in 0..<size {
        stage[index, regressor] = moment[index] - along[index] * slope
        own[1 + regressors + index] = -stage[index, regressor]
      }
      seconds.append(own)
    }
    return Start(
      position: position, stage: stage, sums: ([first] + seconds).map { mix(sums, $0) },
      forms: forms.map { form in
        Start.Form(
          factor: form.factor, groups: form.groups, maps: ([first] + seconds).map { mix(form.maps, $0) },
          own: form.own * stage)
      })
  }

  /// Zᵀ of a combination of the vectors.
  private func combine(_ factors: [Double]) -> [Double] {
    moments[0].indices.map { index in
      factors.indices.reduce(0) { $0 + factors[$1] * moments[$1][index] }
    }
  }

  /// The product of two combinations.
  private func form(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, products.times(right)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func mix(_ matrices: [Matrix], _ factors: [Double]) -> Matrix {
    var result = [Double](repeating: 0, count: matrices[0].rows * matrices[0].columns)
    for (matrix, factor) in zip(matrices, factors) where factor != 0 {
      let elements = matrix.elements
      for index in result.indices { result[index] += factor * elements[index] }
    }
    return Matrix(rows: matrices[0].rows, columns: matrices[0].columns, columnMajor: result)
  }

  /// Z_hᵀZ_h, (h, l) × l'.
  private static func own(_ instruments: [[Double]], _ groups: Grouping, _ weights: [Double]?) -> Matrix {
    let size = instruments.count
    var result = [Double](repeating: 0, count: groups.count * size * size)
    for (other, right) in instruments.enumerated() {
      let base = other * groups.count * size
      for (instrument, left) in instruments.enumerated() {
        for row in left.indices {
          result[base + Int(groups.codes[row]) * size + instrument] +=
            (weights?[row] ?? 1) * left[row] * right[row]
        }
      }
    }
    return Matrix(rows: groups.count * size, columns: size, columnMajor: result)
  }

  /// v ↦ Z_hᵀ[M(v∘vector)]_h of each vector, rows in the order of h and within it of the instruments.
  private static func maps(
    _ vectors: [[Double]], _ instruments: [[Double]], _ swept: SweptColumns, _ groups: Grouping,
    _ drawn: Grouping, _ sample: InstrumentedSample
  ) -> [Matrix] {
    let weights = sample.weights
    let size = instruments.count
    let height = groups.count * size
    var results = vectors.map { _ in [Double](repeating: 0, count: height * drawn.count) }
    for (instrument, values) in instruments.enumerated() {
      for (number, vector) in vectors.enumerated() {
        for row in vector.indices {
          let place = Int(groups.codes[row]) * size + instrument + Int(drawn.codes[row]) * height
          results[number][place] += (weights?[row] ?? 1) * values[row] * vector[row]
        }
      }
      guard let effects = sample.absorption?.within.space,
        sample.absorption?.sample.effects.contains(where: { !$0.grouping.isNested(in: groups) }) == true
      else { continue }
      WildCrossing.project(effects, values, groups) { group, projected in
        for (number, vector) in vectors.enumerated() {
          for row in vector.indices {
            let place = group * size + instrument + Int(drawn.codes[row]) * height
            results[number][place] -= (weights?[row] ?? 1) * projected[row] * vector[row]
          }
        }
      }
    }
    guard let own = swept.exogenous, let bread = swept.bread else {
      return results.map { Matrix(rows: height, columns: drawn.count, columnMajor: $0) }
    }
    // What W takes: Z_hᵀW_h·(WᵀW)⁻¹·W_gᵀvector_g.
    var rising = Matrix(rows: height, columns: own.width)
    for (instrument, values) in instruments.enumerated() {
      let sums = own.groupSums(KClass.weighted(values, weights), groups: groups.codes, count: groups.count)
      for column in 0..<own.width {
        for group in 0..<groups.count { rising[group * size + instrument, column] = sums[group, column] }
      }
    }
    let left = rising * bread
    return zip(results, vectors).map { result, vector in
      let sums = own.groupSums(KClass.weighted(vector, weights), groups: drawn.codes, count: drawn.count)
      return Matrix(rows: height, columns: drawn.count, columnMajor: result) - left.productTransposed(sums)
    }
  }

  /// A model to draw from.
  private struct Start: Sendable {
    struct Form: Sendable {
      let factor: Double
      let groups: Int
      /// Of ũ₁ and of each column of Ũ₂, H·L × G.
      let maps: [Matrix]
      /// Z_hᵀZ_hΠ̃, H·L × p.
      let own: Matrix
    }

    let position: Int
    /// Π̃, L × p.
    let stage: Matrix
    /// Of ũ₁ and of each column of Ũ₂, L × G.
    let sums: [Matrix]
    let forms: [Form]

    /// Numerator and variance of each draw of a block; not a number where its model is not identified.
    func draws(_ signs: Matrix) -> [(Double, Double)] {
      let size = stage.rows
      let width = stage.columns
      let parts = sums.map { ($0 * signs).elements }
      let maps = forms.map { form in form.maps.map { ($0 * signs).elements } }
      let owns = forms.map(\.own.elements)
      let stages = stage.elements
      var cross = [Double](repeating: 0, count: size * width)
      return (0..<signs.columns).map { draw in
        for column in 0..<width {
          for index in 0..<size {
            cross[column * size + index] =
              stages[column * size + index] + parts[1 + column][draw * size + index]
          }
        }
        // δ and the direction of the coefficient's scores.
        var delta = [Double](repeating: 0, count: width)
        var row = delta
        if width == 1 {
          var (square, product) = (0.0, 0.0)
          for index in 0..<size {
            square += cross[index] * cross[index]
            product += cross[index] * parts[0][draw * size + index]
          }
          guard square > 0 else { return (.nan, .nan) }
          delta[0] = product / square
          row[0] = 1 / square
        } else {
          let matrix = Matrix(rows: size, columns: width, columnMajor: cross)
          let aim = (0..<size).map { parts[0][draw * size + $0] }
          let gram = matrix.crossProduct()
          delta = SmallSystem.solve(gram, matrix.transposedTimes(aim))
          row = SmallSystem.solve(gram, (0..<width).map { $0 == position ? 1 : 0 })
        }
        var direction = [Double](repeating: 0, count: size)
        for column in 0..<width {
          for index in 0..<size { direction[index] += row[column] * cross[column * size + index] }
        }
        var spread = 0.0
        for (number, form) in forms.enumerated() {
          let height = form.groups * size
          var sum = 0.0
          for group in 0..<form.groups {
            var score = 0.0
            for index in 0..<size {
              let place = group * size + index
              var moment = maps[number][0][draw * height + place]
              for column in 0..<width {
                moment -=
                  delta[column]
                  * (owns[number][column * height + place] + maps[number][1 + column][draw * height + place])
              }
              score += direction[index] * moment
            }
            sum += score * score
          }
          spread += form.factor * sum
        }
        return (delta[position], spread)
      }
    }
  }
}
