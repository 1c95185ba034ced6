internal import Kernels
internal import LinearAlgebra

// Scores of clusters with adjusted residuals, and Satterthwaite's degrees of freedom, without any matrix that grows with a cluster.
//
//   CR2: X_gᵀW_g (I − H)_{gg}-adjusted residuals with the symmetric inverse root of Bell & McCaffrey (2002), Survey
//        Methodology 28(2), in the form of Pustejovsky & Tipton (2018), J. Business & Econ. Statistics 36(4); working model: errors
//        independent, of equal variance, whatever the weights (what clubSandwich takes for weighted least squares).
//   CR3: the inverse, so that A·s*_g = b − b₍g₎, the change of the coefficients without the cluster.
//
// With root·rootᵀ = A the design Z = X·root is orthonormal in the metric of the weights, and X_gᵀ f(X_gAX_gᵀ) = root⁻ᵀ f(M_g) Z_gᵀ with
// M_g = Z_gᵀW_gZ_g: functions of an n_g × n_g matrix are functions of a k × k one (Niccodemi, Alessie, Angelini,
// Mierau & Wansbeek 2020, "Refining clustered standard errors with few clusters", derive the same for CR2 and CR3).
//
// Degrees: the variance estimate of cᵀb is Σ_g (a_gᵀe_g)² with vectors a_g of the cluster; under the working model
// its moments follow from P_gh = δ_gh·a_gᵀa_g + t_gᵀ·C·t_h with t_g = Z_gᵀa_g and C = −I, or, with weights that are no frequencies,
// t_g = (Z_gᵀa_g, Z_gᵀW_ga_g) and C = ((Q, −I), (−I, 0)), Q = ZᵀW²Z. Then ν = (tr P)²/tr(P²), and
// tr(P²) = Σ_g (P_gg² − (t_gᵀCt_g)²) + tr(CSCS) with S = Σ t_g t_gᵀ needs no G × G matrix.

enum ClusterResidualRule {
  /// Residuals as they are.
  case none
  /// (I − H)^{-1/2}
  case inverseRoot
  /// (I − H)^{-1}
  case inverse

  /// What becomes of a direction with leverage `value`; nothing where it is one.
  func factor(_ value: Double) -> Double {
    let rest = 1 - value
    guard rest > CovarianceContext.leverageTolerance else { return self == .none ? 1 : 0 }
    return switch self {
    case .none: 1
    case .inverseRoot: 1 / rest.squareRoot()
    case .inverse: 1 / rest
    }
  }

  /// (factor(value) − 1)/value without dividing by a small value.
  func excess(_ value: Double) -> Double {
    let rest = 1 - value
    guard rest > CovarianceContext.leverageTolerance else { return self == .none ? 0 : -1 / value }
    return switch self {
    case .none: 0
    case .inverseRoot: 1 / (rest.squareRoot() * (1 + rest.squareRoot()))
    case .inverse: 1 / rest
    }
  }
}

struct ClusterAdjustment {
  /// G × p: the adjusted scores in the basis of `root`.
  let scores: Matrix
  /// Satterthwaite degrees of each contrast that was asked for.
  let degrees: [Double]
  /// Clusters that identify a direction alone.
  let leverageOneClusters: Int
  /// What joint degrees of freedom need of each cluster, where it was asked for.
  let moments: [ClusterMoments]

  /// A (Σ s* s*ᵀ) A, or with `centredOver` clusters around the mean of the leave-one-out coefficients.
  func covariance(root: Matrix, centredOver groups: Int?) -> Matrix {
    var meat = scores.crossProduct()
    if let groups {
      let sums = (0..<scores.columns).map { scores.column($0).reduce(0, +) }
      for j in sums.indices {
        for i in sums.indices { meat[i, j] -= sums[i] * sums[j] / Double(groups) }
      }
    }
    return (root * meat).productTransposed(root).symmetrised()
  }
}

extension CovarianceContext {
  /// Clusters are worked on in this many runs of consecutive ones, however many threads there are.
  private static let runs = 16
  /// Rows that are gathered at once, unless one cluster has more.
  private static let gatheredRows = 4096

