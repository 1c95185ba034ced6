"""The join and the cube alone in DuckDB: join_duckdb.py RUNS 2014=FILE …

The valid rows are read first, untimed, into a typed table in memory; patterns and amounts are then made of it RUNS times
after a warm-up. Prints the seconds and the people, as JSON.
"""

import json
import sys
import time

import panel_duckdb
import panel_summary as ps


def main():
    runs = int(sys.argv[1])
    connection = panel_duckdb.connect()
    panel_duckdb.read(connection, ps.sources(sys.argv[2:]))
    connection.execute("CREATE TEMP TABLE rows AS SELECT year, run, tramo, monto FROM panel WHERE valid")
    connection.execute("DROP TABLE panel")
    seconds = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        patterns, amounts = panel_duckdb.figures(connection, "rows")
        seconds.append(time.perf_counter() - start)
    threads, count = connection.execute("SELECT current_setting('threads'), (SELECT count(*) FROM rows)").fetchone()
    print(json.dumps({
        "name": "join", "variant": "duckdb", "threads": threads, "people": sum(row[1] for row in patterns),
        "paid": int(sum(row[3] for row in amounts)), "count": count, "seconds": seconds[1:]}))


if __name__ == "__main__":
    main()
