"""A logit of ten columns on numbers in memory: statsmodels. Arguments: repetitions.

`Logit` by Newton's method (the faster of its methods) and `GLM` by weighted least squares, each to its own tolerance. A line of
JSON each.
"""

import json
import sys
import time

import numpy as np
import statsmodels.api as sm

ROWS, PRIME = 1_000_000, 1_000_003


def unit(column):
    row = np.arange(ROWS, dtype=np.int64)
    remainder = (row * row % PRIME * (1009 + 97 * column) + row * (31 + 389 * column)) % PRIME
    return remainder / PRIME


def peak(reset=False):
    if reset:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    with open("/proc/self/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    return 1024 * int(fields["VmRSS" if reset else "VmHWM"].split()[0])


def newton(x, y):
    return sm.Logit(y, x).fit(disp=0, tol=1e-10)


def weighted(x, y):
    return sm.GLM(y, x, family=sm.families.Binomial()).fit(tol=1e-12)


def main():
    x = np.column_stack([np.ones(ROWS)] + [2 * unit(column) - 1 for column in range(1, 10)])
    y = (unit(10) < 0.2 + 0.3 * unit(1) + 0.2 * unit(2)).astype(float)
    for name, work in [("statsmodels Logit", newton), ("statsmodels GLM", weighted)]:
        seconds, processor, extra = [], [], 0
        for repetition in range(int(sys.argv[1]) + 1):
            before = peak(reset=True)
            used, start = time.process_time(), time.perf_counter()
            fit = work(x, y)
            answer = [*fit.params, *fit.bse]
            if repetition:
                seconds.append(time.perf_counter() - start)
                processor.append(time.process_time() - used)
                extra = max(extra, peak() - before)
        print(json.dumps({
            "name": "logit", "variant": name, "seconds": seconds,
            "processorSeconds": sorted(processor)[len(processor) // 2], "extraMemory": extra,
            "answer": [float(value) for value in answer]}))


main()
