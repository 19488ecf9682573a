# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands print when all is well."""
import json
import os
import pty
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
SCENARIOS = os.path.join(SOURCE, "scenarios")
STRAIGHT, SHUTTLE = os.path.join(SCENARIOS, "learn-straight.yaml"), os.path.join(SCENARIOS, "learn-shuttle.yaml")
COMMANDS = ("check", "run", "compare", "sweep", "export", "schema")
# A stretch of one lane with 250 m of road before it.
SHORT = """wayout: 1
title: Short
start: 2025-06-01T06:00Z
end: 2025-06-01T08:00Z
road:
  exit: Town
  sections:
    - {name: road, from: Village, to: Town, length: 3 km, elevation: [0 m, 0 m], speed: 50 km/h}
  one_lane: [{at: {section: road, km: 0.25}, length: 300 m}]
  bottlenecks: [{at: {section: road, km: 0.7}, capacity: 300/h}]
origins: [{name: Village, at: {section: road, km: 0}, households: 10}]
"""
failures = []


def run(*arguments, **keywords):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300, **keywords)


def check(true, what):
    if not true:
        failures.append(what)


def good(*arguments):
    done = run(*arguments)
    check(done.returncode == 0, f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
    return done


def helps():
    top = good("--help").stdout
    check(top == good("-h").stdout, "-h and --help differ")
    for command in COMMANDS:
        check(f"  {command} " in top, f"--help does not list {command}")
        text = good(command, "--help").stdout
        check(text == good(command, "-h").stdout, f"{command}: -h and --help differ")
        check(f"Usage: wayout {command}" in text, f"{command} --help has no usage")
        check(max(map(len, text.splitlines())) <= 100, f"{command} --help is too wide")
    version = good("--version").stdout
    check(version.startswith("wayout ") and version.count("\n") == 1, f"--version prints {version!r}")


def checks():
    done = good("check", STRAIGHT)
    check("20 segments each way, time step at most 12.500 s" in done.stdout, f"check prints {done.stdout!r}")
    check(done.stderr == "", f"check warns {done.stderr!r}")
    with open("short.yaml", "w", encoding="utf-8") as short:
        short.write(SHORT)
    done = good("check", "short.yaml").stdout
    check("one lane at road, km 0.25: turns carry about 33 cars, as many as have room behind it" in done and
          "bottleneck at road, km 0.7: moved 150 m" in done, f"check prints {done!r}")
    ledger = good("check", STRAIGHT, "--ledger").stdout
    check("without a mark" in ledger and "road/sections/road/length" in ledger, "the ledger lacks a value")
    check("segment_length" in good("schema").stdout, "the schema lacks a key")
    check("segment_length" in good("schema", "--markdown").stdout, "the markdown schema lacks a key")


def only_finite(constant):
    failures.append(f"JSON holds {constant}")


def results():
    compare = good("compare", SHUTTLE, "-n", "4", "-o", "a.h5")
    check(max(map(len, compare.stdout.splitlines())) <= 100, "the table is wider than 100 columns")
    for words in ("four days", "six days", "Residents", "Truck loads of goods", "P(everyone out", "closes 2 d later",
                  "assumption"):
        check(words in compare.stdout, f"the comparison lacks {words!r}")
    check("The extra time" in compare.stdout, "a later closing is not put down to time")
    with open("trucks.yaml", "w") as file:
        file.write(open(SHUTTLE).read() + "    fleet: {trucks: 50}\n")
    trucks = good("compare", "trucks.yaml", "-n", "4", "-o", "t.h5").stdout
    check("What differs" in trucks and "The extra time" not in trucks, "more trucks are put down to time")
    told = json.loads(good("compare", SHUTTLE, "-n", "4", "-o", "a.h5", "--json").stdout, parse_constant=only_finite)
    check([v["name"] for v in told["variants"]] == ["four days", "six days"], "JSON lacks a variant")
    first, second = (v["amounts"]["loads_out"] for v in told["variants"])
    check(first["difference"] is None, "the first variant has a difference")
    check(abs(second["difference"]["mean"] - (second["mean"] - first["mean"])) < 1e-6, "the difference is no difference")
    with open("refuse.yaml", "w") as file:
        file.write(open(SHUTTLE).read() + "response: {comply: 0}\n")
    refuse = json.loads(good("compare", "refuse.yaml", "-n", "4", "-o", "a.h5", "--json").stdout, parse_constant=only_finite)
    ete_100 = refuse["variants"][0]["amounts"]["ete_100_s"]
    check(ete_100["not_reached"] == 4, "all residents are out though some refuse")
    check(ete_100["mean"] is None, "a mean over what was not reached")
    one = json.loads(good("run", SHUTTLE, "-n", "4", "-o", "b.h5", "--json", "--variant", "six days").stdout)
    check(one["variants"][0]["amounts"]["loads_out"]["mean"] == second["mean"], "run and compare differ")
    table = good("export", "a.h5").stdout
    check("variant,quantity" in table, "export prints no table")
    check(table == good("export", "a.h5", "--what", "summary", "--format", "csv").stdout, "csv is not the format")
    check(run("export", "a.h5", "--format", "xml").returncode == 2, "any format will do")
    classes = ["n" + 31 * "ö" + end for end in "12"]
    with open("names.yaml", "w") as file:
        file.write(open(STRAIGHT).read() + "classes: {%s}\n" % ", ".join(
            f"{name}: {{jam_spacing: 7 m, speed: 80 km/h}}" for name in classes))
    names = json.loads(good("run", "names.yaml", "-n", "2", "-o", "n.h5", "--json").stdout)
    for name in classes:
        check(f"vehicles_out_{name}" in names["variants"][0]["amounts"], f"JSON lacks the class {name}")


def independence():
    """Neither threads nor the step change what is told."""
    texts = {good("run", SHUTTLE, "-n", "3", "-o", "c.h5", "--json", *more).stdout
             for more in ([], ["--threads", "1"], ["--dt", "7s", "--verify"], ["--quiet"])}
    check(len(texts) == 1, "the result depends on threads, step or --verify")
    check(good("run", SHUTTLE, "-n", "3", "-o", "c.h5", "--json", "--seed", "2").stdout not in texts,
          "the seed changes nothing")
    check(good("run", SHUTTLE, "-n", "3", "-o", "c.h5", "--json", "--central").stdout.count("{") > 10, "--central fails")
    coarse = good("run", SHUTTLE, "-n", "2", "-o", "d.h5", "--segment-length", "500m")
    check(coarse.returncode == 0, "--segment-length fails")
    used = subprocess.run(["h5dump", "-d", "/scenario/used", "d.h5"], capture_output=True, text=True, timeout=60).stdout
    check("segment_length: 500 m" in used, "the scenario as used does not tell --segment-length")


def sweeps():
    text = good("sweep", SHUTTLE, "-n", "3", "--deadline", "-1d:+1d:1d", "-o", "s.h5").stdout
    check(max(map(len, text.splitlines())) <= 100, "the sweep is wider than 100 columns")
    for words in ("Known:", "+1 d", "-1 d", "Smallest deadline", "need not rise", "no late"):
        check(words in text, f"the sweep lacks {words!r}")
    told = json.loads(good("sweep", SHUTTLE, "-n", "3", "--deadline", "+0d,+1d", "-o", "s.h5", "--json").stdout,
                      parse_constant=only_finite)
    check(told["deadlines"][0]["since_previous"] is None, "the first deadline gains something")
    check(told["deadlines"][1]["since_previous"]["days"] == 1, "a day is no day")
    check("variant,quantity" in good("export", "s.h5").stdout, "the sweep's file cannot be read")
    check("All results: s.h5 " in text.splitlines()[-1], "the sweep does not say where its results lie")
    before = os.path.exists("results.h5")
    told = good("sweep", SHUTTLE, "-n", "2", "--deadline", "+0d").stdout
    check("All results: sweep.h5 " in told and os.path.exists("sweep.h5"), "a sweep does not go to sweep.h5")
    check(os.path.exists("results.h5") == before, "a sweep goes to results.h5")


def progress():
    check(good("run", STRAIGHT, "-n", "2", "--quiet").stderr == "", "--quiet is not quiet")
    check(good("run", STRAIGHT, "-n", "2").stderr == "", "a short run without terminal shows progress")
    for environment, colour in (({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
        mine, theirs = pty.openpty()
        done = subprocess.run([PROGRAM, "run", STRAIGHT, "-n", "20"], stdout=subprocess.PIPE, stderr=theirs,
                              env={**os.environ, **environment}, timeout=60)
        os.close(theirs)
        shown = os.read(mine, 65536).decode()
        os.close(mine)
        check(done.returncode == 0 and "20 of 20 replications" in shown, f"no bar on a terminal: {shown!r}")
        check(("\033[32m" in shown) == colour, f"colour {not colour} with {environment}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    helps()
    checks()
    results()
    independence()
    sweeps()
    progress()

if failures:
    print("\n".join(failures))
    sys.exit(1)
