# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario as used, written under --segment-length, is a scenario and gives the same results."""
import os
import subprocess
import sys
import tempfile

import h5py

PROGRAM = os.path.abspath(sys.argv[1])
TITLE = "not a segment_length: 7 m, but a title"
SCENARIO = f"""\
wayout: 1
title: "{TITLE}"
start: 2025-06-01T06:00:00Z
end: 2025-06-02T06:00:00Z
road:
  exit: Town
  segment_length: {{value: 250 m, mark: assumed, source: "a guess, no segment_length: 9 m"}}
  sections: [{{name: road, from: Village, to: Town, length: 5 km, speed: 20 m/s}}]
origins: [{{name: Village, at: {{section: road, km: 0}}, households: 50}}]
"""
failures = []


def run(*arguments):
    done = subprocess.run([PROGRAM, "run", *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        failures.append(f"run {' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def used(path):
    with h5py.File(path) as results:
        return results["scenario/used"].asstr()[()], len(results["segment"])


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("first.yaml", "w", encoding="utf-8") as file:
        file.write(SCENARIO)
    first = run("first.yaml", "-n", "2", "-o", "a.h5", "--segment-length", "500m")
    text, segments = used("a.h5")
    with open("used.yaml", "w", encoding="utf-8") as file:
        file.write(text)
    again = run("used.yaml", "-n", "2", "-o", "b.h5")
    if first.replace("a.h5", "b.h5") != again or segments != 20:
        failures.append(f"the scenario as used gives other results ({segments} segments)")
    if not failures and (used("b.h5") != (text, segments) or TITLE not in text):
        failures.append(f"the scenario as used is another one:\n{text}")

if failures:
    print("\n".join(failures))
    sys.exit(1)
