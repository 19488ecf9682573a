#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The corridors that bench_peers.py gives to SUMO are those of bench_queue: test_peer_roads.py PROGRAM SOURCE_DIR.

Links, length, speed, cars and place of the bottleneck are read from the files that SUMO gets; last exit, mean travel
time, discharge and delay of the entries from a run. Skipped without SUMO or the benchmarks."""
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

SKIP = 77
CLOSE = 0.01  # relative; of delays: CLOSE_S, the sum of what SUMO rounds to whole seconds and who goes first in a merge
CLOSE_S = 60


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIP)


PROGRAM, SOURCE = sys.argv[1:3]
BENCH = os.path.join(os.path.dirname(PROGRAM), "bench_queue")
sys.path.insert(0, os.path.join(SOURCE, "tests", "peers"))
import corridors  # noqa: E402
import meso  # noqa: E402
import micro  # noqa: E402


def same(what, ours, theirs, tolerance=0.0):
    if abs(ours - theirs) > tolerance:
        sys.exit(f"{what}: {ours} in bench_queue, {theirs} in SUMO")


def check_files(own, words):
    """The network and the flows that the command reads."""
    lanes = [edge.find("lane") for edge in tree.parse(words[words.index("-n") + 1]).getroot().iter("edge")
             if edge.get("function") != "internal"]
    same("links", own["links"], len(lanes))
    same("length", own["length_m"], sum(float(lane.get("length")) for lane in lanes), 0.5)
    same("free time", 3600 * 1.875, sum(float(lane.get("length")) / float(lane.get("speed")) for lane in lanes), 1)
    routes = tree.parse(words[words.index("-r") + 1]).getroot()
    edges = {route.get("id"): len(route.get("edges").split()) for route in routes.iter("route")}
    flows = [(int(flow.get("number")), edges[flow.get("route")]) for flow in routes.iter("flow")]
    same("cars", own["cars"], sum(cars for cars, _ in flows))
    same("moves", own["link_moves"], sum(cars * links for cars, links in flows))
    same("entries", len(own["entry_delay_s"]), len(flows))


def check_bottleneck(words):
    edges = tree.parse(words[words.index("-n") + 1]).getroot().iter("edge")
    limited = [edge.get("id") for edge in edges if edge.get("type") == "limited"]
    if limited != [f"trunk_{corridors.BOTTLENECK}"]:
        sys.exit(f"limited: {limited}")


def check_answers(own, peer):
    for key in ("last_exit_h", "travel_time_h", "discharge_vph"):
        same(key, own[key], peer[key], CLOSE * own[key])
    for ours, theirs in zip(own["entry_delay_s"], peer["entry_delay_s"]):
        same("delay of an entry", ours, theirs, CLOSE_S)


def main():
    if not micro.installed():
        skip("SUMO is not installed (cmake/setup.sh peers installs it)")
    if not os.path.exists(BENCH):
        skip("the benchmarks are not built")
    for corridor in corridors.CORRIDORS:
        told = subprocess.run([BENCH, "--json", "--repeats", "1", "--only", corridor.name], capture_output=True,
                              text=True, check=True).stdout
        own = json.loads(told.splitlines()[0])
        with tempfile.TemporaryDirectory() as folder:
            words = meso.command(folder, corridor, corridors.ROAD.piece_m)
            check_files(own, words)
            check_bottleneck(words)
            check_answers(own, meso.answers(folder, corridor, words))


main()
