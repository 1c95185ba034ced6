"""Two-stage and imputation on a hundred thousand and a million rows in memory, beside pyfixest's did2s and diff-diff."""

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"
# Relative difference that is a different answer: did2s demeans to 1e-8 or so, its errors follow.
TOLERANCE = 1e-6
SIZES = [(1000, 100), (100_000, 10)]


def run(runs):
    missing = m.environment(m.STAGGERED_PACKAGES)
    m.build("trayectoria-benchmarks")
    commands, absent = {
        "trayectoria": [m.PROGRAM.with_name("trayectoria-benchmarks"), "--repetitions", runs, "two-stage", "imputation"]}, {}
    if "pyfixest" in missing:
        absent["pyfixest did2s"] = missing["pyfixest"]
    else:
        for units, periods in SIZES:
            commands[f"peers, {units} × {periods}"] = [m.PYTHON, PEERS / "two_stage_pyfixest.py", runs, units, periods]
    about = {"machine": m.machine(), "versions": m.versions()}
    found = m.printed(commands)
    if found is None:
        return 1
    lines = []
    for line in found:
        if "absent" in line:
            absent[f"{line['variant']}, {line['size']}"] = line["absent"]
            continue
        if line["program"] == "trayectoria":
            line = {**line, "size": line["variant"], "variant": "trayectoria"}
        lines.append(line)
    best = {}
    for line in lines:
        key = (line["name"], line["size"])
        if line["program"] == "trayectoria" and (key not in best or line["seconds"]["median"] < best[key]["seconds"]["median"]):
            best[key] = line
    equal = all(difference(line, best[line["name"], line["size"]]) <= TOLERANCE for line in lines)
    report(about, lines, best, absent, equal)
    return 0 if equal else 1


def difference(line, ours):
    """Of the estimate, and of its error where both have the same: diff-diff's has factors of its own."""
    pairs = list(zip(line["answer"], ours["answer"], strict=True))
    if line.get("variant", "").startswith("diff-diff"):
        pairs = pairs[:1]
    return max(abs(a - b) / abs(b) for a, b in pairs)


def report(about, lines, best, absent, equal):
    rows = []
    for line in lines:
        ours = best[line["name"], line["size"]]
        units, periods = (int(part) for part in line["size"].split(" × "))
        rows.append([
            line["name"], line["size"], line["variant"], line.get("threads", m.CORES),
            m.span(line["seconds"]["all"]), f"{line['seconds']['median'] / ours['seconds']['median']:.1f}",
            f"{line['processorSeconds']:.3f}", f"{line['extraMemory'] / 1e6:.0f}",
            f"{line['extraMemory'] / (32 * units * periods):.1f}", f"{difference(line, ours):.0e}", f"{line['others']:.0%}"])
    markdown = "\n".join([
        "# Two-stage and imputation", "", m.described(about), "",
        m.table(["estimator", "units × periods", "program", "threads", "seconds", "× ours", "processor s", "extra MB", "× the data", "difference",
                 "others"], rows), "",
        "Staggered adoption, from a table in memory to the overall effect with its clustered error; ours and "
        "diff-diff's also to the effects by event time. Median (min–max). Difference: the largest of estimate and error, relative to "
        "ours (of diff-diff the estimate).", "",
        *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "All answers are equal." if equal else "**The answers differ.**"])
    m.write("staggered", markdown, {**about, "figures": lines, "absent": absent, "equal": equal})
