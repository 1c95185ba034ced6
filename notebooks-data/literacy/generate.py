#!/usr/bin/env python3
"""Synthetic children of a literacy contract: notebooks-data/literacy/children.csv.

    python3 notebooks-data/literacy/generate.py > notebooks-data/literacy/children.csv

50 schools, 2,700 children of first grade, six providers. The totals are published: 79 % of the children read at deficit level before and
22 % after. Everything else is invented. Only the four operations, a 64-bit generator of whole numbers and sorting are used, so the file
is the same on every machine.
"""

MASK = (1 << 64) - 1
PROVIDERS = [("A", 12, 1.95), ("B", 10, 1.60), ("C", 9, 1.75), ("D", 8, 1.45), ("E", 6, 2.10), ("F", 5, 1.30)]
CHILDREN, BEFORE, AFTER = 2700, 2133, 594  # 79 % and 22 % of 2,700


class Random:
    """SplitMix64 (Steele, Lea & Flood 2014)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def unit(self):
        return (self.next() >> 11) * 2.0**-53

    def normal(self):
        """The sum of twelve uniform numbers less six: mean 0, variance 1."""
        return sum(self.unit() for _ in range(12)) - 6


def main():
    random = Random(2024)
    schools = [(provider, gain) for provider, count, gain in PROVIDERS for _ in range(count)]
    sizes = [36 + random.next() % 37 for _ in schools]
    while sum(sizes) != CHILDREN:
        school = random.next() % len(sizes)
        step = 1 if sum(sizes) < CHILDREN else -1
        if 30 <= sizes[school] + step <= 80:
            sizes[school] += step
    rows = []
    for number, ((provider, gain), size) in enumerate(zip(schools, sizes), 1):
        level, progress = 0.35 * random.normal(), gain + 0.25 * random.normal()
        for _ in range(size):
            girl = random.unit() < 0.49
            ability = level + random.normal() * 0.8 + (0.15 if girl else 0)
            rows.append([f"E{number:02d}", provider, "F" if girl else "M", ability + 0.55 * random.normal(),
                         0.85 * ability + progress + 0.6 * random.normal()])
    # Scores: 100 is the limit of the deficit level, 15 a unit of ability; the limit lies where the published share does.
    scores = []
    for column, share in ((3, BEFORE), (4, AFTER)):
        values = sorted(row[column] for row in rows)
        limit = (values[share - 1] + values[share]) / 2
        scores.append([10 * (100 + 15 * (row[column] - limit)) // 1 / 10 for row in rows])  # cut, so that the level stays
    print("nino,escuela,proveedor,sexo,puntaje_pre,puntaje_post,deficit_pre,deficit_post")
    for number, (row, before, after) in enumerate(zip(rows, *scores), 1):
        print(f"{number},{row[0]},{row[1]},{row[2]},{before:.1f},{after:.1f},{int(before < 100)},{int(after < 100)}")


if __name__ == "__main__":
    main()
