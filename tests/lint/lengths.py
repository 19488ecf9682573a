#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files at most 500 lines, functions at most 100 with a median of at most 20, main.c at most 80; a licence line in each."""
import json
import pathlib
import statistics
import subprocess
import sys

MAX_FILE, MAX_FUNCTION, MAX_MEDIAN, MAX_MAIN = 500, 100, 20, 80


def functions(root, files):
    """(length, where) of every function, from universal-ctags."""
    out = subprocess.run(["ctags", "--output-format=json", "--fields=+ne", "--kinds-C=f", "-f", "-", *files],
                         cwd=root, check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        tag = json.loads(line)
        if "end" in tag:
            yield tag["end"] - tag["line"] + 1, f"{tag['path']}:{tag['line']}: {tag['name']}"


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    listed = subprocess.run(["git", "ls-files", "*.c", "*.h"], cwd=root, check=True, capture_output=True,
                            text=True).stdout.split()
    faults = []
    for name in listed:
        text = (root / name).read_text()
        lines = text.count("\n")
        limit = MAX_MAIN if name == "cli/main.c" else MAX_FILE
        if lines > limit:
            faults.append(f"{name}: {lines} lines, at most {limit}")
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
            faults.append(f"{name}: no licence line at its top")
    code = [f for f in listed if f.split("/")[0] in ("sim", "analysis", "cli", "bench")]
    lengths = sorted(functions(root, code), reverse=True) if code else []
    faults += [f"{where}: {length} lines, at most {MAX_FUNCTION}" for length, where in lengths if length > MAX_FUNCTION]
    median = statistics.median(length for length, _ in lengths) if lengths else 0
    if median > MAX_MEDIAN:
        faults.append(f"median function length {median}, at most {MAX_MEDIAN}")
    print("\n".join(faults) if faults else
          f"lengths: {len(listed)} files, {len(lengths)} functions, median {median}, longest {lengths[0] if lengths else 0}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
