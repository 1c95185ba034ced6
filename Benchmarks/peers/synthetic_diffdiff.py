"""Synthetic difference-in-differences of a CSV with diff-diff: unit, time, y, d (treated now), treat (ever treated).

With a third argument, a result of `trayectoria did` in JSON, the answers are compared: the value of the donor weights' programme at both
sets of weights, and the effect that each set gives.
"""

import json
import sys
import time
import warnings

import pandas as pd
from diff_diff import SyntheticDiD

warnings.filterwarnings("ignore")


def compared(frame, after, result, ours):
    """Objective and effect of both sets of weights, worked out here."""
    wide = frame.pivot(index="unit", columns="time", values="y")
    treated = frame[frame.treat == 1].unit.unique()
    donors = wide.index.difference(treated)
    before = wide.columns.difference(after)
    own = {row["key"]: row["weight"] for row in ours["unit_weights"]}
    own_time = {row["key"]: row["weight"] for row in ours["time_weights"]}
    sets = {
        "ours": (donors.map(lambda u: own.get(str(u), 0.0)), before.map(lambda t: own_time.get(str(t), 0.0))),
        "peer": (donors.map(lambda u: result.unit_weights.get(u, 0.0)), before.map(lambda t: result.time_weights.get(t, 0.0))),
    }
    path, target = wide.loc[donors, before].to_numpy(), wide.loc[treated, before].mean().to_numpy()
    centred, centre = path - path.mean(1, keepdims=True), target - target.mean()
    change = wide.loc[treated, after].to_numpy().mean()
    means = wide.loc[donors, after].mean(axis=1).to_numpy()
    found = {}
    for name, (unit, period) in sets.items():
        unit, period = unit.to_numpy(), period.to_numpy()
        gap = unit @ centred - centre
        found[f"objective_{name}"] = gap @ gap + ours["zeta_omega"] ** 2 * len(before) * (unit @ unit)
        found[f"effect_{name}"] = change - target @ period - unit @ (means - path @ period)
    return found


def main():
    frame = pd.read_csv(sys.argv[1])
    draws = int(sys.argv[2])
    after = sorted(frame.time[frame.d == 1].unique())
    start = time.perf_counter()
    model = SyntheticDiD(variance_method="placebo", n_bootstrap=draws, seed=1)
    result = model.fit(frame, "y", "treat", "unit", "time", post_periods=after)
    answer = {"seconds": time.perf_counter() - start, "estimate": result.att, "std_error": result.se}
    if len(sys.argv) > 3:
        with open(sys.argv[3], encoding="utf-8") as file:
            answer |= compared(frame, after, result, json.load(file))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
