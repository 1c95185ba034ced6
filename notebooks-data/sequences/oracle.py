#!/usr/bin/env python3
"""Writes sequences.csv and distances.csv: sequences drawn from a seed with their people, and what the papers' definitions give for
them, worked out here without any of the project's code: subsequences by writing all of them down, optimal matching by its recursion,
the best medoids by trying all.

Elzinga and Liefbroer (2007), European Journal of Population 23, 225-250: turbulence. Gabadinho, Ritschard, Mueller and Studer (2011),
Journal of Statistical Software 40(4), section 5: entropy and complexity. Kaufman and Rousseeuw (1990): medoids, silhouettes.
"""
import csv
import itertools
import math
import random
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

HERE, SEED, COUNT, LENGTH, ALPHABET, TYPES = Path(__file__).parent, 2011, 24, 9, 4, 3


def spells(states):
    return [(state, len(list(group))) for state, group in itertools.groupby(states)]


def entropy(states):
    shares = [states.count(s) / len(states) for s in set(states)]
    return -sum(p * math.log(p) for p in shares) / math.log(ALPHABET) + 0.0


def turbulence(states):
    successive = [state for state, _ in spells(states)]
    distinct = {sub for size in range(len(successive) + 1) for sub in itertools.combinations(successive, size)}
    durations = [Fraction(length) for _, length in spells(states)]
    mean = sum(durations) / len(durations)
    variance = sum((d - mean) ** 2 for d in durations) / len(durations)
    most = (len(durations) - 1) * (1 - mean) ** 2
    return math.log2(Fraction(len(distinct)) * (most + 1) / (variance + 1))


def complexity(states):
    return math.sqrt((len(spells(states)) - 1) / (len(states) - 1) * entropy(states))


def matching(a, b, substitution, indel):
    @lru_cache(maxsize=None)
    def cost(i, j):
        if i == 0 or j == 0:
            return (i + j) * indel
        return min(cost(i - 1, j - 1) + substitution(a[i - 1], b[j - 1]), cost(i - 1, j) + indel, cost(i, j - 1) + indel)

    return cost(len(a), len(b))


def main():
    rng = random.Random(SEED)
    found = {}
    while len(found) < COUNT:
        states = [rng.randrange(ALPHABET)]
        while len(states) < LENGTH:
            states.append(states[-1] if rng.random() < 0.6 else rng.randrange(ALPHABET))
        found[tuple(states)] = rng.randint(1, 60)
    ordered = sorted(found)
    with open(HERE / "sequences.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["states", "people", "entropy", "turbulence", "complexity"])
        for states in ordered:
            values = (entropy(states), turbulence(states), complexity(states))
            writer.writerow(["".join(map(str, states)), found[states], *(repr(v) for v in values)])
    counts = [[0] * ALPHABET for _ in range(ALPHABET)]
    for states in ordered:
        for a, b in zip(states, states[1:]):
            counts[a][b] += found[states]
    rates = [[c / sum(row) if sum(row) else 0 for c in row] for row in counts]
    constant = lambda a, b: 0 if a == b else 2
    observed = lambda a, b: 0 if a == b else 2 - rates[a][b] - rates[b][a]
    far = {}
    with open(HERE / "distances.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["a", "b", "constant", "transitions"])
        for i, j in itertools.combinations(range(COUNT), 2):
            one, other = matching(ordered[i], ordered[j], constant, 1), matching(ordered[i], ordered[j], observed, 1)
            far[i, j] = far[j, i] = other
            writer.writerow([i, j, repr(float(one)), repr(other)])
    people = [found[s] for s in ordered]
    distance = lambda i, j: 0 if i == j else far[i, j]
    best = min(
        itertools.combinations(range(COUNT), TYPES),
        key=lambda m: sum(people[i] * min(distance(i, k) for k in m) for i in range(COUNT)),
    )
    own = [min(best, key=lambda k: distance(i, k)) for i in range(COUNT)]
    silhouettes = 0.0
    for i in range(COUNT):
        size = {k: sum(p for p, o in zip(people, own) if o == k) for k in best}
        mean = {k: sum(people[j] * distance(i, j) for j in range(COUNT) if own[j] == k) for k in best}
        if size[own[i]] == 1:
            continue
        inside = mean[own[i]] / (size[own[i]] - 1)
        outside = min(mean[k] / size[k] for k in best if k != own[i])
        silhouettes += people[i] * (outside - inside) / max(inside, outside)
    cost = sum(people[i] * distance(i, own[i]) for i in range(COUNT))
    with open(HERE / "types.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["medoid", "people", "cost", "silhouette"])
        for k in best:
            writer.writerow(
                ["".join(map(str, ordered[k])), sum(p for p, o in zip(people, own) if o == k), repr(cost),
                 repr(silhouettes / sum(people))])


if __name__ == "__main__":
    main()
