# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of September 2023 at the Hakari bridge: the central run meets those from 24 September 22:00 on within 10 %."""
import csv
import datetime
import io
import os
import statistics
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
SCENARIOS = os.path.join(SOURCE, "scenarios")
FROM = datetime.datetime.fromisoformat("2023-09-24T22:00:00+04:00")
failures = []


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300, check=True).stdout


with tempfile.TemporaryDirectory() as folder:
    results = os.path.join(folder, "lachin.h5")
    run("run", os.path.join(SCENARIOS, "lachin-2023.yaml"), "--central", "-n", "4", "--quiet", "-o", results)
    people = {}
    for row in csv.DictReader(io.StringIO(run("export", results, "--what", "series"))):
        people.setdefault(datetime.datetime.fromisoformat(row["time"]), []).append(float(row["people_out [1]"]))

with open(os.path.join(SCENARIOS, "lachin-2023-counts.csv"), encoding="utf-8") as file:
    counts = [(datetime.datetime.fromisoformat(row["time"]), float(row["count"]))
              for row in csv.DictReader(line for line in file if not line.startswith("#"))]
if len(counts) != 12:
    failures.append(f"{len(counts)} counts")
for at, count in counts:
    simulated = statistics.median(people[at])
    if at >= FROM and not 0.9 <= simulated / count <= 1.1:
        failures.append(f"{at}: {simulated:.0f} people, counted {count:.0f}")

# Saturated: 26 September 20:00 to 27 September 12:00 at what four servers of 60 s pass.
hours = 16
first, last = (statistics.median(people[at]) for at in (counts[8][0], counts[11][0]))
if not 180 <= (last - first) / hours / 4.8 <= 240:
    failures.append(f"{(last - first) / hours / 4.8:.0f} vehicles an hour at the checkpoint")

if failures:
    print("\n".join(failures))
    sys.exit(1)
