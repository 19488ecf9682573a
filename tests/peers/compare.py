# SPDX-License-Identifier: GPL-3.0-or-later
"""A second opinion: wayout and the microscopic simulator SUMO on the same roads. docs/peers.md tells why they differ.

Usage: compare.py WAYOUT. Exit code 0: all brackets hold, 1: one does not, 77: SUMO is not installed."""
import math
import os
import sys
import tempfile
from collections import namedtuple

import kinematic
import micro
import roads

ROAD_MPS = 60 / 3.6
CAR = roads.Kind("car", 7.5, ROAD_MPS, 0, 0)
DRIVERS = [micro.Drivers("Krauss", "Krauss", 0, 0), micro.Drivers("IDM", "IDM", 0, 0),
           micro.Drivers("human", "Krauss", 0.5, 0.1)]
QUEUED_MPS = 6.0

# What is measured of a Table, and between which multiples of wayout's number those of SUMO must lie: of Krauss without
# imperfection, which has wayout's diagram, and of the other drivers, who pass less (None = no bracket).
Measure = namedtuple("Measure", "name unit of exact other")
FLOW_EXACT, FLOW_OTHER = (0.97, 1.03), (0.70, 1.01)
DELAY_EXACT, DELAY_OTHER = (0.93, 1.07), (1.0, None)
SIZE_EXACT = (0.90, 1.10)


def crawl_mps(mass_to_power, grade):
    """Speed at which slope, rolling (0.012) and air use up 85 % of the power below 1,000 m, by bisection."""
    low, high = 0.1, 60.0
    for _ in range(60):
        v = (low + high) / 2
        air = 0.6 * 4.8e-3 / math.sqrt(mass_to_power) * v * v
        if v * (9.81 * (grade + 0.012) / math.hypot(1, grade) + air) > 850 / mass_to_power:
            high = v
        else:
            low = v
    return low


def bends():
    trunk = [roads.Section("plain", 4750, ROAD_MPS), roads.Section("bends", 750, 15 / 3.6),
             roads.Section("after", 500, ROAD_MPS)]
    trips = roads.evenly("trunk", "car", 1200, 0, 3600) + roads.evenly("trunk", "car", 200, 3600, 5400)
    return roads.Road("bends", {"trunk": trunk}, {"car": CAR}, trips, 7200)


def blocked():
    trips = roads.evenly("trunk", "car", 600, 0, 2700)
    return roads.Road("blocked", {"trunk": [roads.Section("road", 5000, ROAD_MPS)]}, {"car": CAR}, trips, 4800,
                      blocked=("trunk", 4000, 1200))


def grade(name, vph):
    truck = roads.Kind("truck_trailer", 19.5, ROAD_MPS, crawl_mps(168, 0.06), 168)
    trunk = [roads.Section("foot", 3000, ROAD_MPS), roads.Section("climb", 3000, ROAD_MPS, (400, 580)),
             roads.Section("top", 1000, ROAD_MPS)]
    cars = roads.evenly("trunk", "car", vph, 0, 2400)
    trips = [t._replace(kind="truck_trailer") if i % 10 == 0 else t for i, t in enumerate(cars)]
    return roads.Road(name, {"trunk": trunk}, {"car": CAR, "truck_trailer": truck}, trips, 6000)


def merge(name, main_vph, side_vph, first=None):
    branches = {"main": [roads.Section("main", 2000, ROAD_MPS)], "side": [roads.Section("side", 2000, ROAD_MPS)],
                "trunk": [roads.Section("trunk", 2000, ROAD_MPS)]}
    trips = roads.evenly("main", "car", main_vph, 0, 1800) + roads.evenly("side", "car", side_vph, 0, 1800)
    return roads.Road(name, branches, {"car": CAR}, trips, 6000, first=first)


def flow(name, branch, piece, from_s, to_s, exact=FLOW_EXACT, other=FLOW_OTHER):
    return Measure(name, "veh/h", lambda road, t: t.flow_vph(branch, piece, from_s, to_s), exact, other)


def longest(road, table, before):
    queued = table.queued("trunk", QUEUED_MPS, before)
    return max(queued.values(), default=0)


def gone(road, table, before):
    return max(table.queued("trunk", QUEUED_MPS, before), default=-1) + 1


def queue(before):
    """Longest queue upstream of a piece, and when the last piece of it moves again."""
    return [Measure("longest queue", "m", lambda road, t: longest(road, t, before), SIZE_EXACT, None),
            Measure("queue gone", "min", lambda road, t: gone(road, t, before), SIZE_EXACT, None)]


DELAY = Measure("delay of all", "veh h", lambda road, t: (t.total_s - roads.free_s(road)) / 3600, DELAY_EXACT,
                DELAY_OTHER)
CASES = [
    (bends(), [flow("discharge", "trunk", 23, 1200, 3600), *queue(19), DELAY]),
    (blocked(), [flow("discharge", "trunk", 19, 1320, 1560), *queue(16), DELAY]),
    (grade("grade, 500 veh/h", 500), [DELAY]),
    (grade("grade, 1500 veh/h", 1500), [flow("flow at the top", "trunk", 27, 1500, 2400), DELAY]),
    (merge("merge, both full", 1200, 1200), [flow("from main", "main", 7, 600, 1800),
                                             flow("from side", "side", 7, 600, 1800), DELAY]),
    (merge("merge, side light", 1600, 400), [flow("from main", "main", 7, 600, 1800),
                                             flow("from side", "side", 7, 600, 1800), DELAY]),
    # wayout has no gaps that a driver accepts or not where roads meet: told, not judged.
    (merge("give way", 900, 800, "main"), [flow("from main", "main", 7, 600, 1800),
                                           flow("from side", "side", 7, 600, 1800, None, None)]),
]


def holds(bracket, ratio):
    low, high = bracket
    return ratio >= low and (high is None or ratio <= high)


def compare(program, road, measures):
    """Prints a row for each measure. @return how many brackets do not hold."""
    with tempfile.TemporaryDirectory() as folder:
        wave = kinematic.drive(program, folder, road)
        tables = [micro.drive(folder, road, d, 1) for d in DRIVERS]
    broken = 0
    for m in measures:
        own = m.of(road, wave)
        cells = []
        for number, table in enumerate(tables):
            value, bracket = m.of(road, table), m.exact if number == 0 else m.other
            wrong = bracket is not None and not holds(bracket, value / own)
            broken += wrong
            cells.append(f"{value:9.1f} {value / own:5.2f}{'!' if wrong else ' '}")
        print(f"{road.name:18} {m.name:16} {m.unit:6} {own:8.1f} {' '.join(cells)}", flush=True)
    return broken


def main(program):
    if not micro.installed():
        print("SUMO is not installed (Debian: apt-get install sumo): nothing is compared")
        return 77
    print(f"{'':42} {'wayout':>8} " + " ".join(f"{d.name:>9} ratio " for d in DRIVERS))
    broken = sum(compare(program, road, measures) for road, measures in CASES)
    print("all brackets hold" if broken == 0 else f"{broken} brackets do not hold (marked !)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
