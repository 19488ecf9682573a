# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a road with SUMO: writes plain networks and routes, calls netconvert and sumo, reads their tables."""
import os
import shutil
import subprocess
import xml.etree.ElementTree as tree
from collections import namedtuple

import roads

STEP_S = 0.5
GAP_M = 2.5

# A car-following model: its name in SUMO, imperfection of Krauss, deviation of wished speeds.
Drivers = namedtuple("Drivers", "name model sigma deviation")


def installed():
    return shutil.which("sumo") is not None and shutil.which("netconvert") is not None


def write(folder, name, root, children):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"<{root}>\n" + "\n".join(children) + f"\n</{root}>\n")
    return path


def node_name(road, branch, i):
    count = len(roads.pieces(road, branch))
    if branch == "trunk" and i == 0 or branch != "trunk" and i == count:
        return "fork"
    return f"{branch}{i}"


def layout(road):
    """Nodes and edges: the trunk runs east from the fork, the arms come from the west, side by side."""
    nodes, edges = {}, []
    for number, branch in enumerate(road.branches):
        parts = roads.pieces(road, branch)
        for i in range(len(parts) + 1):
            along = i * road.piece_m if branch == "trunk" else (i - len(parts)) * road.piece_m
            aside = 0 if branch == "trunk" or number == 0 or i == len(parts) else 60 + 0.3 * abs(along)
            nodes[node_name(road, branch, i)] = (along, -aside)
        for i, part in enumerate(parts):
            kind = "grade" if part.elevation else "limited" if part.limit_vph else "road"
            edges.append(f'<edge id="{branch}_{i}" from="{node_name(road, branch, i)}" numLanes="1" '
                         f'to="{node_name(road, branch, i + 1)}" speed="{part.speed_mps:.4f}" type="{kind}" '
                         f'length="{road.piece_m}" priority="{2 if branch in ("trunk", road.first) else 1}"/>')
    return nodes, edges


def network(folder, road):
    nodes, edges = layout(road)
    crawl = [k for k in road.kinds.values() if k.crawl_mps]
    slow = "".join(f'<restriction vClass="truck" speed="{k.crawl_mps:.4f}"/>' for k in crawl)
    files = {
        "-n": write(folder, "road.nod.xml", "nodes", [
            f'<node id="{name}" x="{x}" y="{y:.1f}" type="{"zipper" if name == "fork" and road.first is None else "priority"}"/>'
            for name, (x, y) in nodes.items()]),
        "-e": write(folder, "road.edg.xml", "edges", edges),
        "-t": write(folder, "road.typ.xml", "types", [
            '<type id="road" numLanes="1"/>', '<type id="limited" numLanes="1"/>',
            f'<type id="grade" numLanes="1">{slow}</type>']),
    }
    path = os.path.join(folder, "road.net.xml")
    arguments = [x for pair in files.items() for x in pair]
    subprocess.run(["netconvert", *arguments, "-o", path, "--no-turnarounds", "true"], check=True,
                   capture_output=True)
    return path


def vehicle_types(road, drivers):
    for k in road.kinds.values():
        style = f'carFollowModel="{drivers.model}" tau="{k.jam_m / roads.WAVE_MPS:.4f}"'
        if drivers.model == "Krauss":
            style += f' sigma="{drivers.sigma}"'
        yield (f'<vType id="{k.name}" vClass="{"truck" if k.crawl_mps else "passenger"}" length="{k.jam_m - GAP_M}" '
               f'minGap="{GAP_M}" maxSpeed="{k.speed_mps:.4f}" {style} accel="{1.0 if k.crawl_mps else 2.6}" '
               f'decel="4.5" speedFactor="1" speedDev="{drivers.deviation}"/>')


def route(road, trip):
    names = [trip.branch] if trip.branch == "trunk" else [trip.branch, "trunk"]
    return " ".join(f"{n}_{i}" for n in names for i in range(len(roads.pieces(road, n))))


def vehicles(road):
    first = min(road.trips, key=lambda t: t.at_s)
    for number, trip in enumerate(sorted(road.trips, key=lambda t: t.at_s)):
        stop = ""
        if road.blocked and trip is first:
            branch, metre, until = road.blocked
            piece = int(metre // road.piece_m) - 1
            stop = f'<stop lane="{branch}_{piece}_0" endPos="{road.piece_m - 1}" until="{until}"/>'
        yield (f'<vehicle id="{number}" type="{trip.kind}" depart="{trip.at_s}" departSpeed="max" departPos="base">'
               f'<route edges="{route(road, trip)}"/>{stop}</vehicle>')


def drive(folder, road, drivers, seed):
    """@return the Table of the road."""
    net = network(folder, road)
    routes = write(folder, "road.rou.xml", "routes", [*vehicle_types(road, drivers), *vehicles(road)])
    edges, trips = os.path.join(folder, "edges.xml"), os.path.join(folder, "trips.xml")
    extra = write(folder, "road.add.xml", "additional",
                  [f'<edgeData id="minutes" freq="{roads.MINUTE_S}" file="{edges}" excludeEmpty="true"/>'])
    subprocess.run(["sumo", "-n", net, "-r", routes, "-a", extra, "--tripinfo-output", trips, "--seed", str(seed),
                    "--step-length", str(STEP_S), "--end", str(road.until_s), "--time-to-teleport", "-1",
                    "--no-step-log", "true", "--no-warnings", "true"], check=True, capture_output=True)
    table = roads.Table()
    for interval in tree.parse(edges).getroot():
        minute = int(float(interval.get("begin"))) // roads.MINUTE_S
        for edge in interval:
            branch, piece = edge.get("id").rsplit("_", 1)
            speed = float(edge.get("speed")) if edge.get("speed") else None
            table.cells[branch, int(piece), minute] = (int(edge.get("entered")), speed)
    done = list(tree.parse(trips).getroot())
    if len(done) != len(road.trips):
        raise RuntimeError(f"{road.name}: only {len(done)} of {len(road.trips)} vehicles arrived in SUMO")
    table.total_s = sum(float(trip.get("departDelay")) + float(trip.get("duration")) for trip in done)
    return table
