"""The wild cluster bootstrap of one coefficient, beside wildboottest."""

import json

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"
DRAWS = 99_999
# Of the t statistic.
TOLERANCE = 1e-8
WANTED = 5


def run(runs):
    missing = m.environment(m.BOOTSTRAP_PACKAGES)
    m.build("trayectoria-benchmarks")
    about = {"machine": m.machine(), "versions": m.versions()}
    folder = m.DATA / "bootstrap"
    folder.mkdir(parents=True, exist_ok=True)
    program = m.PROGRAM.with_name("trayectoria-benchmarks")
    m.run([program, "--write", folder, "bootstrap"])
    commands = {"trayectoria": [program, "--repetitions", runs, "bootstrap"]}
    absent = {}
    if missing:
        absent["wildboottest"] = next(iter(missing.values()))
    else:
        commands["wildboottest"] = [m.PYTHON, PEERS / "bootstrap_wildboottest.py", folder, DRAWS, runs]
    lines = []
    for name, command in commands.items():
        result = m.quietly(command, [])
        if result["exit"] != 0:
            m.say(f"{name} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
            return 1
        for text in result["output"].decode().splitlines():
            if not text.startswith("{"):
                continue
            line = json.loads(text)
            if isinstance(line["seconds"], list):
                line["seconds"] = m.spread(line["seconds"])
            lines.append({**line, "program": name, "others": result["others"]})
    own = lines[0]
    # Two samples of draws: four standard errors of the difference of their shares.
    share = own["answer"][1]
    spread = 4 * (2 * share * (1 - share) / DRAWS) ** 0.5
    equal = all(
        abs(line["answer"][0] / own["answer"][0] - 1) <= TOLERANCE and abs(line["answer"][1] - share) <= spread
        for line in lines)
    rows = [[
        f"{line['program']} {line.get('variant') if line['program'] == 'trayectoria' else ''}".strip(),
        m.span(line["seconds"]["all"], 4),
        f"{line['seconds']['median'] / own['seconds']['median']:.1f}", f"{line['processorSeconds']:.3f}",
        f"{line['answer'][0]:.10f}", f"{line['answer'][1]:.5f}", f"{line['others']:.0%}"] for line in lines]
    markdown = "\n".join([
        "# Wild cluster bootstrap", "", m.described(about), "",
        m.table(["program", "seconds", "× ours", "processor s", "t", "p", "others"], rows), "",
        f"10,000 rows, 50 clusters, five columns, {DRAWS:,} draws of the null-imposed bootstrap (11) with Rademacher weights. Median (min–max). "
        f"The t statistics agree to {TOLERANCE:g}, the p-values to four standard errors of the draws. Wanted: {WANTED} ×.",
        "", *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "All answers are equal." if equal else "**The answers differ.**"])
    m.write("bootstrap", markdown, {**about, "figures": lines, "absent": absent, "equal": equal})
    return 0 if equal else 1