  /// `contrasts`: p × m in the basis of the root, a column a contrast whose degrees are wanted.
  func clusterAdjustment(
    _ grouping: Grouping, _ rule: ClusterResidualRule, contrasts: Matrix? = nil, keepingMoments: Bool = false,
    threads: Int = Parallel.cores
  ) throws(RegressionError) -> ClusterAdjustment {
    let (rows, starts) = grouping.rowsByGroup()
    let wanted = contrasts ?? Matrix(rows: root.columns, columns: 0)
    let form = satterthwaiteForm
    // Runs of about as many rows each.
    var bounds = [0]
    for run in 1...CovarianceContext.runs {
      let target = rows.count * run / CovarianceContext.runs
      var group = bounds[bounds.count - 1]
      while group < grouping.count, starts[group + 1] <= target { group += 1 }
      bounds.append(group)
    }
    bounds[bounds.count - 1] = grouping.count
    let runStarts = bounds
    let parts = Parallel.map(CovarianceContext.runs, threads: threads) {
      run -> Result<ClusterRun, LinearAlgebraError> in
      Result { () throws(LinearAlgebraError) in
        var part = ClusterRun(form: form, contrasts: wanted, keepingMoments: keepingMoments)
        var group = runStarts[run]
        while group < runStarts[run + 1] {
          var end = group + 1
          while end < runStarts[run + 1],
            starts[end + 1] - starts[group] <= CovarianceContext.gatheredRows
          {
            end += 1
          }
          try part.add(
            self, rows: Array(rows[starts[group]..<starts[end]]),
            sizes: (group..<end).map { starts[$0 + 1] - starts[$0] }, rule)
          group = end
        }
        return part
      }
    }
    var scores = Matrix(rows: grouping.count, columns: root.columns)
    var total = SatterthwaiteSums(form: form, contrasts: wanted.columns)
    var ones = 0
    var moments: [ClusterMoments] = []
    for (run, result) in parts.enumerated() {
      let part: ClusterRun
      do throws(LinearAlgebraError) { part = try result.get() } catch { throw .algebra(error) }
      total.add(part.sums)
      ones += part.leverageOne
      moments += part.moments
      for group in runStarts[run]..<runStarts[run + 1] {
        for column in 0..<root.columns {
          scores[group, column] = part.scores[(group - runStarts[run]) * root.columns + column]
        }
      }
    }
    return ClusterAdjustment(
      scores: scores, degrees: (0..<wanted.columns).map { total.degrees($0) }, leverageOneClusters: ones,
      moments: moments)
  }

  /// C of P_gh, with Q = ZᵀW²Z where there are precision weights.
  var satterthwaiteForm: SatterthwaiteForm {
    SatterthwaiteForm(
      size: root.columns,
      squares: precisionWeights.map { weights in
        root.transposedProduct(design.gram(weights: weights.map { $0 * $0 }) * root)
      })
  }
}

/// A run of consecutive clusters.
private struct ClusterRun: Sendable {
  let contrasts: Matrix
  let keepingMoments: Bool
  var scores: [Double] = []
  var sums: SatterthwaiteSums
  var leverageOne = 0
  var moments: [ClusterMoments] = []

  init(form: SatterthwaiteForm, contrasts: Matrix, keepingMoments: Bool) {
    self.contrasts = contrasts
    self.keepingMoments = keepingMoments
    sums = SatterthwaiteSums(form: form, contrasts: contrasts.columns)
  }

  mutating func add(
    _ context: CovarianceContext, rows: [Int], sizes: [Int], _ rule: ClusterResidualRule
  ) throws(LinearAlgebraError) {
    let gathered = context.design.selecting(rows: rows).dense() * context.root
    var start = 0
    for size in sizes {
      let range = start..<start + size
      let members = rows[range]
      start += size
      var piece = Matrix(rows: size, columns: gathered.columns)
      for column in 0..<gathered.columns {
        for (offset, row) in range.enumerated() { piece[offset, column] = gathered[row, column] }
      }
      let cluster = AdjustedCluster(
        design: piece, residuals: members.map { context.residuals[$0] },
        weights: context.weights.map { weights in members.map { weights.values[$0] } },
        frequencies: context.weights?.kind == .frequency, squares: sums.form.squares)
      let adjusted = try cluster.adjust(rule, contrasts: contrasts)
      scores.append(contentsOf: adjusted.score)
      if adjusted.leverageOne { leverageOne += 1 }
      if keepingMoments {
        moments.append(ClusterMoments(own: adjusted.images.crossProduct(), vectors: adjusted.vectors))
        continue
      }
      let own = adjusted.images.squaredColumnNorms()
      for contrast in 0..<contrasts.columns {
        sums.add(contrast, own: own[contrast], vector: adjusted.vectors.column(contrast))
      }
    }
  }
}
