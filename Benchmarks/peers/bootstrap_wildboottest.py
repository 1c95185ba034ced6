"""The wild cluster bootstrap of one coefficient on a sample in memory: wildboottest. Arguments: folder of the sample, clusters,
draws, repetitions.

The test alone is timed, the fit by statsmodels before it is not; `parallel=True`, its default, and a run before the clock for its
compilation. A line of JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from wildboottest.wildboottest import wildboottest


def main():
    folder, draws, repetitions = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    y = np.fromfile(folder / "y", dtype=np.float64)
    columns = {f"x{column}": np.fromfile(folder / f"x{column}", dtype=np.float64) for column in range(1, 5)}
    cluster = np.fromfile(folder / "cluster", dtype=np.int32)
    design = sm.add_constant(pd.DataFrame(columns))
    model = sm.OLS(pd.Series(y), design)
    seconds, processor, values = [], [], []
    for repetition in range(repetitions + 1):
        used, start = time.process_time(), time.perf_counter()
        found = wildboottest(model, param="x1", B=draws, cluster=cluster, seed=12 + repetition, show=False)
        if repetition > 0:
            seconds.append(time.perf_counter() - start)
            processor.append(time.process_time() - used)
            values.append(float(found["p-value"].iloc[0]))
    print(json.dumps({
        "variant": "wildboottest", "threads": 0, "seconds": seconds, "processorSeconds": float(np.median(processor)),
        "answer": [float(np.ravel(found["statistic"].iloc[0])[0]), float(np.mean(values))]}))


if __name__ == "__main__":
    main()
