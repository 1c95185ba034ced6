"""Regression with HC1 on numbers in memory: statsmodels, and the same by hand in NumPy. Arguments: repetitions.

statsmodels: `method="qr"` and the default, `pinv`, were tried; the default is the faster one with HC1. By hand: normal
equations, the scores as a copy of the design. A line of JSON each.
"""

import json
import sys
import time

import numpy as np
import statsmodels.api as sm

ROWS, SAMPLE, WIDTH, PRIME = 5_000_000, 20_000, 8, 20_011


def remainders(column):
    row = np.arange(SAMPLE, dtype=np.int64)
    remainder = (row * row % PRIME * (1009 + 97 * column) + row * (31 + 389 * column)) % PRIME
    return 2.0 * remainder / PRIME - 1.0


def data():
    columns = [np.ones(SAMPLE)] + [remainders(column) for column in range(1, WIDTH)]
    y = remainders(WIDTH) * (1 + columns[1] / 2)
    for column in range(1, WIDTH):
        y += column * columns[column]
    copies = ROWS // SAMPLE
    return np.tile(np.column_stack(columns), (copies, 1)), np.tile(y, copies)


def peak(reset=False):
    if reset:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    with open("/proc/self/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    return 1024 * int(fields["VmRSS" if reset else "VmHWM"].split()[0])


def statsmodels(x, y):
    fit = sm.OLS(y, x).fit(cov_type="HC1")
    return [*fit.params, *fit.bse]


def by_hand(x, y):
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ (x.T @ y)
    scores = x * (y - x @ b)[:, None]
    covariance = inverse @ (scores.T @ scores) @ inverse * (len(y) / (len(y) - x.shape[1]))
    return [*b, *np.sqrt(np.diag(covariance))]


def main():
    x, y = data()
    for name, work in [("statsmodels", statsmodels), ("NumPy by hand", by_hand)]:
        seconds, processor, extra = [], [], 0
        for repetition in range(int(sys.argv[1]) + 1):
            before = peak(reset=True)
            used, start = time.process_time(), time.perf_counter()
            answer = work(x, y)
            if repetition:
                seconds.append(time.perf_counter() - start)
                processor.append(time.process_time() - used)
                extra = max(extra, peak() - before)
        print(json.dumps({
            "name": "fit", "variant": name, "seconds": seconds, "processorSeconds": sorted(processor)[len(processor) // 2],
            "extraMemory": extra, "answer": [float(value) for value in answer]}))


main()
