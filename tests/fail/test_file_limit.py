# SPDX-License-Identifier: GPL-3.0-or-later
"""A results file beyond the limit of file sizes: a message, exit 1, nothing left behind."""
import os
import resource
import signal
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
SCENARIO = os.path.join(SOURCE, "scenarios", "learn-bottleneck.yaml")
failures = []


def limit(size):
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and a child inherits that
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for size in (0, 1024, 8192, 32768):
        done = subprocess.run([PROGRAM, "run", SCENARIO, "-n", "2", "-o", "out.h5", "--quiet"], capture_output=True,
                              text=True, timeout=120, preexec_fn=lambda: limit(size))
        left = os.listdir(".")
        if done.returncode != 1 or "out.h5" not in done.stderr or left:
            failures.append(f"limit {size}: exit {done.returncode}, left {left}, {done.stderr!r}")

if failures:
    print("\n".join(failures))
    sys.exit(1)
