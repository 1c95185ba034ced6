// A generalised linear model (Nelder & Wedderburn 1972, J. Royal Stat. Soc. A 135; McCullagh & Nelder 1989, Generalized Linear
// Models, 2nd ed.): the outcome's mean is a function of η = Xb + offset, its variance a function of the mean.

/// Which law the outcome follows, and which function of the linear predictor is its mean μ.
///
/// - `gaussian`: μ = η, variance φ.
/// - `logit`, `probit`, `cloglog`: of an outcome that is 0 or 1, μ = 1/(1 + e^{−η}), Φ(η), 1 − exp(−e^η).
/// - `poisson`: μ = e^η. The estimator of a mean of any outcome not below zero, not of counts alone, which need not
///   be Poisson (Gourieroux, Monfort & Trognon 1984, Econometrica 52; Santos Silva & Tenreyro 2006, Rev. Econ. Stat. 88);
///   then the covariance should be a robust one.
/// - `negbin`: counts with μ = e^η and variance μ + αμ², α by maximum likelihood (NB2: Cameron & Trivedi 2013, Regression
///   Analysis of Count Data, 2nd ed., §3.3).
/// - `gamma`: of an outcome above zero, μ = e^η, variance φμ².
/// - `fractional`: of shares in [0, 1], the mean of `logit`; a quasi-likelihood, whose covariance should be a robust one
///   (Papke & Wooldridge 1996, J. Applied Econometrics 11).
public enum Family: String, Sendable, CaseIterable {
  case gaussian
  case logit
  case probit
  case cloglog
  case poisson
  case negbin
  case gamma
  case fractional

  /// Whether expected and observed information are one: the link is the natural one.
  var isCanonical: Bool {
    switch self {
    case .gaussian, .logit, .poisson, .fractional: true
    case .probit, .cloglog, .negbin, .gamma: false
    }
  }

  /// Whether the variance has a factor φ of its own.
  var estimatesDispersion: Bool { self == .gaussian || self == .gamma }

  /// The outcomes that it is for.
  var range: String {
    switch self {
    case .gaussian: "any number"
    case .logit, .probit, .cloglog: "0 or 1"
    case .poisson: "not below zero"
    case .negbin: "whole numbers from 0 to \(NegativeBinomialSums.largestCount)"
    case .gamma: "above zero"
    case .fractional: "from 0 to 1"
    }
  }

  func contains(_ outcome: Double) -> Bool {
    switch self {
    case .gaussian: true
    case .logit, .probit, .cloglog: outcome == 0 || outcome == 1
    case .poisson: outcome >= 0
    case .negbin:
      outcome >= 0 && outcome <= Double(NegativeBinomialSums.largestCount) && outcome == outcome.rounded()
    case .gamma: outcome > 0
    case .fractional: outcome >= 0 && outcome <= 1
    }
  }

  /// Whether the outcome is free in one direction at most, and only at its lowest.
  var isOneSided: Bool { freeDirection(1) == 0 }

  /// Where η can go without bound and the outcome only becomes likelier: 1 up, −1 down, 0 nowhere.
  func freeDirection(_ outcome: Double) -> Double {
    switch self {
    case .logit, .probit, .cloglog, .fractional: outcome == 1 ? 1 : outcome == 0 ? -1 : 0
    case .poisson, .negbin: outcome == 0 ? -1 : 0
    case .gaussian, .gamma: 0
    }
  }
}
