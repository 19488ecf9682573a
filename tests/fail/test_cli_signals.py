# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C and SIGTERM during a long run: exit 3, and the replications that are whole can be read."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
SCENARIO = os.path.join(SOURCE, "scenarios", "learn-bottleneck.yaml")
failures = []


def interrupt(number, *arguments):
    process = subprocess.Popen([PROGRAM, *arguments, SCENARIO, "-n", "200000", "-o", "out.h5", "--json"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not os.path.exists("out.h5.part"):
        time.sleep(0.05)
    time.sleep(2)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for number, command in ((signal.SIGINT, ["compare"]), (signal.SIGTERM, ["run"]),
                            (signal.SIGINT, ["sweep", "--deadline", "+0d,+1d"])):
        code, out, err = interrupt(number, *command)
        name = command[0]
        if code != 3:
            failures.append(f"{name}: exit {code}, want 3: {err}")
            continue
        told = json.loads(out)["replications"]
        if f"interrupted after {told} of 200000" not in err:
            failures.append(f"{name}: stderr says {err!r}, the result tells {told} replications")
        if os.path.exists("out.h5.part"):
            failures.append(f"{name}: a .part file is left")
        table = subprocess.run([PROGRAM, "export", "out.h5", "--what", "summary"], capture_output=True, text=True,
                               timeout=120)
        counts = {line.split(",")[3] for line in table.stdout.splitlines()[1:]}
        if table.returncode != 0 or counts != {str(told)}:
            failures.append(f"{name}: the file holds {counts} replications, told were {told}: {table.stderr}")
        if os.path.exists("out.h5"):
            os.unlink("out.h5")

if failures:
    print("\n".join(failures))
    sys.exit(1)
