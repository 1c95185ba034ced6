#!/usr/bin/env python3
"""The reference cases through the command line: each case's largest relative deviation as a Markdown table.

    Benchmarks/reference_cases.py .build/release/trayectoria [area …]

Reads notebooks-data/reference: cases/<area>/<id>.json (expected numbers and tolerances), commands/<area>.json (the command
lines, and where in their JSON each expected number stands), data/*.csv. Exit code 1 if a number is out of tolerance.
"""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "notebooks-data" / "reference"


def found(result, path):
    """The part of a result that a path names; lists of terms become a mapping by term."""
    if path == "vcov":
        names = [term["term"] for term in result["terms"]]
        return {a: dict(zip(names, row)) for a, row in zip(names, result["vcov"])}
    node = result
    parts = path.split(".")
    for number, part in enumerate(parts):
        if isinstance(node, list) and node and isinstance(node[0], dict) and not part.isdigit():
            if "group" in node[0] and "time" in node[0]:
                rest = ".".join(parts[number:])
                return {f"g{item['group']}_t{item['time']}": found(item, rest) for item in node}
            if "group" in node[0] and "control" in node[0]:
                rest = ".".join(parts[number:])
                return {f"treated{item['group']}_vs{item['control']}": found(item, rest) for item in node}
            key = next(k for k in ("term", "method", "key", "test", "measure", "covariate", "type") if k in node[0])
            return {str(item[key]): found(item, ".".join(parts[number:])) for item in node}
        node = node[int(part)] if isinstance(node, list) else node.get(part)
    return node


def value_at(result, path):
    """What stands at a path; for a mapping of paths, the mapping of what they name, outer and inner keys exchanged where all are
    mappings."""
    if isinstance(path, dict):
        columns = {key: value_at(result, inner) for key, inner in path.items()}
        if None in columns.values():
            return None
        if not all(isinstance(column, dict) for column in columns.values()):
            return columns
        outer = next(iter(columns.values()))
        return {name: {key: column[name] for key, column in columns.items()} for name in outer}
    try:
        return found(result, path)
    except (KeyError, AttributeError, IndexError, StopIteration):
        return None


def deviations(wanted, got, names):
    """Relative deviations of every number in an expected value; absolute where it is zero."""
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            inner = got.get(names.get(key, key)) if isinstance(got, dict) else None
            yield from deviations(value, inner, names)
    elif isinstance(wanted, list):
        others = got if isinstance(got, list) and len(got) == len(wanted) else [None] * len(wanted)
        for value, other in zip(wanted, others):
            yield from deviations(value, other, names)
    elif isinstance(wanted, str):
        yield 0.0 if wanted == got else float("inf")
    elif wanted is not None:
        if not isinstance(got, (int, float)):
            yield float("inf")
        else:
            yield abs(got - wanted) / (abs(wanted) or 1.0)


def main():
    binary, areas = str(Path(sys.argv[1]).resolve()), sys.argv[2:]
    files = sorted((ROOT / "commands").glob("*.json"))
    bad = 0
    print("| area | case | numbers | largest relative deviation | at | tolerance there |\n|---|---|---:|---:|---|---:|")
    for file in files:
        if areas and file.stem not in areas:
            continue
        for entry in json.loads(file.read_text()):
            case = json.loads((ROOT / "cases" / file.stem / f"{entry['case']}.json").read_text())
            worst, count = (-1.0, "", 0.0), 0
            for run in entry["runs"]:
                done = subprocess.run(
                    [binary, *run["arguments"], "--format", "json"], cwd=ROOT / "data", capture_output=True, text=True)
                result = json.loads(done.stdout) if done.returncode == 0 else {}
                for key, path in run["expect"].items():
                    value = value_at(result, path)
                    tolerance = case["tolerance"][key]
                    for deviation in deviations(case["expected"][key], value, entry["names"]):
                        count += 1
                        if deviation > tolerance:
                            bad += 1
                            print(f"{entry['case']} {key} {path}: {deviation:.2g} > {tolerance}", file=sys.stderr)
                            if not result:
                                print(done.stderr.strip(), file=sys.stderr)
                        if deviation > worst[0]:
                            worst = (deviation, key, tolerance)
            print(f"| {file.stem} | {entry['case']} | {count} | {worst[0]:.1e} | {worst[1]} | {worst[2]:g} |")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
