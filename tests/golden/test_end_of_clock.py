# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns and desk hours that reach beyond the last instant of the clock (49.7 days) do as earlier ones."""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SCENARIO = """\
wayout: 1
title: Seven weeks
start: 2025-06-01T06:00:00+04:00
order: 2025-07-19T06:00:00+04:00
end: 2025-07-20T06:00:00+04:00
road:
  exit: Town
  sections: [{name: road, from: Village, to: Town, length: 10 km, speed: 20 m/s}]
%s
origins: [{name: Village, at: {section: road, km: 0}, households: 200, people_per_household: 3, cars_per_household: 1}]
"""
TURNS = """\
  alternate:
    - {at: {section: road, km: 2}, to: {section: road, km: 5}, outbound: %s, inbound: 1 h, clear: 1 min}"""
DESK = """\
  checkpoints:
    - {at: {section: road, km: 5}, servers: 9, opens: 0 h, closes: 22 h, service: {other: 1 s}}"""
failures = []


def out(road):
    with open("s.yaml", "w", encoding="utf-8") as file:
        file.write(SCENARIO % road)
    done = subprocess.run([PROGRAM, "run", "s.yaml", "-n", "1", "--json", "--quiet", "--verify"],
                          capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        failures.append(f"{road}: exit {done.returncode}, {done.stderr!r}")
        return None
    return json.loads(done.stdout)["variants"][0]["amounts"]["residents_out"]["median"]


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    free = out("")
    for road in (TURNS % "10 d", TURNS % "2 d", DESK):
        held = out(road)
        if held is None or held != free:
            failures.append(f"{road}: {held} out, {free} without")

if failures:
    print("\n".join(failures))
    sys.exit(1)
