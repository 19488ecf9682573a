# SPDX-License-Identifier: GPL-3.0-or-later
"""The export command as the README types it."""
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import xarray

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
STRAIGHT = os.path.join(SOURCE, "scenarios", "learn-straight.yaml")
failures = []


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


ROAD = """\
wayout: 1
title: "A bend, \\"mapped\\""
start: 2025-06-01T06:00:00Z
end: 2025-06-01T18:00:00Z
closing: 2025-06-01T12:05:00Z
road:
  exit: Town
  segment_length: 500 m
  deadline_line: {section: lower, km: 1}
  sections:
    - {name: upper, from: Hut, to: Mill, length: 2 km, elevation: [400 m, 300 m], speed: 40 km/h,
       path: [[0, 10], [0, 10.01], [0.01, 10.01]]}
    - {name: lower, from: Mill, to: Town, length: 3 km, speed: 50 km/h, path: [[0.01, 10.01], [0.01, 10.04]]}
origins: [{name: Hut, at: {section: upper, km: 0}, households: 400, people_per_household: 3, cars_per_household: 1}]
response: {base_rate: 0.5/h, deadline_rate: 0.5/h, patience: 1 h, night: 1}
variants:
  short: {}
  long: {closing: 2025-06-01T15:00:00Z}
"""
MEANS = {"density_per_km": "density", "speed_km_per_h": "speed", "flow_per_h": "flow", "capacity_per_h": "capacity",
         "blocked_share": "blocked"}


def expect(good, what):
    if not good:
        failures.append(what)


def near(points, wanted):
    return len(points) == len(wanted) and all(math.dist(a, b) < 2e-7 for a, b in zip(points, wanted))


def road(*arguments):
    made = run("export", "road.h5", "--what", "road", *arguments)
    expect(made.returncode == 0 and made.stderr == "", f"road {arguments}: {made.stderr}")
    return json.loads(made.stdout)


def check_road():
    """The road as GeoJSON: its course, both directions, the means of the interval that holds the instant, the line."""
    pathlib.Path("road.yaml").write_text(ROAD)
    run("compare", "road.yaml", "-n", "2", "-o", "road.h5", "--quiet")
    collection = road("--at", "2025-06-01T10:19:59+02:00", "--format", "geojson", "--variant", "long")
    expect(collection["type"] == "FeatureCollection" and collection["title"] == 'A bend, "mapped"', "the collection")
    *segments, line = collection["features"]
    with xarray.open_dataset("road.h5") as file:
        expect(len(segments) == file.sizes["segment"] == 20, f"{len(segments)} segments")
        here = file.sel(variant="long", time="2025-06-01T08:30:00")
        for i, feature in enumerate(segments):
            found = feature["properties"]
            names = {"section": "section", "direction": "direction", "to_exit_km": "km_to_exit", "length_m": "length",
                     "elevation_m": "elevation"}
            expect(all(found[key] == file[name].values[i] for key, name in names.items()), f"segment {i}: {found}")
            for key, name in MEANS.items():
                value = float(here[name].values[i])
                expect(found[key] is None if math.isnan(value) else abs(found[key] - value) <= 1e-6 * abs(value), f"{key} of {i}")
            expect((found["from"], found["to"]) == ("2025-06-01T08:15:00+00:00", "2025-06-01T08:30:00+00:00"), f"{found}")
            expect(feature["type"] == "Feature" and feature["geometry"]["type"] == "LineString", f"segment {i}")
        expect(any(feature["properties"]["flow_per_h"] > 0 for feature in segments), "nobody drives")
    courses = [feature["geometry"]["coordinates"] for feature in segments]
    # Longitude first; the bend is the end of the second segment, so that it is no corner within one.
    expect(near(courses[0], [[10, 0], [10.005, 0]]) and near(courses[1], [[10.005, 0], [10.01, 0]]), f"{courses[:2]}")
    expect(near(courses[2], [[10.01, 0], [10.01, 0.005]]) and near(courses[9], [[10.035, 0.01], [10.04, 0.01]]), f"{courses[2]}")
    expect(all(near(courses[10 + i], courses[i][::-1]) for i in range(10)), "inbound is not outbound backwards")
    expect(all(near(courses[i][-1:], courses[i + 1][:1]) for i in range(9)), "segments do not meet")
    expect(line["geometry"]["type"] == "Point" and near([line["geometry"]["coordinates"]], [[10.02, 0.01]]) and
           line["properties"] == {"name": "deadline line", "to_exit_km": 2, "closing": "2025-06-01T15:00:00+00:00"}, f"{line}")
    last = road("--at", "2025-06-01T12:04:59Z")["features"][0]["properties"]
    expect((last["variant"], last["to"]) == ("short", "2025-06-01T12:05:00+00:00"), f"the last interval: {last}")
    corner = ROAD.replace("length: 2 km", "length: 2 km, priority: 2").replace("segment_length: 500 m", "segment_length: 700 m")
    pathlib.Path("corner.yaml").write_text(corner)
    run("run", "corner.yaml", "-n", "1", "-o", "road.h5", "--quiet", "--variant", "short")
    courses = [feature["geometry"]["coordinates"] for feature in road("--at", "2025-06-01T08:00:00Z")["features"]]
    expect(near(courses[1], [[10 + 1 / 150, 0], [10.01, 0], [10.01, 1 / 300]]), f"a corner within a segment: {courses[1]}")
    pathlib.Path("bare.yaml").write_text(ROAD.replace(", path: [[0.01, 10.01], [0.01, 10.04]]", ""))
    run("run", "bare.yaml", "-n", "1", "-o", "bare.h5", "--quiet", "--variant", "short")
    for arguments, words in [(("bare.h5", "--what", "road", "--at", "2025-06-01T08:00:00Z"), "section 'lower' of the scenario has no key 'path'"),
                             (("road.h5", "--what", "road"), "--at"), (("road.h5", "--what", "road", "--at", "noon"), "noon"),
                             (("road.h5", "--what", "road", "--at", "2025-06-01T12:05:00Z"), "between the start and the closing"),
                             (("road.h5", "--what", "road", "--at", "2025-06-01T08:00:00Z", "--variant", "x"), "no variant 'x'"),
                             (("road.h5", "--what", "road", "--format", "csv"), "geojson"),
                             (("road.h5", "--what", "series", "--at", "2025-06-01T08:00:00Z"), "for the road")]:
        made = run("export", *arguments)
        expect(made.returncode == 2 and made.stdout == "" and words in made.stderr, f"{arguments}: {made.returncode} {made.stderr}")


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
    check_road()
    run("sweep", STRAIGHT, "-n", "2", "--deadline", "+0d", "-o", "s.h5")
    for what in ("series", "spacetime"):
        sweep = run("export", "s.h5", "--what", what)
        if sweep.returncode != 2 or sweep.stdout != "" or "a sweep, which keeps no series" not in sweep.stderr:
            failures.append(f"{what} of a sweep: exit {sweep.returncode}: {sweep.stderr}")

if failures:
    print("\n".join(failures))
    sys.exit(1)
