"""Whole processes measured, the machine described, numbers put in tables."""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
DATA = BUILD / "bench-data"
RESULTS = BUILD / "bench-results"
VENV = BUILD / "bench-venv"
PYTHON = VENV / "bin" / "python"
PROGRAM = BUILD / "release" / "trayectoria"
PACKAGES = ["polars", "duckdb", "pandas", "pyarrow", "numpy"]
REGRESSION_PACKAGES = ["numpy", "statsmodels"]
EFFECTS_PACKAGES = ["numpy", "pandas", "pyfixest"]
BOOTSTRAP_PACKAGES = ["numpy", "pandas", "statsmodels", "wildboottest"]
STAGGERED_PACKAGES = ["numpy", "pandas", "pyfixest", "diff_diff"]
SEED = 2018
CORES = len(os.sched_getaffinity(0))

# The part of the machine that other processes may have. Before a measurement the suite waits until they have less, at
# most `patience` seconds in all; what they had more of in it is measured again, a few times.
QUIET = 0.05
patience = 600.0


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, **options):
    """Runs a command that must succeed."""
    return subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **options)


def busy_seconds():
    """Seconds that all processors together have been busy, other guests' time included."""
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / os.sysconf("SC_CLK_TCK")


def wait_for_quiet(sources):
    """Returns when others leave the machine alone for two seconds, or when patience has run out. The YEAR=FILE sources
    are read then, so that all of them are in the page cache whatever others did to it."""
    global patience
    said = False
    while patience > 0:
        before, start = busy_seconds(), time.perf_counter()
        time.sleep(min(2.0, patience))
        elapsed = time.perf_counter() - start
        if (busy_seconds() - before) / (elapsed * CORES) <= QUIET:
            break
        patience -= elapsed
        if not said:
            say("waiting: other processes are at work")
            said = True
    for source in sources:
        with open(ROOT / source.split("=", 1)[1], "rb", buffering=0) as file:
            while file.read(1 << 22):
                pass


def quietly(command, sources, attempts=4):
    """Measured when it is quiet, again where others came in between; the run in which they had least."""
    best = None
    for _ in range(attempts):
        wait_for_quiet(sources)
        result = measured(command)
        if best is None or result["others"] < best["others"]:
            best = result
        if best["others"] <= QUIET or patience <= 0:
            break
    return best


def measured(command, environment=None):
    """Runs a command; wall and processor seconds, peak memory in MB, what others took of the machine, its output."""
    output_read, output_write = os.pipe()
    before = busy_seconds()
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=output_write, stderr=subprocess.PIPE, cwd=ROOT,
        env={**os.environ, **(environment or {})})
    os.close(output_write)
    with os.fdopen(output_read, "rb") as stream:
        output = stream.read()
    errors = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    others = max(0.0, busy_seconds() - before - cpu) / (wall * CORES)
    return {
        "wall": wall, "cpu": cpu, "user": usage.ru_utime, "system": usage.ru_stime,
        "memory": usage.ru_maxrss / 1024, "others": others, "exit": process.returncode, "output": output,
        "errors": errors.decode("utf-8", "replace")}


def printed(commands):
    """The lines of JSON that programs print, each with its program and what others had of the machine; None where one fails."""
    lines = []
    for program, command in commands.items():
        result = quietly(command, [])
        if result["exit"] != 0:
            say(f"{program} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
            return None
        for text in result["output"].splitlines():
            line = json.loads(text)
            if isinstance(line.get("seconds"), list):
                line["seconds"] = spread(line["seconds"])
            lines.append({**line, "program": program, "others": result["others"]})
    return lines


def spread(values):
    return {"median": median(values), "min": min(values), "max": max(values), "all": values}


def span(values, digits=3):
    """median (min–max)"""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(header, rows):
    """A Markdown table, the first column to the left, the others to the right."""
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


# The machine and what is installed

def machine():
    model = "unknown"
    memory = 0
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo", encoding="ascii") as file:
        for line in file:
            if line.startswith("MemTotal"):
                memory = int(line.split()[1]) / 1024**2
    return {
        "processor": model, "cores": CORES, "memory_gb": round(memory, 1), "kernel": platform.release(),
        "system": platform.system(), "load": os.getloadavg()[0]}


def text_of(command):
    try:
        result = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=True, cwd=ROOT)
        return (result.stdout or result.stderr).strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def versions():
    installed = {}
    if PYTHON.exists():
        for package in json.loads(text_of([PYTHON, "-m", "pip", "list", "--format", "json"]) or "[]"):
            if package["name"].replace("-", "_") in (
                PACKAGES + REGRESSION_PACKAGES + EFFECTS_PACKAGES + BOOTSTRAP_PACKAGES + STAGGERED_PACKAGES
            ):
                installed[package["name"]] = package["version"]
    swift = text_of(["swift", "--version"]).splitlines()
    changed = " with changes" if text_of(["git", "status", "--porcelain", "--", "Sources", "Package.swift"]) else ""
    return {
        "trayectoria": text_of(["git", "rev-parse", "--short", "HEAD"]) + changed,
        "swift": swift[0] if swift else "", "python": platform.python_version(), **installed,
        **{name: text_of(["Rscript", "-e", f"cat(as.character(packageVersion('{name}')))"])
           for name in ["data.table", "fixest"]}}


