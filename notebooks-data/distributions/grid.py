"""Writes a grid of distribution functions at random points: grid.py [--scale N] [--seed S] [--only NAME] > grid.csv

The points cover degrees of freedom from 0.5 to 10^12, shapes from 10^-2 to 10^6 and tails from 1 to 10^-1000. Values have
25 digits. Needs mpmath, gmpy2 and the compiled studentized_range.c; half an hour at scale 1, most of it for the
non-central t.
"""

import argparse
import math
import random
import sys

import mpmath as mp

from references import FUNCTIONS, TooFar

# Points of each distribution at scale 1.
COUNTS = {
    "normal": 80, "chi2": 250, "gamma": 300, "beta": 450, "t": 350, "F": 400, "binomial": 250, "poisson": 150,
    "noncentral t": 150, "noncentral chi2": 100, "noncentral F": 120, "studentized range": 60,
}
COMMON = [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0, 12.0, 20.0, 29.5, 30.0, 50.0, 80.5, 100.0, 120.0, 500.0, 1e3,
          1e4, 1e5, 1e6]


def log_uniform(low, high):
    return math.exp(random.uniform(math.log(low), math.log(high)))


def parameter(low, high):
    r = random.random()
    if r < 0.25:
        return random.choice(COMMON)
    if r < 0.35:
        return random.randint(1, 200) / 2
    return float("%.*g" % (random.choice([3, 17]), log_uniform(low, high)))


def deviations(farthest):
    r = random.random()
    if r < 0.4:
        return random.gauss(0, 1)
    if r < 0.7:
        return random.uniform(-8, 8)
    return random.uniform(-farthest, farthest)


def df():
    return random.choice([1.0, 2.0, 3.0, 5.0, 10.0, 29.5, 50.0, 100.0, 1000.0, log_uniform(0.5, 50),
                          log_uniform(0.5, 1e6)])


def gamma_point(shape):
    if shape <= 0.5:
        return random.choice([log_uniform(1e-60, 1), log_uniform(1e-3, 1), log_uniform(0.3, 700)])
    c = 1 / (9 * shape)
    root = 1 - c + deviations(40) * math.sqrt(c)
    return shape * root**3 if root > 0 else shape * log_uniform(1e-30, 1)


def arguments(name):
    """Parameters and point; a point of zero is drawn again."""
    if name == "normal":
        return [random.choice([deviations(40), deviations(40), log_uniform(1e-12, 1)])]
    if name == "chi2":
        d = parameter(0.1, 2e6)
        return [d, 2 * gamma_point(d / 2)]
    if name == "gamma":
        shape, scale = parameter(1e-2, 1e6), random.choice([1.0, log_uniform(1e-3, 1e3)])
        return [shape, scale, gamma_point(shape) * scale]
    if name == "beta":
        a, b = parameter(1e-2, 1e6), parameter(1e-2, 1e6)
        u = math.log(a / b) + deviations(40) * math.sqrt(1 / a + 1 / b) * random.choice([1, 1, 0.1])
        x = 1 / (1 + math.exp(-u)) if abs(u) < 300 else 0.0
        return [a, b, x if x < 1 else 0.0]
    if name == "t":
        d = random.choice([parameter(0.5, 1e7), parameter(0.5, 50), log_uniform(1e6, 1e12)])
        t = deviations(40)
        if d < 30 and random.random() < 0.6:
            t = random.choice([-1, 1]) * log_uniform(1e-3, 1e12)
        if random.random() < 0.1:
            t = random.choice([-1, 1]) * log_uniform(1e-30, 1)
        return [d, t]
    if name == "F":
        a = random.choice([parameter(0.5, 1e6), parameter(0.5, 50)])
        b = random.choice([parameter(0.5, 1e6), parameter(0.5, 50)])
        u = deviations(40) * math.sqrt(2 / a + 2 / b)
        return [a, b, math.exp(u) if abs(u) < 300 else 0.0]
    if name == "binomial":
        n = random.choice([random.randint(1, 30), random.randint(1, 1000), int(log_uniform(10, 1e6))])
        p = random.choice([0.5, 0.3, 0.01, 0.999, random.random(), log_uniform(1e-8, 1), 1 - log_uniform(1e-8, 1)])
        k = int(n * p + deviations(36) * math.sqrt(n * p * (1 - p)))
        return [n, p, k if 0 <= k < n else random.randint(0, n - 1)]
    if name == "poisson":
        mean = random.choice([log_uniform(1e-3, 50), log_uniform(1, 1e6)])
        k = int(mean + deviations(36) * math.sqrt(mean))
        return [mean, k if k >= 0 else random.randint(0, 5)]
    if name == "noncentral t":
        d = df()
        delta = random.choice([random.uniform(-5, 5), random.uniform(-38, 38),
                               random.choice([-1, 1]) * log_uniform(1e-3, 100)])
        t = delta + deviations(36) * math.sqrt(1 + delta * delta / (2 * d))
        if d < 20 and random.random() < 0.3:
            t = random.choice([-1, 1]) * log_uniform(1e-2, 1e6)
        return [d, delta, t]
    if name == "noncentral chi2":
        d, delta = df(), random.choice([log_uniform(1e-3, 50), log_uniform(1, 3000)])
        u = deviations(36) * math.sqrt(2 * (d + 2 * delta)) / (d + delta)
        return [d, delta, (d + delta) * math.exp(u) if abs(u) < 100 else 0.0]
    if name == "noncentral F":
        a = random.choice([1.0, 2.0, 3.0, 5.0, 10.0, log_uniform(0.5, 100)])
        b, delta = df(), random.choice([log_uniform(1e-3, 50), log_uniform(1, 2000)])
        u = deviations(36) * math.sqrt(2 * (a + 2 * delta) / (a + delta) ** 2 + 2 / b)
        return [a, b, delta, (a + delta) / a * math.exp(u) if abs(u) < 100 else 0.0]
    k = random.choice([2, 3, 4, 5, 8, 10, 20, 50])
    d = random.choice([2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, log_uniform(1, 50), log_uniform(1, 1e5)])
    return [k, d, random.choice([random.uniform(0.05, 12), log_uniform(1e-3, 60), log_uniform(1, 1000)])]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--scale", type=float, default=1)
    options.add_argument("--seed", type=int, default=2018)
    options.add_argument("--only", action="append")
    options = options.parse_args()
    print("distribution,parameters,x,lower,upper,density")
    for name, count in COUNTS.items():
        if options.only and name not in options.only:
            continue
        random.seed("%d %s" % (options.seed, name))
        done = 0
        while done < round(count * options.scale):
            values = arguments(name)
            if values[-1] == 0 and name not in ("binomial", "poisson"):
                continue
            try:
                results = FUNCTIONS[name](*values)
            except TooFar:
                continue
            if name.startswith("noncentral") and name != "noncentral t" and min(results[:2]) < mp.mpf(10) ** -400:
                continue
            text = [mp.nstr(v, 25, min_fixed=0, max_fixed=0) if v else "0" for v in results]
            print(name, " ".join(map(repr, values[:-1])), repr(values[-1]), *text, sep=",", flush=True)
            done += 1


if __name__ == "__main__":
    sys.exit(main())
