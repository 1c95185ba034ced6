"""Effects of groups in periods by diff-diff, on the data of DifferencesBenchmarks.swift: lines of JSON."""

import json
import resource
import sys
import time
import warnings

import numpy as np
import pandas as pd

from diff_diff import CallawaySantAnna


def uniform(number):
    with np.errstate(over="ignore"):
        z = (number + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def noise(number):
    with np.errstate(over="ignore"):
        third = number * np.uint64(3) + np.uint64(1_000_000_000_000)
    return uniform(third) + uniform(third + np.uint64(1)) + uniform(third + np.uint64(2)) - 1.5


def data(units, years=10):
    unit = np.arange(units, dtype=np.uint64)
    base = unit * np.uint64(64)
    group = np.where(uniform(base) < 0.4, 0, 2003 + (uniform(base + np.uint64(1)) * 8).astype(np.int64))
    first, second, level = (noise(base + np.uint64(k)) for k in (2, 3, 4))
    year = np.arange(years)
    event = np.where(group[:, None] == 0, -1, 2001 + year[None, :] - group[:, None])
    errors = np.stack([noise(base + np.uint64(8 + k)) for k in year], axis=1)
    y = (level[:, None] + 0.1 * year[None, :] * (1 + 0.5 * first[:, None])
         + np.where(event >= 0, 0.2 + 0.1 * event, 0) + errors)
    return pd.DataFrame({
        "unit": np.repeat(np.arange(units), years), "time": np.tile(2001 + year, units), "first": np.repeat(group, years),
        "x1": np.repeat(first, years), "x2": np.repeat(second, years), "y": y.ravel()})


def main():
    units, runs, kinds = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
    warnings.simplefilter("ignore")
    frame = data(units)
    for kind in kinds:
        covariates = ["x1", "x2"] if kind == "covariates" else None
        seconds, processor = [], []
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for repetition in range(runs + 1):
            start, cpu = time.perf_counter(), time.process_time()
            fit = CallawaySantAnna(estimation_method="dr", control_group="never_treated", pscore_trim=1e-9)
            results = fit.fit(
                frame, outcome="y", unit="unit", time="time", first_treat="first", covariates=covariates, aggregate="all")
            if repetition > 0:
                seconds.append(time.perf_counter() - start)
                processor.append(time.process_time() - cpu)
        events = results.event_study_effects
        answer = [float(results.overall_att), float(results.overall_se)]
        by = [[int(e), float(events[e]["effect"]), float(events[e]["se"])] for e in sorted(events)]
        print(json.dumps({
            "name": "differences-covariates" if covariates else "differences", "variant": "diff-diff", "seconds": seconds,
            "processorSeconds": float(np.median(processor)), "answer": answer, "events": by,
            "extraMemory": 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)}))


if __name__ == "__main__":
    main()
