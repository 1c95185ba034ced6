"""Regression with robust errors on numbers in memory, beside other programs."""

import json

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"
# Relative difference of any coefficient or standard error from ours that is a different answer.
TOLERANCE = 1e-9
DATA_BYTES = 8 * 9 * 5_000_000


def programs(runs, missing):
    """What can be run, and what cannot with the reason."""
    ours = [m.PROGRAM.with_name("trayectoria-benchmarks"), "--repetitions", runs, "fit", "gram"]
    commands, absent = {"trayectoria": ours}, {}
    if missing:
        absent["statsmodels"] = next(iter(missing.values()))
    else:
        commands["statsmodels"] = [m.PYTHON, PEERS / "ols_statsmodels.py", runs]
    if m.text_of(["Rscript", "-e", "library(fixest); cat('there')"]).endswith("there"):
        commands["fixest"] = ["Rscript", PEERS / "ols_fixest.R", runs, m.CORES]
    else:
        absent["fixest"] = "Rscript has no package fixest"
    return commands, absent


def run(runs):
    missing = m.environment(m.REGRESSION_PACKAGES)
    m.build("trayectoria-benchmarks")
    commands, absent = programs(runs, missing)
    about = {"machine": m.machine(), "versions": m.versions()}
    lines = []
    for name, command in commands.items():
        result = m.quietly(command, [])
        if result["exit"] != 0:
            m.say(f"{name} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
            return 1
        for text in result["output"].splitlines():
            line = json.loads(text)
            if isinstance(line["seconds"], list):
                line["seconds"] = m.spread(line["seconds"])
            lines.append({**line, "program": name, "others": result["others"]})
    ours = next(line for line in lines if line["name"] == "fit")
    equal = all(difference(line["answer"], ours["answer"]) <= TOLERANCE for line in lines if line["name"] == "fit")
    report(about, lines, ours, absent, equal)
    return 0 if equal else 1


def difference(found, expected):
    return max(abs(a - b) / abs(b) for a, b in zip(found, expected, strict=True))


def report(about, lines, ours, absent, equal):
    rows = []
    for line in lines:
        name = line["variant"] if line["program"] != "trayectoria" else f"trayectoria {line['name']}"
        fit = line["name"] == "fit"
        rows.append([
            name, line.get("threads", m.CORES), m.span(line["seconds"]["all"]),
            f"{line['seconds']['median'] / ours['seconds']['median']:.1f}" if fit else "",
            f"{line['processorSeconds']:.3f}",
            f"{line['processorSeconds'] / ours['processorSeconds']:.1f}" if fit else "",
            f"{line['extraMemory'] / 1e6:.1f}", f"{line['extraMemory'] / DATA_BYTES:.0%}",
            f"{difference(line['answer'], ours['answer']):.0e}" if fit else "", f"{line['others']:.0%}"])
    markdown = "\n".join([
        "# Regression with robust errors", "", m.described(about), "",
        m.table(
            ["program", "threads", "seconds", "× ours", "processor s", "× ours", "extra MB", "of the data", "difference",
             "others"], rows), "",
        "Five million rows, an outcome and eight columns (360 MB), least squares with HC1. Median (min–max). Extra: the peak of "
        "the resident set less what it was before. Difference: the largest of a coefficient or standard error, relative to ours.",
        "", *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "All answers are equal." if equal else "**The answers differ.**"])
    m.write("regression", markdown, {**about, "figures": lines, "absent": absent, "equal": equal})
