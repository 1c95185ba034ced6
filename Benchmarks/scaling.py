"""How time and memory of the panel grow with rows, years, strata and threads; and what it allocates."""

import math
import shutil
from statistics import mean, median

import measuring as m

BLOCK = 1 << 20
# Bytes of a row of 31 columns, about, and the part of the free disk that the largest panel may take.
ROW_BYTES = 180
DISK_SHARE = 0.5


def slope(points):
    """Least-squares slope of log y on log x."""
    x = [math.log(a) for a, _ in points]
    y = [math.log(b) for _, b in points]
    x0, y0 = mean(x), mean(y)
    return sum((a - x0) * (b - y0) for a, b in zip(x, y)) / sum((a - x0) ** 2 for a in x)


def several(data, more, runs):
    """A warm-up, then `runs` runs in which others had little of the machine, as far as that can be had."""
    command = m.ours(data["sources"], *more)
    patterns = m.measured(command)["output"].count(b'"states"')
    found, repeated = [], 0
    while len(found) < runs:
        m.wait_for_quiet(data["sources"])
        result = m.measured(command)
        if result["exit"] != 0:
            raise SystemExit(f"ended with {result['exit']}: {result['errors'].strip()[-500:]}")
        if result["others"] > m.QUIET and repeated < 2 * runs and m.patience > 0:
            repeated += 1
            continue
        found.append({**{key: result[key] for key in ("wall", "cpu", "memory", "others")}, "patterns": patterns})
    return found


def panel_of(rows, years):
    """A panel of so many rows in all, half of the people in each year."""
    return m.panel(2 * rows // years, years, rows // years)


def forget(data):
    """Deletes a panel that was not there before."""
    if data["new"]:
        shutil.rmtree(data["folder"])


def line(label, found, rows):
    wall = [r["wall"] for r in found]
    return [
        *label, m.span(wall), m.span([r["cpu"] for r in found]), f"{median(r['memory'] for r in found):.0f}",
        f"{rows / median(wall) / 1e6:.1f}"]


def allocations(data, folder):
    """Allocations, reallocations and bytes of a run on one thread, and the blocks of its files."""
    shim = folder / "malloc_count.so"
    m.run(["cc", "-O2", "-shared", "-fPIC", "-o", shim, m.ROOT / "Benchmarks" / "malloc_count.c"])
    counts = folder / "malloc_count.txt"
    result = m.measured(
        m.ours(data["sources"], "--threads", "1"),
        {"LD_PRELOAD": str(shim), "TRAYECTORIA_MALLOC_COUNT": str(counts)})
    if result["exit"] != 0:
        raise SystemExit(result["errors"])
    numbers = [int(text) for text in counts.read_text(encoding="ascii").split()]
    blocks = sum(
        -(-(m.ROOT / source.split("=", 1)[1]).stat().st_size // BLOCK) for source in data["sources"])
    return dict(zip(["allocations", "reallocations", "bytes"], numbers), blocks=blocks)


def run(largest, runs):
    m.build()
    about = {"machine": m.machine(), "versions": m.versions()}
    room = int(shutil.disk_usage(m.ROOT).free * DISK_SHARE / ROW_BYTES)
    if largest > room:
        m.say(f"the disk has room for {room} rows, not {largest}")
        largest = room
    threads = [1, m.CORES] if m.CORES > 1 else [1]
    header = ["wall s", "user + system s", "peak MB", "M rows/s"]
    value = {**about, "rows": [], "years": [], "strata": [], "allocations": []}
    lines = ["# How the panel grows", "", m.described(about), ""]

    sizes = []
    rows = 1_000_000
    while rows <= largest:
        sizes.append(rows)
        rows *= 2
    body = []
    for rows in sizes:
        data = panel_of(rows, 4)
        for number in threads:
            m.say(f"{rows} rows, {number} threads")
            found = several(data, ["--threads", str(number)], runs)
            value["rows"].append({"rows": rows, "threads": number, "runs": found})
            body.append(line([f"{rows / 1e6:g}", number], found, rows))
        if rows <= 2_000_000:
            value["allocations"].append({"rows": rows, **allocations(data, m.DATA)})
        forget(data)
    lines += ["## Rows", "", "Four years, 31 columns.", "", m.table(["million rows", "threads", *header], body), ""]
    for number in threads:
        series = [entry for entry in value["rows"] if entry["threads"] == number]
        if len(series) > 1:
            fitted = {
                key: slope([(e["rows"], median(r[key] for r in e["runs"])) for e in series])
                for key in ("wall", "cpu", "memory")}
            value.setdefault("slopes", {})[f"rows, {number} threads"] = fitted
            lines.append(
                f"- {number} thread{'s' if number > 1 else ''}: slope of log time on log rows {fitted['wall']:.3f}, of "
                f"processor time {fitted['cpu']:.3f}, of peak memory {fitted['memory']:.3f}.")
            first, last = series[0], series[-1]
            grown = median(r["memory"] for r in last["runs"]) - median(r["memory"] for r in first["runs"])
            lines.append(f"  Memory: {grown * 2**20 / (last['rows'] - first['rows']):.1f} bytes more a row.")

    body = []
    for years in [2, 5, 10, 20]:
        m.say(f"{years} years")
        data = panel_of(4_000_000, years)
        found = several(data, [], runs)
        value["years"].append({"years": years, "runs": found})
        body.append(line([years, found[0]["patterns"]], found, 4_000_000))
        forget(data)
    fitted = slope([(e["years"], median(r["wall"] for r in e["runs"])) for e in value["years"]])
    value.setdefault("slopes", {})["years"] = {"wall": fitted}
    lines += [
        "", "## Years", "",
        "Four million rows in all, half of the people in each year. Every pattern is a cell of the cube and an entry of "
        "the output; three states (absent included) in 20 years make nearly one a person.", "",
        m.table(["years", "patterns", *header], body), "", f"- slope of log time on log years {fitted:.3f}.", ""]

    data = panel_of(4_000_000, 4)
    body = []
    for by in ["", "sexo", "sexo,c_region"]:
        m.say(f"strata: {by or 'none'}")
        found = several(data, ["--by", by] if by else [], runs)
        value["strata"].append({"by": by, "runs": found})
        body.append(line([by or "none"], found, 4_000_000))
    forget(data)
    lines += ["## Strata", "", "Four million rows, four years.", "", m.table(["strata", *header], body), ""]

    counted = value["allocations"]
    if counted:
        lines += [
            "## Allocations", "", "Whole program, one thread, blocks of 1 MiB.", "",
            m.table(
                ["million rows", "blocks", "allocations", "reallocations", "MB asked for"],
                [[f"{c['rows'] / 1e6:g}", c["blocks"], c["allocations"], c["reallocations"],
                  f"{c['bytes'] / 2**20:.0f}"] for c in counted])]
    if len(counted) == 2:
        more = counted[1]["allocations"] - counted[0]["allocations"]
        blocks = counted[1]["blocks"] - counted[0]["blocks"]
        added = counted[1]["rows"] - counted[0]["rows"]
        lines += ["", f"- {more / blocks:.1f} allocations more a block, {more / added:.5f} a row."]
    every = [r["others"] for key in ("rows", "years", "strata") for entry in value[key] for r in entry["runs"]]
    lines += ["", f"Median (min–max) of {runs} runs. Other processes had at most {max(every):.0%} of the machine."]
    m.write("scaling", "\n".join(lines), value)
    return 0
