# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a road with wayout: writes a scenario, runs it and reads the tables that `wayout export` prints."""
import csv
import datetime
import io
import os
import subprocess

import roads

START = datetime.datetime(2025, 6, 1, tzinfo=datetime.timezone.utc)
KMH = 3.6


def instant(second):
    return (START + datetime.timedelta(seconds=second)).isoformat()


def place(road, branch, metre):
    for s in road.branches[branch]:
        if metre <= s.length_m:
            return f"{{section: {s.name}, km: {metre / 1000}}}"
        metre -= s.length_m
    raise ValueError(metre)


def section_lines(road):
    for branch, sections in road.branches.items():
        for i, s in enumerate(sections):
            start = f"{branch} {i}" if i > 0 or branch != "trunk" or len(road.branches) == 1 else "fork"
            last = i + 1 == len(sections)
            end = f"{branch} {i + 1}" if not last else "exit" if branch == "trunk" else "fork"
            weight = 1000 if branch == road.first else 1
            low, high = s.elevation or (0, 0)
            yield (f"    - {{name: {s.name}, from: {start}, to: {end}, length: {s.length_m} m, sight: 0, "
                   f"speed: {s.speed_mps * KMH} km/h, capacity: 10000/h, priority: {weight}, "
                   f"elevation: [{low} m, {high} m]}}")


def scenario(road):
    lines = ["wayout: 1", f"title: {road.name}", f"start: {instant(0)}", f"end: {instant(road.until_s)}", "road:",
             "  exit: exit", f"  segment_length: {roads.PIECE_M} m", f"  wave_speed: {roads.WAVE_MPS * KMH} km/h",
             "  two_way_capacity: 0/h", "  sections:", *section_lines(road)]
    if road.blocked:
        branch, metre, until = road.blocked
        lines += [f"  closures: [{{at: {place(road, branch, metre)}, to: {instant(until)}, side: outbound}}]"]
    lines += ["classes:"]
    lines += [f"  {k.name}: {{jam_spacing: {k.jam_m} m, speed: {k.speed_mps * KMH} km/h, "
              f"mass_to_power: {k.mass_to_power} kg/kW, overtaken: 0/h}}" for k in road.kinds.values()]
    lines += ["origins: []", "through:"]
    for branch, kind in sorted({(t.branch, t.kind) for t in road.trips}):
        times = ", ".join(instant(t.at_s) for t in road.trips if (t.branch, t.kind) == (branch, kind))
        lines += [f"  - {{name: {branch} {kind}, class: {kind}, from: {branch} 0, to: exit, arrivals: list, "
                  f"times: [{times}]}}"]
    return "\n".join(lines + ["record: {every: 1 min}", ""])


def export(program, file, what):
    printed = subprocess.run([program, "export", file, "--what", what], capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(printed.stdout)))


def drive(program, folder, road):
    """@return the Table of the road."""
    path, results = os.path.join(folder, "road.yaml"), os.path.join(folder, "road.h5")
    with open(path, "w", encoding="utf-8") as file:
        file.write(scenario(road))
    subprocess.run([program, "run", path, "-n", "1", "--central", "--quiet", "-o", results], check=True,
                   stdout=subprocess.DEVNULL)
    where = {}  # section -> (branch, its first piece)
    for branch, sections in road.branches.items():
        first = 0
        for s in sections:
            where[s.name] = (branch, first)
            first += round(s.length_m / roads.PIECE_M)
    table = roads.Table()
    seen = {}
    for row in export(program, results, "spacetime"):
        if row["direction"] != "outbound" or row["density [1/km]"] == "":
            continue
        at = int((datetime.datetime.fromisoformat(row["time"]) - START).total_seconds())
        branch, first = where[row["section"]]
        piece = first + seen.setdefault((row["section"], at), 0)
        seen[row["section"], at] += 1
        speed = float(row["speed [km/h]"]) / KMH if row["speed [km/h]"] else None
        table.cells[branch, piece, at // roads.MINUTE_S - 1] = (float(row["flow [1/h]"]) / 60, speed)
        table.total_s += float(row["density [1/km]"]) / 1000 * roads.PIECE_M * roads.MINUTE_S
    table.total_s += sum(float(row["waiting_at_origin [1]"]) * roads.MINUTE_S
                         for row in export(program, results, "series"))
    return table
