"""Synthetic difference-in-differences of a CSV with diff-diff: unit, time, y, d (treated now), treat (ever treated)."""

import json
import sys
import time
import warnings

import pandas as pd
from diff_diff import SyntheticDiD

warnings.filterwarnings("ignore")


def main():
    frame = pd.read_csv(sys.argv[1])
    draws = int(sys.argv[2])
    after = sorted(frame.time[frame.d == 1].unique())
    start = time.perf_counter()
    model = SyntheticDiD(variance_method="placebo", n_bootstrap=draws, seed=1)
    result = model.fit(frame, "y", "treat", "unit", "time", post_periods=after)
    print(json.dumps({"seconds": time.perf_counter() - start, "estimate": result.att, "std_error": result.se}))


if __name__ == "__main__":
    main()
