"""The stages alone, each beside the least that has to be done with the same bytes; and the peers' join alone."""

import json

import measuring as m

PEERS = m.ROOT / "Benchmarks" / "peers"
WHAT = {
    "roofline": "the same bytes, blocks and threads", "scan": "masks of delimiters and line ends, in memory",
    "rows": "rows and wanted fields from masks, in memory", "read": "files to rows, nothing done with them",
    "parse": "fields to typed values, check digits included", "rut": "check digits of numbers",
    "partition": "records in memory, parted by identifier", "join": "records in memory to the cube",
    "cube": "persons' sequences to cells"}
# What is run together, in one process.
GROUPS = [["roofline"], ["scan", "rows"], ["read"], ["parse"], ["rut", "partition", "join", "cube"]]


def lines_of(result, name):
    if result["exit"] != 0:
        m.say(f"{name} ended with {result['exit']}: {result['errors'].strip()[-500:]}")
        return None
    return [json.loads(line) for line in result["output"].splitlines()]


def run(units, years, rows, runs):
    missing = m.environment()
    m.build()
    m.build("trayectoria-benchmarks")
    about = {"machine": m.machine(), "versions": m.versions()}
    data = m.panel(units, years, rows)
    program = m.PROGRAM.with_name("trayectoria-benchmarks")
    equal = True
    found = []
    for names in GROUPS:
        result = m.quietly([program, "--repetitions", runs, *names, *data["sources"]], data["sources"])
        lines = lines_of(result, program.name)
        if lines is None:
            return 1
        found += [{**line, "others": result["others"]} for line in lines]
    absent, peers, answers = {}, [], set()
    for name in ["polars", "duckdb"]:
        if name in missing:
            absent[name] = missing[name]
            continue
        result = m.quietly([m.PYTHON, PEERS / f"join_{name}.py", runs, *data["sources"]], data["sources"])
        lines = lines_of(result, name)
        if lines is None:
            equal = False
            continue
        for line in lines:
            answers.add((line["people"], line["paid"]))
            line["seconds"] = m.spread(line["seconds"])
            line.update(bytes=data["bytes"], unit="records", others=result["others"])
            peers.append(line)
    people = next(line["count"] for line in found if line["name"] == "cube")
    equal = equal and len(answers) <= 1 and all(answer[0] == people for answer in answers)
    if not equal:
        m.say(f"the peers' answers: {sorted(answers)}; people here: {people}")
    report(about, data, found + peers, absent, equal)
    return 0 if equal else 1


def report(about, data, lines, absent, equal):
    def rate(line):
        return line["bytes"] / line["seconds"]["median"]

    roof = {line["threads"]: rate(line) for line in lines if line["name"] == "roofline" and line["variant"] == "memchr"}
    rows = []
    for line in lines:
        line["bytes_per_second"] = rate(line)
        line["share_of_roofline"] = rate(line) / roof.get(line["threads"], max(roof.values()))
        ours = next((l for l in lines if l["name"] == line["name"] == "join" and not l["variant"]
                     and l["threads"] == line["threads"]), None)
        line["ratio_to_ours"] = line["seconds"]["median"] / ours["seconds"]["median"] if ours else None
        rows.append([
            f"{line['name']} {line['variant']}".strip(), line["threads"], m.span(line["seconds"]["all"], 4),
            f"{line['count'] / line['seconds']['median'] / 1e6:.1f} M {line['unit']}/s",
            f"{rate(line) / 1e9:.2f}", f"{line['share_of_roofline']:.0%}",
            f"{line['ratio_to_ours']:.1f}" if line["ratio_to_ours"] else "",
            f"{line['others']:.0%}"])
    markdown = "\n".join([
        "# Stages alone", "", m.described(about, data), "",
        m.table(
            ["stage", "threads", "seconds", "rate", "GB/s of file", "share of roofline", "× our join", "others"], rows), "",
        "Median (min–max). GB/s counts the bytes of the files that the work stands for. The roofline is "
        "`roofline memchr` with as many threads: 100 % would be a stage as quick as reading the same bytes and looking "
        "for line ends. Others: the part of the machine that other processes had, preparation included.", "",
        *[f"- {name}: {what}" for name, what in WHAT.items()], "",
        *[f"- {name} is absent: {reason}" for name, reason in absent.items()],
        "All answers are right." if equal else "**The answers differ.**"])
    m.write("micro", markdown, {
        **about, "data": m.without_paths(data), "figures": lines, "absent": absent, "equal": equal})
