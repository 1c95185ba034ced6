#!/usr/bin/env python3
"""Synthetic difference-in-differences of a large panel: the command line beside diff-diff, whole processes in alternation.

    Benchmarks/synthetic.py .build/release/trayectoria PYTHON [--units 20000] [--periods 60] [--draws 2] [--runs 3]

PYTHON has diff-diff, numpy and pandas. The panel is drawn from a fixed seed into .build/bench-data. Both estimate the effect and a
placebo error of as many draws, read from the same CSV. The peer's weights are those of a method stopped early, so that the answers are
checked apart, untimed: the effect of each is that of its own weights, and the programme's value is no larger at ours. Exit code 1 if not.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / "Benchmarks" / "peers" / "synthetic_diffdiff.py"
GENERATE = """
import numpy as np, sys
units, periods, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
draw = np.random.default_rng(1)
start, treated = periods * 5 // 6, max(1, units // 100)
factors = np.cumsum(draw.normal(size=(periods, 3)), 0) * 0.3
y = draw.normal(size=(units, 1)) * 3 + np.cumsum(draw.normal(size=periods))[None]
y = y + draw.normal(size=(units, 3)) @ factors.T + draw.normal(size=(units, periods))
ever = np.arange(units) >= units - treated
d = ever[:, None] & (np.arange(periods) >= start)[None]
y = y + 1.5 * d
unit, period = np.meshgrid(np.arange(units), np.arange(periods), indexing="ij")
table = np.column_stack([unit.ravel(), period.ravel(), y.ravel(), d.ravel(), np.repeat(ever, periods)])
np.savetxt(path, table, fmt=["%d", "%d", "%.17g", "%d", "%d"], delimiter=",", header="unit,time,y,d,treat", comments="")
"""


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, json.loads(done.stdout)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("python")
    options.add_argument("--units", type=int, default=20000)
    options.add_argument("--periods", type=int, default=60)
    options.add_argument("--draws", type=int, default=2)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    folder = ROOT / ".build" / "bench-data"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"synthetic_{asked.units}_{asked.periods}.csv"
    if not path.exists():
        size = [str(asked.units), str(asked.periods)]
        subprocess.run([asked.python, "-c", GENERATE, *size, str(path)], check=True)
    ours = [
        asked.binary, "did", "--data", str(path), "--outcome", "y", "--unit", "unit", "--time", "time", "--treatment", "d",
        "--estimator", "synthetic-did", "--vce", "placebo", "--bootstrap", str(asked.draws), "--format", "json"]
    peer = [asked.python, str(PEER), str(path), str(asked.draws)]
    rows = []
    found, answer = None, None
    for number in range(asked.runs + 1):
        own, answer = timed(ours)
        other, theirs = timed(peer)
        found = answer["aggregate"]["overall"]["estimate"]
        if number > 0:
            rows.append((own, other, theirs["seconds"]))
        print(f"{own:.2f} s, diff-diff {other:.2f} s (estimate alone {theirs['seconds']:.2f} s), "
              f"{found:.9f} and {theirs['estimate']:.9f}, violation {answer['kkt_violation']:.1e}", file=sys.stderr)
    middle = [sorted(column)[len(rows) // 2] for column in zip(*rows)]
    print("| program | seconds, median | × |\n|---|---:|---:|")
    print(f"| trayectoria did, whole process | {middle[0]:.2f} | 1 |")
    print(f"| diff-diff, whole process | {middle[1]:.2f} | {middle[1] / middle[0]:.1f} |")
    print(f"| diff-diff, fit alone | {middle[2]:.2f} | {middle[2] / middle[0]:.1f} |")
    own = folder / "synthetic.json"
    own.write_text(json.dumps(answer))
    checked = timed([*peer, str(own)])[1]
    print(f"programme at our weights {checked['objective_ours']:.9f}, at the peer's {checked['objective_peer']:.9f}")
    right = (
        abs(checked["effect_ours"] - found) < 1e-9 and abs(checked["effect_peer"] - checked["estimate"]) < 1e-9
        and checked["objective_ours"] <= checked["objective_peer"] + 1e-12)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
