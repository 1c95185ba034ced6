"""Effects of groups in periods on ten million rows in memory, beside diff-diff."""

import measuring as m

PEER = m.ROOT / "Benchmarks" / "peers" / "differences_diffdiff.py"
UNITS = 1_000_000
# Relative to one standard error: diff-diff's logit stops earlier than ours.
TOLERANCE = 1e-4


def run(runs):
    missing = m.environment(m.STAGGERED_PACKAGES)
    m.build("trayectoria-benchmarks")
    names = ["differences", "differences-covariates"]
    commands, absent = {
        "trayectoria": [m.PROGRAM.with_name("trayectoria-benchmarks"), "--repetitions", runs, *names]}, {}
    if "diff_diff" in missing:
        absent["diff-diff"] = missing["diff_diff"]
    else:
        commands["diff-diff"] = [m.PYTHON, PEER, UNITS, runs, "plain,covariates"]
    about = {"machine": m.machine(), "versions": m.versions()}
    lines = m.printed(commands)
    if lines is None:
        return 1
    ours = {line["name"]: line for line in lines if line["program"] == "trayectoria"}
    equal = all(difference(line, ours[line["name"]]) <= TOLERANCE for line in lines)
    report(about, lines, ours, absent, equal)
    return 0 if equal else 1


def difference(line, ours):
    """Of the effects by event time and their errors, in standard errors. Ours: four averages, then the event times."""
    if line["program"] == "trayectoria":
        return 0.0
    by = [value for event in line["events"] for value in event[1:]]
    expected = ours["answer"][8:]
    pairs = zip(by, expected, strict=True)
    errors = [expected[2 * (place // 2) + 1] for place in range(len(expected))]
    return max(abs(a - b) / error for (a, b), error in zip(pairs, errors))


def report(about, lines, ours, absent, equal):
    rows = []
    for line in lines:
        own = ours[line["name"]]
        rows.append([
            "dr, two covariates" if line["name"].endswith("covariates") else "dr, no covariates", line["program"],
            m.span(line["seconds"]["all"]), f"{line['seconds']['median'] / own['seconds']['median']:.1f}",
            f"{line['processorSeconds']:.2f}", f"{line['extraMemory'] / 1e6:.0f}", f"{difference(line, own):.0e}",
            f"{line['others']:.0%}"])
    markdown = "\n".join([
        "# Effects of groups in periods", "", m.described(about), "",
        m.table(["job", "program", "seconds", "× ours", "processor s", "extra MB", "difference", "others"], rows), "",
        "A million people over ten years, eight groups and never treated, from a table in memory to effects of groups in periods and "
        "all averages with their errors. Median (min–max). Difference: the largest of an effect by event time or its error, in "
        "standard errors.", "",
        *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "All answers are equal." if equal else "**The answers differ.**"])
    m.write("differences", markdown, {**about, "figures": lines, "absent": absent, "equal": equal})
