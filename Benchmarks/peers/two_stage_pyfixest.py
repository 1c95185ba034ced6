"""Two-stage difference-in-differences on numbers in memory: pyfixest's did2s, and diff-diff's two estimators. Arguments: repetitions,
units, periods.

did2s builds a dense indicator of each unit and period for its errors: 100,000 units are out of any memory, and are reported so. did2s: the effect of the treatment alone and its clustered error, one call; effects by event time are a second call that is not timed.
A line of JSON each.
"""

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
UNITS, PERIODS, PRIME = int(sys.argv[2]), int(sys.argv[3]), 20_011
SIZE = f"{UNITS} × {PERIODS}"


def data():
    unit = np.repeat(np.arange(UNITS, dtype=np.int64), PERIODS)
    period = np.tile(np.arange(1, PERIODS + 1, dtype=np.int64), UNITS)
    first = np.array([0, PERIODS * 2 // 5, PERIODS * 3 // 5, PERIODS * 4 // 5, 0])[unit % 5]
    place = unit * PERIODS + period
    remainder = (place % PRIME * (place % PRIME) % PRIME * 1009 + place % PRIME * 31) % PRIME
    treated = (first > 0) & (period >= first)
    effect = np.where(treated, 0.5 + 0.25 * (period - first), 0.0)
    y = (unit % 97) / 97 + 0.125 * period + effect + 2.0 * remainder / PRIME - 1.0
    return pd.DataFrame({"id": unit, "t": period, "g": first, "d": treated.astype(int), "treat": treated, "y": y})


def peak(reset=False):
    if reset:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    with open("/proc/self/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    return 1024 * int(fields["VmRSS" if reset else "VmHWM"].split()[0])


def did2s(frame):
    import pyfixest

    fit = pyfixest.did2s(
        frame, yname="y", first_stage="~ 0 | id + t", second_stage="~ i(d, ref = 0)", treatment="treat", cluster="id")
    row = fit.tidy().iloc[0]
    return [row["Estimate"], row["Std. Error"]]


def diff_diff(name):
    def work(frame):
        import diff_diff as package

        result = getattr(package, name)().fit(frame, outcome="y", unit="id", time="t", first_treat="g", aggregate="event_study")
        return [result.overall_att, result.overall_se]

    return work


def main():
    frame = data()
    peers = [("two-stage", "pyfixest did2s", did2s), ("two-stage", "diff-diff TwoStageDiD", diff_diff("TwoStageDiD")),
             ("imputation", "diff-diff ImputationDiD", diff_diff("ImputationDiD"))]
    for name, variant, work in peers:
        seconds, processor, extra = [], [], 0
        try:
            for repetition in range(int(sys.argv[1]) + 1):
                before = peak(reset=True)
                used, start = time.process_time(), time.perf_counter()
                answer = work(frame)
                if repetition:
                    seconds.append(time.perf_counter() - start)
                    processor.append(time.process_time() - used)
                    extra = max(extra, peak() - before)
        except Exception as error:  # a peer that is not there or does not run is reported as absent
            print(json.dumps({"name": name, "variant": variant, "size": SIZE, "absent": f"{type(error).__name__}: {error}"[:200]}))
            continue
        print(json.dumps({
            "name": name, "variant": variant, "size": SIZE, "seconds": seconds, "processorSeconds": sorted(processor)[len(processor) // 2],
            "extraMemory": extra, "answer": [float(value) for value in answer]}), flush=True)


main()
