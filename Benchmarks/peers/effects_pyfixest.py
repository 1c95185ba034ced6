"""A regression with absorbed effects on a design in memory: pyfixest with the solver `within`. Arguments: folder of the design,
effects, repetitions; with `tight` after them one fit at 1e-12.

`LsmrDemeaner()` is that solver, at its own tolerance, 1e-8; `lean` and no copy of the data, which is faster than as it is written. A
line of JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest as pf


def peak(reset=False):
    if reset:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    with open("/proc/self/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file)
    return 1024 * int(fields["VmRSS" if reset else "VmHWM"].split()[0])


def main():
    folder, effects, repetitions = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    tight = sys.argv[4:] == ["tight"]
    solver = pf.LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12, fixef_maxiter=100_000) if tight else pf.LsmrDemeaner()
    data = pd.DataFrame(
        {name: np.fromfile(folder / name, dtype=np.float64) for name in ["y", "x"]}
        | {name: np.fromfile(folder / name, dtype=np.int32) for name in ["person", "firm", "year"]})
    formula = "y ~ x | person + firm" + (" + year" if effects == 3 else "")
    seconds, processor, extra = [], [], 0
    for repetition in [1] if tight else range(repetitions + 1):
        before = peak(reset=True)
        used, start = time.process_time(), time.perf_counter()
        fit = pf.feols(
            formula, data, vcov={"CRV1": "person"}, demeaner=solver, fixef_rm="none", copy_data=False, store_data=False,
            lean=True)
        if repetition > 0:
            seconds.append(time.perf_counter() - start)
            processor.append(time.process_time() - used)
            extra = max(extra, peak() - before)
    print(json.dumps({
        "variant": "pyfixest within", "threads": 0, "seconds": seconds, "processorSeconds": float(np.median(processor)),
        "extraMemory": extra, "answer": [float(fit.coef().iloc[0]), float(fit.se().iloc[0])]}))


if __name__ == "__main__":
    main()
