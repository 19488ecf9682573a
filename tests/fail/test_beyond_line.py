# SPDX-License-Identifier: GPL-3.0-or-later
"""Who lives beyond the deadline line could never be counted out: check says so, in every variant."""
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SCENARIO = """\
wayout: 1
title: Beyond the line
start: 2025-06-01T06:00:00Z
end: 2025-06-02T06:00:00Z
road:
  exit: Town
  deadline_line: {section: road, km: %s}
  sections: [{name: road, from: Village, to: Town, length: 5 km, speed: 20 m/s}]
origins: [{name: Farm, at: {section: road, km: %s}, households: 5}]
army: [{name: Column, at: {section: road, km: %s}, vehicles: 5, ahead: 2 h}]
variants:
  near: {}
  far: {road: {deadline_line: {section: road, km: %s}}}
"""
failures = []


def expect(code, words, *km):
    with open("s.yaml", "w", encoding="utf-8") as file:
        file.write(SCENARIO % km)
    for arguments in (("check", "s.yaml"), ("compare", "s.yaml", "-n", "1", "-o", "a.h5", "--quiet")):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)
        if done.returncode != code or any(word not in done.stderr for word in words):
            failures.append(f"{arguments[0]} with km {km}: exit {done.returncode}, {done.stderr!r}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    expect(0, (), 3, 1, 3, 4)
    expect(2, ("variant 'near'", "origin 'Farm'", "beyond the deadline line"), 1, 2, 0, 4)
    expect(2, ("variant 'near'", "army 'Column'", "beyond the deadline line"), 1, 0, 2, 4)
    expect(2, ("variant 'far'", "origin 'Farm'", "beyond the deadline line"), 3, 2, 0, 1)

if failures:
    print("\n".join(failures))
    sys.exit(1)