def described(about, data=None):
    """Lines for the head of a report."""
    lines = [
        f"- machine: {about['machine']['processor']}, {about['machine']['cores']} cores, "
        f"{about['machine']['memory_gb']} GB, {about['machine']['system']} {about['machine']['kernel']}",
        "- versions: " + ", ".join(f"{name} {version}" for name, version in about["versions"].items() if version),
    ]
    if data:
        lines.append(
            f"- data: `generate panel --units {data['units']} --years {data['years']} --rows-per-year "
            f"{data['rows']} --seed {data['seed']}`, {data['bytes'] / 1e9:.2f} GB, "
            f"{data['rows'] * data['years'] / 1e6:g} million rows")
    return "\n".join(lines)


def write(name, markdown, value):
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.md").write_text(markdown + "\n", encoding="utf-8")
    (RESULTS / f"{name}.json").write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    print(markdown)
    say(f"written: {(RESULTS / name).relative_to(ROOT)}.md and .json")


# What has to be there first

def build(product="trayectoria"):
    say(f"building {product} …")
    run(["swift", "build", "-c", "release", "--product", product], stdout=sys.stderr)


def environment(packages=None):
    """Makes the virtual environment once; the packages that are missing from it, each with the reason."""
    packages = packages or PACKAGES
    if not PYTHON.exists():
        say("making the virtual environment …")
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=sys.stderr).returncode != 0:
            return {package: "no virtual environment could be made" for package in packages}
    missing = {}
    for package in packages:
        if subprocess.run([str(PYTHON), "-c", f"import {package}"], capture_output=True).returncode == 0:
            continue
        say(f"installing {package} …")
        result = subprocess.run(
            [str(PYTHON), "-m", "pip", "install", "--quiet", package], capture_output=True, text=True)
        if result.returncode != 0:
            lines = result.stderr.strip().splitlines()
            missing[package] = "not installed: " + (lines[-1] if lines else "pip failed")
    return missing


def panel(units, years, rows, columns=31):
    """The files of a seeded panel, generated unless they are there."""
    folder = DATA / f"{units}-{years}-{rows}-{columns}"
    names = [f"panel_{2014 + k}.csv" for k in range(years)]
    done = folder / "complete"
    new = not done.exists()
    if new:
        say(f"generating {folder.relative_to(ROOT)} …")
        run([
            PROGRAM, "generate", "panel", "--units", units, "--years", years, "--rows-per-year", rows,
            "--columns", columns, "--seed", SEED, "--output", folder], stdout=subprocess.DEVNULL)
        done.touch()
    files = [folder / name for name in names]
    return {
        "units": units, "years": years, "rows": rows, "columns": columns, "seed": SEED, "folder": folder, "new": new,
        "bytes": sum(file.stat().st_size for file in files),
        "sources": [f"{2014 + k}={file.relative_to(ROOT)}" for k, file in enumerate(files)]}


def without_paths(data):
    return {key: value for key, value in data.items() if key not in ("folder", "new", "sources")}


OPTIONS = ["--id", "run", "--digit", "dv", "--state", "tramo", "--amount", "monto", "--format", "json"]


def ours(sources, *more):
    return [PROGRAM, "panel", *sources, *OPTIONS, *more]
