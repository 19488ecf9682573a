#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks and prints their table: report.py BUILD [--write] [--from FILE].

The JSON lines go to BUILD/bench.jsonl (--from: taken from FILE, nothing is run). With --write the table takes its place
in docs/speed.md and the figure is drawn anew. Nothing here is asserted: times of one run compare with each other only."""
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

import figure

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCENARIO = os.path.join(ROOT, "scenarios", "kalbajar-2020.yaml")
PEERS = os.path.join(ROOT, "bench", "bench_peers.py")
BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
CASES = {"corridor-1": ["bench_queue", "--json", "--only", "corridor-1"],
         "corridor-2": ["bench_queue", "--json", "--only", "corridor-2"],
         "thin": ["bench_queue", "--json", "--only", "thin"],
         "tree": ["bench_tree"],
         "kalbajar-2020": ["bench_replication", SCENARIO, "extended", "kalbajar-2020"]}
LABELS = {"kalbajar-2020": "kalbajar-2020, whole replications", "limit": "the limit"}
# Of each program: the function whose instructions count.
COUNTED = {"bench_queue": "wo_queue_run", "bench_tree": "wo_queue_run", "bench_replication": "wo_replication_run"}


def machine():
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = re.search(r"^model name\s*: (.*)$", file.read(), re.M).group(1)
    except (OSError, AttributeError):
        pass
    compiler = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
    return {"bench": "machine", "name": model, "processors": os.cpu_count(), "system": platform.system(),
            "compiler": "gcc " + compiler, "load": round(os.getloadavg()[0], 1)}


def lines_of(command):
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in told.splitlines()]


def instructions(build, name, moves):
    """A move's instructions inside the queue; of a scenario, inside the whole replication. Of two repeats more, so that
    what else the program does is not counted."""
    def count(repeats):
        words = [os.path.join(build, CASES[name][0])] + CASES[name][1:] + ["--repeats", str(repeats)]
        told = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=" +
                               COUNTED[CASES[name][0]]] + words, capture_output=True, text=True, check=True).stderr
        return int(re.search(r"Collected : (\d+)", told).group(1))
    return (count(3) - count(1)) / (2 * moves)


def measure(build):
    with tempfile.TemporaryDirectory() as folder:
        commands = [["bench_queue", "--json"], ["bench_tree"], CASES["kalbajar-2020"], ["bench_growth"],
                    ["bench_ensemble", SCENARIO], ["bench_results", SCENARIO, os.path.join(folder, "bench.h5")]]
        found = [machine()]
        for command in commands:
            print("running " + command[0], file=sys.stderr)
            found += lines_of([os.path.join(build, command[0])] + command[1:])
    print("running bench_peers.py", file=sys.stderr)
    found += lines_of([sys.executable, PEERS, build])
    limit = next(line["ns_per_move"] for line in found if line["name"] == "limit")
    for line in pick(found, "queue"):
        if line["name"] in CASES:
            line["times_limit"] = round(line["ns_per_move"] / limit, 1)
            if shutil.which("valgrind"):
                line["instructions_per_move"] = round(instructions(build, line["name"], line["link_moves"]), 1)
    return found


def pick(found, bench):
    return [line for line in found if line["bench"] == bench]


def queue_table(found):
    yield "| road | ns a move | median | million moves/s | instructions a move | visits a move | times the limit |"
    yield "|---|---|---|---|---|---|---|"
    for line in pick(found, "queue"):
        cost = "%.4g | %.4g | %.1f" % (line["ns_per_move"], line["ns_per_move_median"], 1e-6 * line["moves_per_s"])
        label = LABELS.get(line["name"], line["name"])
        if line["name"] == "limit":
            yield "| %s | %s | | | 1 |" % (label, cost)
        else:
            yield "| %s | %s | %s | %.2f | %.0f |" % (label, cost, line.get("instructions_per_move", ""),
                                                      line["visits_per_move"], line["times_limit"])


def peers_on(found, corridor):
    return [line for line in pick(found, "peers") if line["name"] == corridor]


def answer_cells(line):
    return "%.3f | %.3f | %.2f" % (line["last_exit_h"], line["travel_time_h"], line["discharge_vph"])


def corridor_table(found, corridor):
    """Programs side by side on one corridor: what they take and what they answer."""
    yield ("| %s | ns a move | median | million moves/s | CPU s | times ours | MB | last exit, h | "
           "mean travel time, h | discharge, veh/h |" % corridor)
    yield "|---|---|---|---|---|---|---|---|---|---|"
    lines = peers_on(found, corridor)
    own = next(line for line in lines if line["program"] == "wayout")
    for line in lines:
        if "cpu_s" not in line:
            yield "| %s | | | | | | | %s |" % (line["program"], answer_cells(line))
            continue
        yield "| %s | %.4g | %.4g | %.2f | %.3g | %.0f | %.0f | %s |" % (
            line["program"], line["ns_per_move"], line["ns_per_move_median"], 1e-6 * line["moves_per_s"], line["cpu_s"],
            line["ns_per_move"] / own["ns_per_move"], 1e-6 * line["peak_bytes"], answer_cells(line))


def delay_table(found):
    """Who waits on the corridor with many entries."""
    lines = [line for line in peers_on(found, "corridor-2") if "entry_delay_s" in line]
    entries = range(len(lines[0]["entry_delay_s"]))
    yield "| corridor-2, mean delay in s of entry | %s |" % " | ".join(str(i + 1) for i in entries)
    yield "|---" * (len(entries) + 1) + "|"
    for line in lines:
        yield "| %s | %s |" % (line["program"], " | ".join("%.0f" % s for s in line["entry_delay_s"]))


def peers_table(found):
    for corridor in ("corridor-1", "corridor-2"):
        yield from corridor_table(found, corridor)
        yield ""
    yield "CPU time: of wayout's queue without the releases, of SUMO's process less loading. Least of %s, by turns." % (
        ", ".join("%d (%s)" % (line["repeats"], line["program"]) for line in peers_on(found, "corridor-1")
                  if "repeats" in line))
    yield ""
    yield from delay_table(found)
    yield ""
    lines = peers_on(found, "ensemble")
    yield "| corridor-1, all %d processors | replications/s |" % lines[0]["processors"]
    yield "|---|---|"
    for line in lines:
        yield "| %s | %.3g |" % (line["program"], line["replications_per_s"])
    for line in peers_on(found, "missing"):
        yield ""
        yield line["why"] + "."


def growth_table(found):
    yield "| parties | segments | CPU s | median | ns a move | million moves/s | MB |"
    yield "|---|---|---|---|---|---|---|"
    for line in pick(found, "growth"):
        if "exponent" in line:
            yield "| **exponent of %s** | | **%.2f** | | | | |" % (line["name"].split()[0], line["exponent"])
        else:
            yield "| %d | %d | %.4f | %.4f | %.1f | %.1f | %.1f |" % (
                line["parties"], line["segments"], line["cpu_s"], line["cpu_s_median"], line["ns_per_move"],
                1e-6 * line["moves_per_s"], 1e-6 * line["memory_bytes"])


def ensemble_table(found):
    yield "| Kalbajar 2020 | wall s a run | CPU s a run | speed-up | efficiency | as many processes | of that | peak MB |"
    yield "|---|---|---|---|---|---|---|---|"
    for line in pick(found, "ensemble"):
        if "threads" in line:
            yield "| %s | %.3f | %.3f | %.2f | %.2f | %.2f | %.2f | %.0f |" % (
                line["name"].replace("1 threads", "1 thread"), line["wall_s_per_run"], line["cpu_s_per_run"],
                line["speedup"], line["efficiency"], line["ceiling"], line["of_ceiling"], line["peak_mb"])
        else:
            yield "| %d and %d replications | | | | | | | %.0f and %.0f |" % tuple(
                line["replications"] + line["peak_mb"])
    yield ""
    yield ("As many processes: the speed-up of so many processes of one thread each at the same time, which wait for "
           "nothing of each other; more this machine does not give. Wall times, least of the repeats, by turns.")
    for line in pick(found, "results"):
        yield ""
        yield "Results of %d replications: %.1f MB at %.0f MB/s, %.1f %% of the run's CPU time." % (
            line["replications"], line["megabytes"], line["megabytes_per_s"], 100 * line["share"])


def table(found):
    where = pick(found, "machine")[0]
    rows = ["%s, %d processors, %s, load %.1f at the start. CPU time of the thread, least of the repeats." % (
        where["name"], where["processors"], where["compiler"], where["load"]), ""]
    for part in (queue_table, peers_table, growth_table, ensemble_table):
        rows += list(part(found)) + [""]
    return "\n".join(rows)


def write(found):
    path = os.path.join(ROOT, "docs", "speed.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    head, rest = text.split(BEGIN)
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + BEGIN + "\n" + table(found) + END + rest.split(END)[1])
    figure.draw(found, os.path.join(ROOT, "docs", "speed.svg"))


def main():
    build = os.path.abspath(sys.argv[1])
    source = os.path.join(build, "bench.jsonl")
    if "--from" in sys.argv:
        source = sys.argv[sys.argv.index("--from") + 1]
    else:
        found = measure(build)
        with open(source, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in found)
    with open(source, encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    print(table(found))
    if "--write" in sys.argv:
        write(found)


if __name__ == "__main__":
    main()
