"""Regressions with absorbed effects on the two published designs, beside fixest and pyfixest."""

import json

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"
# Relative difference of the coefficient or its error from that of fixest at 1e-11 that is a different answer.
TOLERANCE = 1e-8
# Name, design, effects, and how many times fixest's time ours should take at most (docs/benchmarks.md).
CASES = [("effects-simple-2", "simple", 2, 3), ("effects-simple-3", "simple", 3, 2), ("effects-difficult-3", "difficult", 3, 10)]


def programs(name, folder, effects, runs, missing):
    commands = {"trayectoria": [m.PROGRAM.with_name("trayectoria-benchmarks"), "--repetitions", runs, name]}
    absent = {}
    if m.text_of(["Rscript", "-e", "library(fixest); cat('there')"]).endswith("there"):
        commands["fixest"] = ["Rscript", PEERS / "effects_fixest.R", folder, effects, runs, m.CORES]
    else:
        absent["fixest"] = "Rscript has no package fixest"
    if missing:
        absent["pyfixest"] = next(iter(missing.values()))
    else:
        commands["pyfixest"] = [m.PYTHON, PEERS / "effects_pyfixest.py", folder, effects, runs]
    return commands, absent


def run(runs):
    missing = m.environment(m.EFFECTS_PACKAGES)
    m.build("trayectoria-benchmarks")
    about = {"machine": m.machine(), "versions": m.versions()}
    lines, absent = [], {}
    for name, design, effects, wanted in CASES:
        folder = m.DATA / f"effects-{design}"
        if not (folder / "complete").exists():
            m.say(f"writing {folder.relative_to(m.ROOT)} …")
            folder.mkdir(parents=True, exist_ok=True)
            m.run([m.PROGRAM.with_name("trayectoria-benchmarks"), "--write", folder, name])
            (folder / "complete").touch()
        commands, absent = programs(name, folder, effects, runs, missing)
        for program, command in commands.items():
            result = m.quietly(command, [])
            if result["exit"] != 0:
                m.say(f"{program} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
                return 1
            line = json.loads(result["output"].decode().splitlines()[-1])
            if isinstance(line["seconds"], list):
                line["seconds"] = m.spread(line["seconds"])
            lines.append({**line, "name": name, "program": program, "others": result["others"], "wanted": wanted})
    equal = report(about, lines, absent)
    return 0 if equal else 1


def difference(found, expected):
    return max(abs(a - b) / abs(b) for a, b in zip(found, expected, strict=True))


def report(about, lines, absent):
    rows, equal = [], True
    for line in lines:
        own = next(other for other in lines if other["name"] == line["name"] and other["program"] == "trayectoria")
        peer = next((other for other in lines if other["name"] == line["name"] and other["program"] == "fixest"), None)
        if line is own and peer:
            equal = equal and difference(own["answer"], peer["reference"]) <= TOLERANCE
        rows.append([
            f"{line['name']} {line.get('variant') or 'trayectoria'}", m.span(line["seconds"]["all"]),
            f"{line['seconds']['median'] / own['seconds']['median']:.1f}",
            f"{line['wanted']}" if line["program"] == "fixest" else "",
            f"{line['processorSeconds']:.2f}", f"{(line['extraMemory'] or 0) / 1e6:.0f}",
            f"{difference(line['answer'], peer['reference']):.0e}" if peer else "", f"{line['others']:.0%}"])
    markdown = "\n".join([
        "# Fixed effects", "", m.described(about), "",
        m.table(
            ["design and program", "seconds", "× ours", "wanted ×", "processor s", "extra MB", "difference", "others"], rows), "",
        "One regressor, errors clustered by person; simple: 5 million rows, difficult: 1 million. Median (min–max). Ours absorbs to "
        "10⁻¹⁰, fixest to its 10⁻⁶, pyfixest to 10⁻⁸. Difference: the largest of coefficient and error, relative to fixest's at 10⁻¹¹.",
        "", *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "Our answers are fixest's." if equal else "**The answers differ.**"])
    m.write("effects", markdown, {**about, "figures": lines, "absent": absent, "equal": equal})
    return equal
