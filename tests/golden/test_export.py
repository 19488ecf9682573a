# SPDX-License-Identifier: GPL-3.0-or-later
"""The export command as the README types it."""
import os
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
STRAIGHT = os.path.join(SOURCE, "scenarios", "learn-straight.yaml")
failures = []


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    run("run", STRAIGHT, "-n", "2", "-o", "a.h5")
    plain = run("export", "a.h5", "--what", "series")
    csv = run("export", "a.h5", "--what", "series", "--format", "csv")
    if plain.returncode != 0 or csv.returncode != 0 or plain.stdout != csv.stdout or "people_out" not in csv.stdout:
        failures.append(f"--format csv is not the export: exit {csv.returncode}: {csv.stderr}")
    other = run("export", "a.h5", "--format", "jsn")
    if other.returncode != 2 or other.stdout != "" or "csv" not in other.stderr:
        failures.append(f"an unknown format: exit {other.returncode}: {other.stderr}")
    bare = run("export", "a.h5", "--what", "observed")
    if bare.returncode != 2 or bare.stdout != "" or "no counts" not in bare.stderr:
        failures.append(f"observed without counts: exit {bare.returncode}: {bare.stderr}")
    other = run("export", "a.h5", "--what", "trip")
    if other.returncode != 2 or "did you mean 'trips'?" not in other.stderr:
        failures.append(f"an unknown table: exit {other.returncode}: {other.stderr}")
    run("sweep", STRAIGHT, "-n", "2", "--deadline", "+0d", "-o", "s.h5")
    for what in ("series", "spacetime"):
        sweep = run("export", "s.h5", "--what", what)
        if sweep.returncode != 2 or sweep.stdout != "" or "a sweep, which keeps no series" not in sweep.stderr:
            failures.append(f"{what} of a sweep: exit {sweep.returncode}: {sweep.stderr}")

if failures:
    print("\n".join(failures))
    sys.exit(1)
