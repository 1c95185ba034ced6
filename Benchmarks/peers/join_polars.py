"""The join and the cube alone in Polars: join_polars.py RUNS 2014=FILE …

The valid rows are read first, untimed, into a typed frame in memory; patterns and amounts are then made of it RUNS times
after a warm-up. Prints the seconds and the people, as JSON. With the streaming engine; the in-memory engine is timed
beside it.
"""

import json
import sys
import time

import panel_polars
import panel_summary as ps
import polars as pl


def main():
    runs = int(sys.argv[1])
    rows = panel_polars.read(ps.sources(sys.argv[2:])).filter("valid").drop("valid").rechunk()
    for engine in ["streaming", "in-memory"]:
        seconds = []
        for _ in range(runs + 1):
            start = time.perf_counter()
            patterns, amounts = panel_polars.figures(rows.lazy(), engine)
            seconds.append(time.perf_counter() - start)
        people = sum(row[1] for row in patterns)
        paid = sum(row[3] for row in amounts)
        print(json.dumps({
            "name": "join", "variant": f"polars {engine}", "threads": pl.thread_pool_size(), "people": people,
            "paid": paid, "count": rows.height, "seconds": seconds[1:]}), flush=True)


if __name__ == "__main__":
    main()
