# SPDX-License-Identifier: GPL-3.0-or-later
"""The corridors of bench/bench_queue.c, for other programs: one lane, 75 km, links of 500 m, 40 km/h, 900 veh/h but 450
in link 100; 10,000 cars."""
from collections import namedtuple

import roads

CARS = 10000
SPEED_MPS = 40 / 3.6
HEADWAY_S = 4.0  # 900 veh/h
JAM_M = 7.143
REACTION_S = HEADWAY_S - JAM_M / SPEED_MPS  # a wave goes back by one car in this time
GAP_S = 4.5  # between two cars, over all entries

# `cars` cars enter at the start of a link, one every `period_s`.
Flow = namedtuple("Flow", "link cars period_s")
# What is known of a corridor without any program.
Answer = namedtuple("Answer", "last_exit_h travel_time_h discharge_vph")
Corridor = namedtuple("Corridor", "name flows exact")

ROAD = roads.Road("corridor", {"trunk": [roads.Section("before", 49500, SPEED_MPS),
                                         roads.Section("bottleneck", 500, SPEED_MPS, limit_vph=450),
                                         roads.Section("after", 25000, SPEED_MPS)]},
                  {"car": roads.Kind("car", JAM_M, SPEED_MPS, 0, 0)}, [], 200 * 3600, piece_m=500)
LINKS = len(roads.pieces(ROAD, "trunk"))
BOTTLENECK = 99  # links before it


def evenly(entries):
    """As many cars at each of so many evenly spaced nodes."""
    return [Flow(i * LINKS // entries, CARS // entries, GAP_S * entries) for i in range(entries)]


CORRIDORS = [Corridor("corridor-1", evenly(1), Answer(24.095, 6.736, 450.0)),
             Corridor("corridor-2", evenly(10), Answer(16.741, 2.015, 450.0))]


def moves(corridor):
    """Links driven through, by all cars."""
    return sum(flow.cars * (LINKS - flow.link) for flow in corridor.flows)
