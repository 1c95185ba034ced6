"""Works the values of cases.csv out again: cases.py < cases.csv > again.csv

Lines are "distribution,parameters,x,what,value" with `what` cdf or quantile and parameters "name=value;name=value". A
quantile is found by Newton's method from the first six digits of the value read. Values have 25 digits.
"""

import sys

import mpmath as mp

import references

# Only lower tails are asked for: they need not be followed to the digits of their complements.
references.places = lambda log_prefactor, least: 400


def quantile(name, parameters, p, start):
    x, p = mp.mpf("%.5e" % start), mp.mpf(p)
    if x == 0:
        return x
    for _ in range(6):
        lower, upper, density = references.FUNCTIONS[name](*parameters, x)
        x -= ((lower - p) if p <= 0.5 else (1 - p) - upper) / density
    return x


def main():
    print(next(sys.stdin).rstrip("\n"))
    for line in sys.stdin:
        name, text, x, what, value = line.rstrip("\n").split(",")
        parameters = [float(part.split("=")[1]) for part in text.split(";") if part]
        if what == "cdf":
            result = references.FUNCTIONS[name](*parameters, float(x))[0]
        else:
            result = quantile(name, parameters, float(x), float(value))
        print(name, text, x, what, mp.nstr(result, 25), sep=",", flush=True)


if __name__ == "__main__":
    sys.exit(main())
