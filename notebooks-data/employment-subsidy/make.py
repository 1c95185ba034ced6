#!/usr/bin/env python3
"""Writes nominas/empleo_AAAA-MM.csv: monthly rosters of an employment subsidy that does not exist, made up from a seed.

A person has a job or not in each month, and in a job a wage that moves by small steps. Those with a wage up to 560,000 pesos and
a contribution paid are on the roster of the month: in bracket 1 up to 250,000 (the subsidy is a fifth of the wage), in bracket 2 up
to 320,000 (a fixed amount), in bracket 3 up to 560,000 (what is left of the fixed amount as the wage rises).
"""
import csv
import random
from pathlib import Path

PEOPLE, FIRST, MONTHS, SEED = 420, 2023, 24, 2023
TOP = (250_000, 320_000, 560_000)
BRANCHES = ("comercio", "servicios", "agricultura", "construccion")
# Farming and building have a winter.
WINTER = {"agricultura": 0.10, "construccion": 0.05}


def amount(wage):
    if wage <= TOP[0]:
        return round(wage * 0.2)
    if wage <= TOP[1]:
        return round(TOP[0] * 0.2)
    return max(0, round(TOP[0] * 0.2 * (TOP[2] - wage) / (TOP[2] - TOP[1])))


def main():
    rng = random.Random(SEED)
    rows = {month: [] for month in range(MONTHS)}
    for person in range(PEOPLE):
        woman, age = rng.random() < 0.55, rng.randint(18, 24)
        branch = rng.choices(BRANCHES, (4, 4, 2, 2))[0]
        wage, employed = rng.triangular(180_000, 620_000, 270_000), rng.random() < 0.45
        start = rng.choices((0, rng.randrange(MONTHS)), (6, 4))[0]
        for month in range(MONTHS):
            winter = WINTER.get(branch, 0) if month % 12 in (5, 6, 7) else 0
            employed = rng.random() >= 0.07 + winter if employed else rng.random() < 0.11
            wage *= 1.004 + rng.gauss(0, 0.03)
            years = age + month // 12
            if month < start or not employed or wage > TOP[2] or years > 24:
                continue
            whole = round(wage)
            rows[month].append([100_001 + person * 37, "M" if woman else "H", years, branch, whole, amount(whole)])
    folder = Path(__file__).parent / "nominas"
    folder.mkdir(exist_ok=True)
    for month, found in rows.items():
        name = f"empleo_{FIRST + month // 12}-{month % 12 + 1:02}.csv"
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\n")
            writer.writerow(["persona", "sexo", "edad", "rama", "renta", "monto"])
            writer.writerows(found)


if __name__ == "__main__":
    main()
