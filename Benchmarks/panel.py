"""The whole job, files to figures, ours and the peers in alternation."""

import json
import random
import shutil
from statistics import median

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"


def programs(missing):
    """Name → command before the YEAR=FILE arguments; and name → why it is absent."""
    present, absent = {}, {}
    needs = {"polars": ["polars"], "duckdb": ["duckdb"], "pandas": ["pandas", "numpy"]}
    for name, packages in needs.items():
        lacking = [f"{package} {missing[package]}" for package in packages if package in missing]
        if lacking:
            absent[name] = "; ".join(lacking)
        else:
            present[name] = [m.PYTHON, PEERS / f"panel_{name}.py"]
    if not shutil.which("Rscript"):
        absent["data.table"] = "Rscript is not installed"
    elif not m.text_of(["Rscript", "-e", "cat(as.character(packageVersion('data.table')))"]):
        absent["data.table"] = "the R package data.table is not installed"
    else:
        present["data.table"] = ["Rscript", PEERS / "panel_datatable.R"]
    return present, absent


def answer(output):
    """The figures of a summary in a form in which equal answers are equal values."""
    value = json.loads(output)
    return {
        "rows": sorted((r["year"], r["read"], r["used"]) for r in value["rows"]),
        "people": value["people"],
        "patterns": sorted(
            ([s or 0 for s in p["states"]], p["people"], p["amount"]) for p in value["patterns"] if p["people"]),
        "permanence": sorted((p["times"], p["people"], p["share"]) for p in value["permanence"]),
        "mobility": sorted(
            (p["year"], p["from"], p["to"], p["people"], p["of_stayers"] or 0, p["of_all"] or 0)
            for p in value["mobility"]),
        "amounts": sorted(
            (a["year"], a["state"], a["people"], a["amount"]) for a in value["amounts"] if a["people"])}


def checked(name, result, expected):
    """The answer of a run; differences from the expected one are said and counted as none."""
    if result["exit"] != 0:
        m.say(f"{name} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
        return None
    found = answer(result["output"])
    if expected is None or found == expected:
        return found
    for key, value in found.items():
        if value != expected[key]:
            m.say(f"{name}: {key} differ: {str(value)[:300]} instead of {str(expected[key])[:300]}")
    return None


def faulty(data):
    """A copy of a small panel in which one check digit in fifty is wrong and each K is a small one."""
    folder = m.DATA / "faulty"
    folder.mkdir(parents=True, exist_ok=True)
    generator = random.Random(m.SEED)
    sources, wrong = [], 0
    for source in data["sources"]:
        year, path = source.split("=", 1)
        lines = (m.ROOT / path).read_text(encoding="utf-8").splitlines()
        digit = lines[0].split(";").index("dv")
        for number, line in enumerate(lines[1:], start=1):
            fields = line.split(";")
            if generator.random() < 0.02:
                others = [d for d in "0123456789K" if d != fields[digit]]
                fields[digit] = generator.choice(others)
                wrong += 1
            fields[digit] = fields[digit].lower()
            lines[number] = ";".join(fields)
        copy = folder / f"panel_{year}.csv"
        copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sources.append(f"{year}={copy.relative_to(m.ROOT)}")
    return sources, wrong


def agree_on_faults(commands):
    """Whether all programs set the same rows aside; and how many rows that are."""
    sources, wrong = faulty(m.panel(20_000, 3, 10_000))
    expected, equal = None, True
    for name, command in commands.items():
        found = checked(name, m.measured(command(sources)), expected)
        if found is None:
            equal = False
            continue
        read, used = (sum(row[k] for row in found["rows"]) for k in (1, 2))
        if read - used != wrong:
            m.say(f"{name}: {read - used} rows set aside, {wrong} have a wrong check digit")
            equal = False
        expected = expected or found
    shutil.rmtree(m.DATA / "faulty")
    return equal, wrong


def run(units, years, rows, runs):
    missing = m.environment()
    m.build()
    about = {"machine": m.machine(), "versions": m.versions()}
    data = m.panel(units, years, rows)
    present, absent = programs(missing)
    commands = {"trayectoria": lambda sources: m.ours(sources)}
    for name, command in present.items():
        commands[name] = lambda sources, command=command: [*command, *sources]
    equal, wrong = agree_on_faults(commands)

    m.say(f"warming up: {', '.join(commands)}")
    expected = None
    for name, command in commands.items():
        found = checked(name, m.measured(command(data["sources"])), expected)
        equal = equal and found is not None
        expected = expected or found

    rounds, repeated = [], 0
    while len(rounds) < runs:
        found = {}
        m.wait_for_quiet(data["sources"])
        for name, command in commands.items():
            result = m.measured(command(data["sources"]))
            if checked(name, result, expected) is None:
                equal = False
            del result["output"], result["errors"]
            found[name] = result
        worst = max(result["others"] for result in found.values())
        m.say(
            f"round {len(rounds) + 1}: " + ", ".join(f"{n} {r['wall']:.2f} s" for n, r in found.items())
            + f"; others had up to {worst:.0%} of the machine")
        if worst > m.QUIET and repeated < 2 * runs and m.patience > 0:
            repeated += 1
            continue
        rounds.append(found)

    start_up = {}
    for name in [n for n in ("polars", "duckdb", "pandas") if n in present]:
        command = [m.PYTHON, "-c", f"import {name}"]
        start_up[name] = median(m.measured(command)["wall"] for _ in range(3))
    report(about, data, rounds, repeated, absent, start_up, equal, wrong)
    return 0 if equal else 1


def report(about, data, rounds, repeated, absent, start_up, equal, wrong):
    names = list(rounds[0])
    of = {name: {key: [r[name][key] for r in rounds] for key in rounds[0][name]} for name in names}
    ratios = {
        name: [r[name]["wall"] / r["trayectoria"]["wall"] for r in rounds] for name in names}
    lines = []
    for name in names:
        memory = median(of[name]["memory"])
        lines.append([
            name, m.span(of[name]["wall"]), m.span(ratios[name], 2), m.span(of[name]["cpu"]), f"{memory:.0f}",
            f"{memory / median(of['trayectoria']['memory']):.1f}",
            f"{start_up[name]:.2f}" if name in start_up else "",
            f"{data['bytes'] / median(of[name]['wall']) / 1e9:.2f}"])
    for name, reason in absent.items():
        lines.append([name, f"absent: {reason}", "", "", "", "", "", ""])
    others = max(r[name]["others"] for r in rounds for name in names)
    noise = (
        f"{len(rounds)} rounds; {repeated} more were dropped because other processes had over {m.QUIET:.0%} of the machine "
        f"in them. In those counted they had at most {others:.0%}.")
    markdown = "\n".join([
        "# Panel: files to figures", "", m.described(about, data), "",
        m.table(
            ["program", "wall s", "× ours, by round", "user + system s", "peak MB", "× ours",
             "of which start-up s", "GB/s"], lines),
        "", "Median (min–max). " + noise, "",
        "All programs give the same answer." if equal else "**The answers differ.**",
        f"A panel with {wrong} wrong check digits is set aside row by row alike." if equal else ""]).rstrip()
    m.write("panel", markdown, {
        **about, "data": m.without_paths(data), "rounds": rounds, "repeated": repeated, "absent": absent,
        "start_up": start_up, "equal": equal,
        "summary": {
            name: {
                "wall": m.spread(of[name]["wall"]), "cpu": m.spread(of[name]["cpu"]),
                "memory_mb": m.spread(of[name]["memory"]), "ratio": m.spread(ratios[name])} for name in names}})
