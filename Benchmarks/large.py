"""A hundred million rows: twenty years of five million, with nearly a pattern a person; and the same within 512 MB."""

import hashlib
import shutil

import measuring as m
from scaling import forget, slope

YEARS = 20
MEMORY = "512M"


def panel_of(rows):
    """So many rows in all, half of the people in each year."""
    return m.panel(2 * rows // YEARS, YEARS, rows // YEARS)


def cached(data):
    """The part of the files that is in the page cache, as far as util-linux' fincore tells."""
    if not shutil.which("fincore"):
        return None
    files = [m.ROOT / source.split("=", 1)[1] for source in data["sources"]]
    text = m.text_of(["fincore", "--bytes", "--noheadings", "--output", "RES", *files])
    return sum(int(number) for number in text.split()) / data["bytes"]


def once(data, *more):
    """One run, its output in a file: the program that measures stays small, for the peak of what it starts is never below
    its own."""
    before = cached(data)
    target = m.DATA / "large.json"
    result = m.measured(m.ours(data["sources"], "--output", target, *more))
    if result["exit"] != 0:
        raise SystemExit(f"ended with {result['exit']}: {result['errors'].strip()[-500:]}")
    del result["output"], result["errors"]
    digest, patterns, written = hashlib.sha256(), 0, 0
    with open(target, "rb") as file:
        for line in file:
            digest.update(line)
            written += len(line)
            patterns += line.startswith(b'      "states"')
    target.unlink()
    # The indices of mobility name their states too, one line a year but the first.
    return {**result, "digest": digest.hexdigest(), "written": written, "cached": before,
            "patterns": patterns - (YEARS - 1)}


def run(largest):
    m.build()
    about = {"machine": m.machine(), "versions": m.versions()}
    sizes = [rows for rows in (1_000_000, 10_000_000, 100_000_000) if rows < largest] + [largest]
    entries, lines, equal = [], [], True
    for rows in sizes:
        data = panel_of(rows)
        whole = None
        for memory in [None, MEMORY] if rows == largest else [None]:
            m.say(f"{rows} rows, memory {memory or 'as needed'}")
            m.wait_for_quiet(data["sources"])
            found = once(data, *(["--memory", memory] if memory else []))
            whole = whole or found
            equal = equal and found["digest"] == whole["digest"]
            entries.append({"rows": rows, "memory_asked": memory, "bytes": data["bytes"], **found})
            lines.append([
                f"{rows / 1e6:g}", memory or "as needed", f"{data['bytes'] / 1e9:.1f}",
                "" if found["cached"] is None else f"{found['cached']:.0%}", found["patterns"],
                f"{found['written'] / 1e6:.0f}", f"{found['wall']:.2f}", f"{found['cpu']:.2f}",
                f"{found['memory']:.0f}", f"{found['others']:.0%}"])
        forget(data)
    free = [entry for entry in entries if entry["memory_asked"] is None]
    slopes = {key: slope([(e["rows"], e[key]) for e in free]) for key in ("wall", "cpu", "memory")}
    markdown = "\n".join([
        "# A hundred million rows", "", m.described(about), "",
        f"{YEARS} years, half of the people in each, 31 columns, all threads, one run each.", "",
        m.table(
            ["million rows", "memory", "GB", "cached", "patterns", "MB written", "wall s", "user + system s", "peak MB",
             "others"], lines), "",
        f"- slope of log time on log rows {slopes['wall']:.3f}, of processor time {slopes['cpu']:.3f}, of peak memory "
        f"{slopes['memory']:.3f}.",
        "- the same bytes with and without a bound on memory." if equal else "**The bytes differ.**"])
    m.write("large", markdown, {**about, "runs": entries, "slopes": slopes, "equal": equal})
    return 0 if equal else 1
