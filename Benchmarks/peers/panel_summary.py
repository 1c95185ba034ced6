"""What every peer prints: the summary that follows from the table of patterns.

A peer gives each person one whole number, three bits a year (0 absent, else the state), the first year lowest: the
sum of state << 3·year over the person's rows. States are 1 to 3. Should somebody have several rows in a year, their
sum has fewer nonzero digits in base 8 than rows, so `rows = sum of people × years present` holds exactly when nobody
has, and no pass over the data is needed to find out. The peers then stop; none has a rule for duplicates.
"""

import json
import sys

BITS = 3
LARGEST_STATE = 3
# Weights of the check digit from the last digit of the number on, modulo 11.
WEIGHTS = [2, 3, 4, 5, 6, 7, 2, 3, 4]


def sources(arguments):
    """(year, path) of each YEAR=FILE, by year."""
    return sorted((int(a.split("=", 1)[0]), a.split("=", 1)[1]) for a in arguments)


def weighted_sums():
    """Sums of digit × weight modulo 11: of the digits of 0…99999 as the upper five, of 0…9999 as the lower four."""
    upper = [sum(n // 10**k % 10 * WEIGHTS[k + 4] for k in range(5)) % 11 for n in range(100_000)]
    lower = [sum(n // 10**k % 10 * WEIGHTS[k] for k in range(4)) % 11 for n in range(10_000)]
    return upper, lower


def states_of(code, years):
    digits = [code >> (BITS * k) & 7 for k in range(years)]
    return [d if d else None for d in digits]


def summary(years, rows, patterns, amounts):
    """rows: (year, read, used); patterns: (code, people, amount); amounts: (year, state, people, amount)."""
    if any(not 1 <= int(state) <= LARGEST_STATE for _, state, _, _ in amounts):
        sys.exit(f"a state is not one of 1 to {LARGEST_STATE}")
    table = [(states_of(int(c), len(years)), int(p), int(a)) for c, p, a in patterns]
    if sum(int(r[2]) for r in rows) != sum(p * sum(s is not None for s in states) for states, p, _ in table):
        sys.exit("somebody has two rows in one year; there is no rule for that here")
    people = sum(p for _, p, _ in table)
    permanence = [0] * (len(years) + 1)
    for states, p, _ in table:
        permanence[sum(s is not None for s in states)] += p
    labels = sorted({s for states, _, _ in table for s in states if s is not None})
    mobility = []
    for k in range(1, len(years)):
        moves = {}
        for states, p, _ in table:
            pair = (states[k - 1], states[k])
            moves[pair] = moves.get(pair, 0) + p
        for origin in labels:
            stayers = sum(moves.get((origin, target), 0) for target in labels)
            everyone = stayers + moves.get((origin, None), 0)
            for target in labels:
                moved = moves.get((origin, target), 0)
                mobility.append({
                    "year": years[k], "from": origin, "to": target, "people": moved,
                    "of_stayers": moved / stayers if stayers else None,
                    "of_all": moved / everyone if everyone else None})
    return {
        "command": "panel",
        "years": years,
        "rows": [{"year": int(y), "read": int(n), "used": int(u)} for y, n, u in sorted(rows)],
        "people": people,
        "patterns": [{"states": s, "people": p, "amount": a} for s, p, a in table],
        "permanence": [
            {"times": k, "people": permanence[k], "share": permanence[k] / people}
            for k in range(1, len(years) + 1)],
        "mobility": mobility,
        "amounts": [
            {"year": int(y), "state": int(s), "people": int(p), "amount": int(a)}
            for y, s, p, a in sorted(amounts)],
    }


def emit(value):
    json.dump(value, sys.stdout)
    print()
