#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`wayout check` tells each fault of scenarios/bad on stderr, nothing on stdout, and exits with 2; good files with 0."""
import pathlib
import subprocess
import sys
import tempfile


def check(program, folder, name):
    done = subprocess.run([program, "check", name], cwd=folder, capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    bad = source / "scenarios" / "bad"
    faults = []
    names = sorted(path.name for path in bad.glob("*.yaml"))
    for name in names:
        code, out, err = check(program, bad, name)
        expected = (bad / name).with_suffix(".txt").read_bytes()
        if code != 2 or out or expected not in err:
            faults.append(f"{name}: exit {code}, stdout {out!r}, stderr {err!r}")
    for path in sorted((source / "scenarios").glob("*.yaml")):
        code, out, err = check(program, source, str(path))
        if code != 0 or err:
            faults.append(f"{path.name}: exit {code}, stderr {err!r}")
    with tempfile.TemporaryDirectory() as folder:
        large = pathlib.Path(folder) / "large.yaml"
        with large.open("wb") as file:
            file.truncate(100 << 20)
        code, out, err = check(program, folder, "large.yaml")
        if code != 2 or b"large.yaml:1:1: error: the file has more than 8 MiB" not in err:
            faults.append(f"100 MB: exit {code}, stderr {err[:200]!r}")
        for name in ("missing.yaml", "."):
            code, out, err = check(program, folder, name)
            if code != 2 or err.count(b"\n") != 1:
                faults.append(f"{name}: exit {code}, stderr {err!r}")
    print("\n".join(faults) if faults else f"{len(names)} bad files are refused")
    return 1 if faults or len(names) < 120 else 0


if __name__ == "__main__":
    sys.exit(main())
