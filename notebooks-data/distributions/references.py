"""Distribution functions to 40 digits and more, by methods other than those of the library.

Positive series and their complements, at a precision that keeps 50 digits of the smaller tail; Poisson mixtures summed from
their first term at 700 digits; the non-central t by mpmath's quadrature over log S²; the studentised range by
Gauss-Legendre panels within a trapezoidal sum in quadruple precision (studentized_range.c). Each function returns (lower tail, upper tail,
density).
"""

import os
import subprocess

import gmpy2
import mpmath as mp
from mpmath import mpf

mp.mp.dps = 80
LARGEST = 1200  # Decimal places of tails that are still followed.


class TooFar(Exception):
    """The tail is below 10^-LARGEST."""


def to_gmp(v):
    sign, mantissa, exponent, _ = v._mpf_
    r = gmpy2.mpfr(gmpy2.mpz(mantissa))
    r = gmpy2.mul_2exp(r, exponent) if exponent >= 0 else gmpy2.div_2exp(r, -exponent)
    return -r if sign else r


def from_gmp(r):
    mantissa, exponent = r.as_mantissa_exp()
    return mp.ldexp(mpf(int(mantissa)), int(exponent))


def places(log_prefactor, least):
    decades = float(log_prefactor / mp.log(10))
    if decades < -LARGEST:
        raise TooFar()
    return max(least, 74 + int(max(0, -decades)))


def gamma_tails(a, x, least=0):
    """P, Q and x^a e^-x / Gamma(a)."""

    def log_prefactor():
        return a * mp.log(x) - x - mp.loggamma(a)

    with mp.workdps(60):
        digits = places(log_prefactor(), least)
    with mp.workdps(digits):
        prefactor = mp.exp(log_prefactor())
        gmpy2.get_context().precision = mp.mp.prec + 10
        ga, gx = to_gmp(a), to_gmp(x)
        term = total = 1 / ga
        k, least_term, rising = 0, gmpy2.mpfr(10) ** (-digits - 2), float(x - a)
        while True:
            k += 1
            term = term * gx / (ga + k)
            total += term
            if k % 16 == 0 and k > rising and term < least_term * total:
                break
        lower = prefactor * from_gmp(total)
        return lower, 1 - lower, prefactor


def beta_tails(a, b, x, y, least=0):
    """I_x(a, b), its complement and x^a y^b / B(a, b); y = 1 - x."""
    if x > y:
        lower, upper, prefactor = beta_tails(b, a, y, x, least)
        return upper, lower, prefactor
    n = a + b

    def log_prefactor():
        return a * mp.log(x) + b * mp.log(y) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))

    with mp.workdps(60):
        digits = places(log_prefactor(), least)
    with mp.workdps(digits):
        prefactor = mp.exp(log_prefactor())
        gmpy2.get_context().precision = mp.mp.prec + 10
        ga, gx, gn = to_gmp(a), to_gmp(x), to_gmp(a + b)
        term = total = 1 / ga
        k, least_term = 0, gmpy2.mpfr(10) ** (-digits - 2)
        while True:
            term = term * (gn + k) * gx / (ga + 1 + k)
            total += term
            k += 1
            if k % 16 == 0 and term < least_term * total and (gn + k) * gx < ga + 1 + k:
                break
        lower = prefactor * from_gmp(total)
        return lower, 1 - lower, prefactor


def poisson_mixture(noncentrality, tails, shape, ratio, digits):
    gmpy2.get_context().precision = int(digits * 3.33)
    lower, upper, prefactor = (to_gmp(v) for v in tails)
    upper = 1 - lower
    mean = to_gmp(mpf(noncentrality)) / 2
    weight = gmpy2.exp(-mean)
    sums = [gmpy2.mpfr(0)] * 3
    j, least_weight = 0, gmpy2.mpfr(10) ** (-digits + 10)
    while True:
        sums = [s + weight * v for s, v in zip(sums, (lower, upper, prefactor))]
        step = prefactor / (shape + j)
        lower -= step
        upper += step
        prefactor *= ratio(j)
        j += 1
        weight = weight * mean / j
        if j % 32 == 0 and j > mean and weight < least_weight:
            return [from_gmp(s) for s in sums]


def normal(x):
    x = mpf(x)
    return mp.erfc(-x / mp.sqrt(2)) / 2, mp.erfc(x / mp.sqrt(2)) / 2, mp.npdf(x)


def chi_squared(df, x):
    lower, upper, prefactor = gamma_tails(mpf(df) / 2, mpf(x) / 2)
    return lower, upper, prefactor / mpf(x)


def gamma(shape, scale, x):
    with mp.workdps(1500):
        z = mpf(x) / mpf(scale)
    lower, upper, prefactor = gamma_tails(mpf(shape), z)
    return lower, upper, prefactor / mpf(x)


def beta(a, b, x):
    with mp.workdps(1500):
        x = mpf(x)
        y = 1 - x
    lower, upper, prefactor = beta_tails(mpf(a), mpf(b), x, y)
    return lower, upper, prefactor / x / y


