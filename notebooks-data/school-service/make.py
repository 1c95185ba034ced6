#!/usr/bin/env python3
"""Writes establecimientos.csv and establecimientos-2022-2025.csv. The first: a school service's monthly reports, made up from a seed so that the totals of its communes are
those of the public balance of 2025: capacity, enrolment in May and December, students withdrawn, attendance from 90 % to 86 %.
"""
import csv
import random
from pathlib import Path

# commune: establishments, capacity, enrolment in May and December, withdrawn
COMMUNES = {
    "Calama": (40, 23176, 21241, 20974, 244),
    "María Elena": (3, 900, 676, 675, 12),
    "Ollagüe": (1, 36, 28, 28, 0),
    "San Pedro de Atacama": (4, 1500, 1385, 1314, 18),
    "Tocopilla": (12, 6697, 5200, 5177, 49),
}
MONTHS = range(3, 13)
DAYS = {3: 19, 4: 20, 5: 19, 6: 18, 7: 12, 8: 20, 9: 17, 10: 21, 11: 20, 12: 8}
ATTENDANCE = {3: 0.904, 4: 0.905, 5: 0.899, 6: 0.886, 7: 0.880, 8: 0.884, 9: 0.878, 10: 0.874, 11: 0.868, 12: 0.862}
# Two establishments with trouble, for the alerts: one falls by and by, the other in one month.
FALLING, SUDDEN = 7, 15


def shared(total, weights):
    """Whole parts of a total in proportion to weights, by largest remainders."""
    sums = sum(weights)
    quotas = [total * w / sums for w in weights]
    parts = [int(q) for q in quotas]
    order = sorted(range(len(weights)), key=lambda i: parts[i] - quotas[i])
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def several():
    """Twelve made-up establishments over four years: no total of theirs is of any source. One has a winter of its own."""
    rng = random.Random(2022)
    rows = []
    for place in range(12):
        commune, places, habit = ("Norte", "Sur", "Valle")[place % 3], rng.randint(200, 900), rng.gauss(0, 0.01)
        for year in range(2022, 2026):
            students = round(places * rng.uniform(0.8, 0.95))
            # The first year reports from May on: its mean rate lacks the good months of autumn.
            for month in range(5 if year == 2022 else 3, 13):
                rate = ATTENDANCE[month] + habit + 0.004 * (year - 2022) + rng.gauss(0, 0.005)
                if place == 5 and month in (6, 7):
                    rate -= 0.05
                days = students * DAYS[month]
                left = sum(rng.random() < 0.0012 for _ in range(students))
                rows.append([20001 + place, commune, year, month, students, places, round(days * rate), days, left])
                students -= left
    return rows


def write(name, rows):
    with open(Path(__file__).parent / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rbd", "comuna", "anio", "mes", "matricula", "capacidad", "dias_asistidos", "dias_matricula", "retirados"])
        writer.writerows(sorted(rows))


def main():
    rng = random.Random(2025)
    rows, number = [], 0
    for commune, (count, capacity, may, december, withdrawn) in COMMUNES.items():
        sizes = [rng.uniform(0.4, 1.6) for _ in range(count)]
        places = shared(capacity, sizes)
        habits = [rng.gauss(0, 0.012) for _ in range(count)]
        left = {month: [0] * count for month in MONTHS}
        for _ in range(withdrawn):
            left[rng.choice(list(MONTHS))][rng.choices(range(count), sizes)[0]] += 1
        for month in MONTHS:
            # Rising to May, falling from there to December.
            total = may - (5 - month) * max(1, may // 700) if month < 5 else round(may + (december - may) * (month - 5) / 7)
            enrolled = shared(total, sizes)
            for place in range(count):
                rate = ATTENDANCE[month] + habits[place] + rng.gauss(0, 0.006)
                if number + place == FALLING:
                    rate -= 0.012 * (month - 3)
                if number + place == SUDDEN and month == 9:
                    rate -= 0.09
                days = enrolled[place] * DAYS[month]
                rows.append([10001 + number + place, commune, 2025, month, enrolled[place], places[place],
                             round(days * min(rate, 1)), days, left[month][place]])
        number += count
    write("establecimientos.csv", rows)
    write("establecimientos-2022-2025.csv", several())


if __name__ == "__main__":
    main()
