"""Peak memory of the estimators of difference-in-differences as rows grow, each in a process of its own."""

import json
import subprocess

import measuring as m

ESTIMATORS = [
    "callaway-santanna", "two-stage", "imputation", "twfe", "event-study", "sun-abraham", "stacked", "local-projections",
    "etwfe", "switching", "bacon"]
UNITS = [25_000, 50_000, 100_000, 200_000]


def run():
    m.build("trayectoria-benchmarks")
    program = m.PROGRAM.with_name("trayectoria-benchmarks")

    def measured(estimator, units):
        done = subprocess.run([program, "memory", estimator, str(units)], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    tables = {units: measured("table", units)["peakBytes"] for units in UNITS}
    print("| estimator | " + " | ".join(f"{units * 10:,} rows, MB" for units in UNITS)
          + " | bytes a row, less the table | the last doubling | s |")
    print("|---|" + "---:|" * (len(UNITS) + 3))
    print("| the table alone | " + " | ".join(f"{tables[units] / 1e6:.0f}" for units in UNITS) + " | | | |")
    status = 0
    for estimator in ESTIMATORS:
        found = [measured(estimator, units) for units in UNITS]
        own = [line["peakBytes"] - tables[units] for line, units in zip(found, UNITS, strict=True)]
        growth = own[-1] / own[-2]
        # Twice the rows take twice the memory; a quarter more is what growing arrays and a fixed part may make of it.
        if growth > 2.5:
            status = 1
        print(f"| {estimator} | " + " | ".join(f"{line['peakBytes'] / 1e6:.0f}" for line in found)
              + f" | {own[-1] / found[-1]['rows']:.0f} | × {growth:.2f} | {found[-1]['seconds']:.2f} |")
    return status