def student_t(df, t):
    with mp.workdps(1500):
        df, t = mpf(df), mpf(t)
        x, y = df / (df + t * t), t * t / (df + t * t)
    both, _, prefactor = beta_tails(df / 2, mpf(1) / 2, x, y)
    with mp.workdps(1500):
        small, large = both / 2, 1 - both / 2
    density = prefactor / abs(t)
    return (large, small, density) if t > 0 else (small, large, density)


def fisher_f(d1, d2, x):
    with mp.workdps(1500):
        q = mpf(d1) * mpf(x) / mpf(d2)
        w, y = q / (1 + q), 1 / (1 + q)
    lower, upper, prefactor = beta_tails(mpf(d1) / 2, mpf(d2) / 2, w, y)
    return lower, upper, prefactor / mpf(x)


def binomial(n, p, k):
    n, k = int(n), int(k)
    with mp.workdps(1500):
        p = mpf(p)
        q = 1 - p
    if k >= n:
        return mpf(1), mpf(0), p**n
    lower, upper, prefactor = beta_tails(mpf(n - k), mpf(k + 1), q, p)
    return lower, upper, prefactor / p / (n - k)


def poisson(mean, k):
    lower, upper, prefactor = gamma_tails(mpf(int(k) + 1), mpf(mean))
    return upper, lower, prefactor / mpf(mean)


def noncentral_chi_squared(df, noncentrality, x, digits=700):
    with mp.workdps(digits):
        a, half = mpf(df) / 2, mpf(x) / 2
        tails = gamma_tails(a, half, digits)
        ga, gx = to_gmp(a), to_gmp(half)
        lower, upper, prefactor = poisson_mixture(noncentrality, tails, ga, lambda j: gx / (ga + j), digits)
        return lower, upper, prefactor / mpf(x)


def noncentral_f(d1, d2, noncentrality, x, digits=700):
    with mp.workdps(digits):
        a, b = mpf(d1) / 2, mpf(d2) / 2
        q = mpf(d1) * mpf(x) / mpf(d2)
        w, y = q / (1 + q), 1 / (1 + q)
        tails = beta_tails(a, b, w, y, digits)
        gmpy2.get_context().precision = int(digits * 3.33)
        ga, gb, gw = to_gmp(a), to_gmp(b), to_gmp(w)
        lower, upper, prefactor = poisson_mixture(
            noncentrality, tails, ga, lambda j: gw * (ga + gb + j) / (ga + j), digits)
        return lower, upper, prefactor / mpf(x)


def noncentral_t(df, delta, t):
    with mp.workdps(40):
        df, delta, t = mpf(df), mpf(delta), mpf(t)
        a = df / 2
        scale = mp.exp(a * mp.log(a) - a - mp.loggamma(a))
        results = []
        for side in (1, -1, 0):  # Lower tail, upper tail, density.

            def log_integrand(w):
                z = t * mp.exp(w / 2) - delta
                base = -a * (mp.expm1(w) - w)
                if side == 0:
                    return base + w / 2 - z * z / 2 - mp.log(2 * mp.pi) / 2
                z *= side
                if z > -1000:
                    return base + mp.log(mp.erfc(-z / mp.sqrt(2)) / 2)
                return base - z * z / 2 - mp.log(-z) - mp.log(2 * mp.pi) / 2 + mp.log1p(-1 / z**2)

            with mp.workdps(20):
                peak = max((log_integrand(mpf(w)), w) for w in (-400 + 1.15 * i for i in range(401)))[1]
                low, high = peak - 1.3, peak + 1.3
                for _ in range(60):
                    first, second = low + (high - low) * 0.382, low + (high - low) * 0.618
                    if log_integrand(mpf(first)) < log_integrand(mpf(second)):
                        low = first
                    else:
                        high = second
                peak = (low + high) / 2
                top = log_integrand(mpf(peak))

                def width(sign, depth, growth):
                    step = 1e-12
                    while log_integrand(mpf(peak + sign * step)) > top - depth:
                        step *= growth
                    return step

                points = [mpf(peak)]
                for sign in (-1, 1):
                    end, step = width(sign, 80, 1.3), width(sign, 0.5, 1.2)
                    while step < end:
                        points.append(mpf(peak + sign * step))
                        step *= 1.7
                    points.append(mpf(peak + sign * end))
                points.sort()
                if t != 0 and delta / t > 0:
                    middle = 2 * mp.log(delta / t)
                    extra = [middle + k * 2 / abs(delta) for k in (-8, -4, -2, -1, 0, 1, 2, 4, 8)]
                    points = sorted(set(points + [p for p in extra if points[0] < p < points[-1]]))
            value = mp.quad(lambda w: mp.exp(log_integrand(w) - top), points, method="gauss-legendre", maxdegree=5)
            results.append(value * mp.exp(top) * scale)
        return results


def studentized_range(k, df, q):
    """By studentized_range.c, compiled beside this file."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "studentized_range")
    answer = subprocess.run([program], input="%d %r %r" % (k, df, q), text=True, capture_output=True, check=True)
    return [mpf(v) for v in answer.stdout.split()]


FUNCTIONS = {
    "normal": normal, "chi2": chi_squared, "gamma": gamma, "beta": beta, "t": student_t, "F": fisher_f,
    "binomial": binomial, "poisson": poisson, "noncentral t": noncentral_t, "noncentral chi2": noncentral_chi_squared,
    "noncentral F": noncentral_f, "studentized range": studentized_range,
}
