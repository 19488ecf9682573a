#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file may include headers of its own layer or of layers to its left; private headers stay inside their folder."""
import pathlib
import re
import sys

# Layers of equal rank stand in one tuple and may not see each other unless listed in ALSO.
ORDER = [("base",), ("scenario",), ("road", "climate"), ("demand",), ("queue",), ("incident",), ("record",), ("ensemble",),
         ("results",), ("analysis",), ("cli",)]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
HEADERS = {"error": "base", "clock": "base", "units": "base", "random": "base", "memory": "base", "vector": "base", "trips": "record", "wayout": "cli"}


def layer_of_file(path):
    parts = path.parts
    if parts[0] == "include":
        return HEADERS.get(path.stem, path.stem)
    return parts[1] if parts[0] == "sim" else parts[0]


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    faults = []
    files = [f for d in ("include", "sim", "analysis", "cli") for f in sorted((root / d).rglob("*.[ch]"))]
    for file in files:
        path = file.relative_to(root)
        own = layer_of_file(path)
        if own not in RANK:
            faults.append(f"{path}: belongs to no layer")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            target = match.group(1)
            if target.startswith("wayout/"):
                other = HEADERS.get(pathlib.Path(target).stem, pathlib.Path(target).stem)
                allowed = other in RANK and (other == own or RANK[other] < RANK[own])
            else:
                allowed = "/" not in target and (file.parent / target).exists()
            if not allowed:
                faults.append(f"{path}:{number}: layer '{own}' may not include {target}")
    print("\n".join(faults) if faults else f"layers: {len(files)} files in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
