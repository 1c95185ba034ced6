"""Regressions with absorbed effects on the two published designs, beside fixest and pyfixest."""

import json
import subprocess

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"
# Relative difference of the coefficient or its error from the tight answer that is a different answer.
TOLERANCE = 1e-8
# Name, design, effects, millions of rows, and how many times fixest's time ours should take at most (docs/benchmarks.md).
CASES = [
    ("effects-simple-2", "simple", 2, 5, 3), ("effects-simple-3", "simple", 3, 5, 2), ("effects-difficult-3", "difficult", 3, 1, 10)]
# Seconds that the tight answer may take.
LIMIT = 300


def programs(name, folder, effects, rows, runs, missing, has_fixest):
    """What is timed, each at its own tolerance."""
    ours = [m.PROGRAM.with_name("trayectoria-benchmarks"), "--repetitions", runs, "--rows", rows, name]
    commands = {"trayectoria": ours}
    if has_fixest:
        commands["fixest"] = ["Rscript", PEERS / "effects_fixest.R", folder, effects, runs, m.CORES]
    if not missing:
        commands["pyfixest"] = [m.PYTHON, PEERS / "effects_pyfixest.py", folder, effects, runs]
    return commands


def tight_answer(folder, effects, missing, has_fixest):
    """A peer's coefficient and error with its solver's tolerance at 1e-12 (pyfixest) or 1e-10 (fixest), once and not timed; with who gave
    it. None where no peer is there or it takes longer than the limit."""
    if not missing:
        who, command = "pyfixest at 1e-12", [m.PYTHON, PEERS / "effects_pyfixest.py", folder, effects, 1, "tight"]
    elif has_fixest:
        who, command = "fixest at 1e-10", ["Rscript", PEERS / "effects_fixest.R", folder, effects, 1, m.CORES, "tight"]
    else:
        return None, "no peer is there"
    try:
        result = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, cwd=m.ROOT, timeout=LIMIT, check=True)
    except subprocess.TimeoutExpired:
        return None, f"{who} took longer than {LIMIT} s"
    except subprocess.CalledProcessError as error:
        return None, f"{who} ended with {error.returncode}: {error.stderr.strip()[-300:]}"
    return json.loads(result.stdout.splitlines()[-1])["answer"], who


def run(runs, rows=None):
    """`rows`: of every design, in place of the published ones."""
    missing = m.environment(m.EFFECTS_PACKAGES)
    m.build("trayectoria-benchmarks")
    about = {"machine": m.machine(), "versions": m.versions()}
    has_fixest = m.text_of(["Rscript", "-e", "library(fixest); cat('there')"]).endswith("there")
    absent = {} if has_fixest else {"fixest": "Rscript has no package fixest"}
    if missing:
        absent["pyfixest"] = next(iter(missing.values()))
    lines, checks = [], {}
    for name, design, effects, millions, wanted in CASES:
        count = rows or millions * 1_000_000
        folder = m.DATA / f"effects-{design}-{count}"
        if not (folder / "complete").exists():
            m.say(f"writing {folder.relative_to(m.ROOT)} …")
            folder.mkdir(parents=True, exist_ok=True)
            m.run([m.PROGRAM.with_name("trayectoria-benchmarks"), "--rows", count, "--write", folder, name])
            (folder / "complete").touch()
        for program, command in programs(name, folder, effects, count, runs, missing, has_fixest).items():
            m.say(f"{name}: {program} …")
            result = m.quietly(command, [])
            if result["exit"] != 0:
                m.say(f"{program} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
                return 1
            line = json.loads(result["output"].decode().splitlines()[-1])
            if isinstance(line["seconds"], list):
                line["seconds"] = m.spread(line["seconds"])
            lines.append({**line, "name": name, "program": program, "others": result["others"], "wanted": wanted, "rows": count})
        m.say(f"{name}: the tight answer …")
        answer, who = tight_answer(folder, effects, missing, has_fixest)
        checks[name] = {"answer": answer, "who": who}
    equal = report(about, lines, checks, absent)
    return 0 if equal else 1


def difference(found, expected):
    return max(abs(a - b) / abs(b) for a, b in zip(found, expected, strict=True))


def report(about, lines, checks, absent):
    rows, equal, largest = [], True, 0.0
    for line in lines:
        own = next(other for other in lines if other["name"] == line["name"] and other["program"] == "trayectoria")
        expected = checks[line["name"]]["answer"]
        gap = difference(line["answer"], expected) if expected else None
        if line is own:
            equal = equal and gap is not None and gap <= TOLERANCE
            largest = max(largest, gap or 0.0)
        rows.append([
            f"{line['name']} {line.get('variant') or 'trayectoria'}", f"{line['rows']:,}", m.span(line["seconds"]["all"]),
            f"{line['seconds']['median'] / own['seconds']['median']:.1f}",
            f"{line['wanted']}" if line["program"] == "fixest" else "",
            f"{line['processorSeconds']:.2f}", f"{(line['extraMemory'] or 0) / 1e6:.0f}",
            "" if gap is None else f"{gap:.0e}", f"{line['others']:.0%}"])
    unchecked = [f"- {name} is not checked: {check['who']}" for name, check in checks.items() if check["answer"] is None]
    givers = sorted({check["who"] for check in checks.values() if check["answer"]})
    markdown = "\n".join([
        "# Fixed effects", "", m.described(about), "",
        m.table(
            ["design and program", "rows", "seconds", "× ours", "wanted ×", "processor s", "extra MB", "difference", "others"], rows),
        "",
        "One regressor, errors clustered by person. Median (min–max). Ours absorbs to 10⁻¹⁰, fixest to its 10⁻⁶, pyfixest to its 10⁻⁸. "
        f"Difference: the largest of coefficient and error, relative to the answer of {', '.join(givers) or 'nobody'}, which is not timed.",
        "", *[f"- {name} is absent: {reason}" for name, reason in absent.items()], *unchecked,
        f"Our answers are the tight ones: the largest difference is {largest:.1e}." if equal else "**The answers differ, or were not checked.**"])
    m.write("effects", markdown, {**about, "figures": lines, "checks": checks, "absent": absent, "equal": equal})
    return equal
