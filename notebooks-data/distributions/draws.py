"""The first draws of the library's variates, by the same algorithms in another language: draws.py

Python's integers and IEEE doubles give the bits that every platform must give.
"""

import math

MASK = (1 << 128) - 1
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
LOG_TWO_HIGH, LOG_TWO_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")


class PCG64:
    def __init__(self, seed, stream):
        self.increment = (stream << 1) | 1
        self.state = 0
        self.advance()
        self.state = (self.state + seed) & MASK
        self.advance()

    def advance(self):
        self.state = (self.state * MULTIPLIER + self.increment) & MASK

    def next(self):
        self.advance()
        folded = (self.state >> 64) ^ (self.state & ((1 << 64) - 1))
        turn = self.state >> 122
        return ((folded >> turn) | (folded << ((64 - turn) & 63))) & ((1 << 64) - 1)

    def open_unit(self):
        return (float(self.next() >> 12) + 0.5) * 2.0**-52


def log(x):
    m, exponent = math.frexp(x)
    m, exponent = m * 2, exponent - 1
    if m > 1.4142135623730951:
        m, exponent = m * 0.5, exponent + 1
    s = (m - 1) / (m + 1)
    z = s * s
    total = 1.0 / 23
    for k in (21, 19, 17, 15, 13, 11, 9, 7, 5, 3):
        total = total * z + 1.0 / k
    series = 2 * s + 2 * s * (z * total)
    return exponent * LOG_TWO_HIGH + (exponent * LOG_TWO_LOW + series)


def exp(x):
    bounded = min(max(x, -700.0), 700.0)
    k = float(round(bounded * 1.4426950408889634))
    r = (bounded - k * LOG_TWO_HIGH) - k * LOG_TWO_LOW
    total = 1.0
    for term in range(14, 0, -1):
        total = 1 + total * r / term
    return math.ldexp(total, int(k))


def normal(g):
    while True:
        x, y = 2 * g.open_unit() - 1, 2 * g.open_unit() - 1
        square = x * x + y * y
        if 0 < square < 1:
            return x * math.sqrt(-2 * log(square) / square)


def gamma(g, shape):
    if shape < 1:
        lifted = log(gamma(g, shape + 1))
        return exp(lifted + log(g.open_unit()) / shape)
    d = shape - 1.0 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        x = normal(g)
        root = 1 + c * x
        if root <= 0:
            continue
        v, u, square = root * root * root, g.open_unit(), x * x
        if u < 1 - 0.0331 * square * square or log(u) < 0.5 * square + d * (1 - v + log(v)):
            return d * v


def student_t(g, df):
    z = normal(g)
    return z / math.sqrt(gamma(g, 0.5 * df) / (0.5 * df))


ERRORS = [math.lgamma(k + 1) - ((k + 0.5) * math.log(k + 1) - (k + 1) + 0.5 * math.log(2 * math.pi)) for k in range(10)]


def factorial_error(k):
    if k <= 9:
        return ERRORS[int(k)]
    r = 1 / (k + 1)
    return (1.0 / 12 - (1.0 / 360 - r * r / 1260) * (r * r)) * r


def binomial(g, trials, p):
    """For a mean of ten or more and p up to one half."""
    n, q = float(trials), 1 - p
    deviation = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre, alpha = n * p + 0.5, (2.83 + 5.1 / b) * deviation
    mode, odds = math.floor((n + 1) * p), p / q
    while True:
        u, v = g.open_unit() - 0.5, g.open_unit()
        rest = 0.5 - abs(u)
        k = float(math.floor((2 * a / rest + b) * u + centre))
        if k < 0 or k > n:
            continue
        if rest >= 0.07 and v <= 0.92 - 4.2 / b:
            return int(k)
        bound = ((mode + 0.5) * log((mode + 1) / (odds * (n - mode + 1))) + (n + 1) * log((n - mode + 1) / (n - k + 1))
                 + (k + 0.5) * log(odds * (n - k + 1) / (k + 1)) + factorial_error(mode) + factorial_error(n - mode)
                 - factorial_error(k) - factorial_error(n - k))
        if log(v * alpha / (a / (rest * rest) + b)) <= bound:
            return int(k)


if __name__ == "__main__":
    g = PCG64(2018, 1)
    print("normal", [normal(g) for _ in range(5)])
    g = PCG64(2018, 2)
    print("gamma 2.5", [gamma(g, 2.5) for _ in range(5)])
    g = PCG64(2018, 3)
    print("gamma 0.3", [gamma(g, 0.3) for _ in range(5)])
    g = PCG64(2018, 4)
    print("t 4", [student_t(g, 4) for _ in range(5)])
    g = PCG64(2018, 5)
    print("binomial 200 0.3", [binomial(g, 200, 0.3) for _ in range(12)])
    g = PCG64(2018, 6)
    print("uniform", [g.open_unit() for _ in range(3)])
