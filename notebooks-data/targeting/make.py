#!/usr/bin/env python3
"""Writes hogares.csv: two years of a survey of households with a transfer that does not exist, made up from a seed.

The transfer is meant for the poorest 40 %; whether a household gets it falls with its percentile, faster in the second year.
"""
import csv
import math
import random
from pathlib import Path

HOUSEHOLDS, SEED = 900, 40
ZONES = {"norte": 0.2, "centro": 0.5, "sur": 0.3}


def main():
    rng = random.Random(SEED)
    with open(Path(__file__).parent / "hogares.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["anio", "zona", "percentil", "expansion", "monto", "inscrito"])
        for year, slope in ((2022, 0.05), (2023, 0.09)):
            for _ in range(HOUSEHOLDS):
                zone = rng.choices(list(ZONES), ZONES.values())[0]
                percentile = rng.randint(1, 100)
                weight = round(rng.uniform(80, 320), 2)
                chance = 0.75 / (1 + math.exp(slope * (percentile - 45)))
                gets = rng.random() < chance
                listed = percentile <= 40 if rng.random() < 0.9 else percentile <= 60
                amount = (60_000 if percentile <= 20 else 45_000) if gets else 0
                writer.writerow([year, zone, percentile, weight, amount, int(listed)])


if __name__ == "__main__":
    main()
