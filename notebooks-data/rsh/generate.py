#!/usr/bin/env python3
"""Writes survey.csv and registry.csv: synthetic households, from a fixed seed. Nobody's data are in them.

A household's well-being falls with its size and rises with schooling, work and the dwelling; `vulnerable` says whether it is
below the line. A survey draws households with unequal chances (larger ones and those of far regions more often), and
`expansion` is the inverse of that chance. The registry has other households, with the same columns but no outcome.
"""
import csv
import math
import random

SEED, SURVEY, REGISTRY = 2018, 1200, 3000
DWELLINGS = ["adecuada", "recuperable", "precaria"]


def household(draw):
    size = 1 + min(8, int(draw.expovariate(0.45)))
    schooling = max(0, min(20, round(draw.gauss(10.5, 3.5))))
    employed = 1 if draw.random() < 0.35 + 0.025 * schooling else 0
    dwelling = draw.choices(range(3), weights=[60 + 2 * schooling, 25, 12])[0]
    region = draw.randint(1, 16)
    index = 0.9 + 0.38 * size - 0.16 * schooling - 1.1 * employed + 0.7 * dwelling
    vulnerable = 1 if draw.random() < 1 / (1 + math.exp(-index)) else 0
    chance = (0.4 + 0.1 * size) * (1.5 if region in (1, 11, 12, 15) else 1) / 4
    return [size, schooling, employed, DWELLINGS[dwelling], region], vulnerable, chance


def main():
    draw = random.Random(SEED)
    names = ["integrantes", "escolaridad", "ocupado", "vivienda", "region"]
    survey = []
    while len(survey) < SURVEY:
        columns, vulnerable, chance = household(draw)
        if draw.random() < min(1, chance):
            survey.append([*columns, vulnerable, round(100 / min(1, chance), 3)])
    with open("survey.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([[*names, "vulnerable", "expansion"], *survey])
    with open("registry.csv", "w", newline="", encoding="utf-8") as file:
        rows = [household(draw)[0] for _ in range(REGISTRY)]
        csv.writer(file, lineterminator="\n").writerows([names, *rows])


main()
