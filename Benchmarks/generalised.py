"""Maximum likelihood on numbers in memory, beside other programs."""

import json

import measuring as m
from regression import difference

PEERS = m.ROOT / "Benchmarks" / "peers"
# Relative difference of a coefficient or standard error from ours that is a different answer.
TOLERANCE = 1e-8


def programs(runs, missing):
    """What can be run, and what cannot with the reason."""
    ours = [m.PROGRAM.with_name("trayectoria-benchmarks"), "--repetitions", runs, "poisson-effects", "logit"]
    commands, absent = {"trayectoria": ours}, {}
    if missing:
        absent["statsmodels"] = next(iter(missing.values()))
    else:
        commands["statsmodels"] = [m.PYTHON, PEERS / "logit_statsmodels.py", runs]
    if m.text_of(["Rscript", "-e", "library(fixest); cat('there')"]).endswith("there"):
        commands["fixest"] = ["Rscript", PEERS / "poisson_fixest.R", runs, m.CORES]
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
    ours = {line["name"]: line for line in lines if line["program"] == "trayectoria" and line["threads"] == m.CORES}
    equal = all(agrees(line, ours[line["name"]]) for line in lines)
    report(about, lines, ours, absent, equal)
    return 0 if equal else 1


def agrees(line, ours):
    """The coefficients, and the standard errors but those of fixest at its own tolerances, which stop at 1e-6."""
    count = len(ours["answer"]) // 2 if line.get("variant") == "fixest" else len(ours["answer"])
    return difference(line["answer"][:count], ours["answer"][:count]) <= TOLERANCE


def report(about, lines, ours, absent, equal):
    rows = []
    for line in lines:
        own = ours[line["name"]]
        half = len(own["answer"]) // 2
        rows.append([
            line["name"], line["variant"] or "trayectoria", line.get("threads", m.CORES), m.span(line["seconds"]["all"]),
            f"{line['seconds']['median'] / own['seconds']['median']:.1f}", f"{line['processorSeconds']:.3f}",
            f"{(line['extraMemory'] or 0) / 1e6:.0f}",
            f"{difference(line['answer'][:half], own['answer'][:half]):.0e}",
            f"{difference(line['answer'][half:], own['answer'][half:]):.0e}", f"{line['others']:.0%}"])
    markdown = "\n".join([
        "# Maximum likelihood", "", m.described(about), "",
        m.table(
            ["model", "program", "threads", "seconds", "× ours", "processor s", "extra MB", "coefficients", "errors", "others"],
            rows), "",
        "One million rows. `poisson-effects`: 100,000 persons, 4,348 firms, one regressor, clustered by person; `logit`: ten columns. "
        "Median (min–max). Coefficients and errors: the largest difference, relative to ours on all threads.",
        "", *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "All answers are equal." if equal else "**The answers differ.**"])
    m.write("generalised", markdown, {**about, "figures": lines, "absent": absent, "equal": equal})
