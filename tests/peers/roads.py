# SPDX-License-Identifier: GPL-3.0-or-later
"""The roads on which both programs drive, and the tables that both give: one row for each minute and piece of road."""
from collections import namedtuple

PIECE_M = 250
MINUTE_S = 60
WAVE_MPS = 4.5

# jam_m: length and gap at standstill. Reaction time = jam_m / WAVE_MPS, as in wayout.
Kind = namedtuple("Kind", "name jam_m speed_mps crawl_mps mass_to_power")
# One branch of a road: sections (name, length, speed, [elevations] or None), from its source on. `limit_vph`: flow that
# it passes at most, None = what the diagram lets pass.
Section = namedtuple("Section", "name length_m speed_mps elevation limit_vph", defaults=(None, None))
# Where vehicles enter and when: branch, kind, seconds.
Trip = namedtuple("Trip", "branch kind at_s")
# A road: branches (name -> sections); the branch `trunk` ends at the exit, all others end where it begins.
# `blocked`: (branch, metres from its start, until second). `first`: branch that the others give way to; none = they
# merge one by one. `piece_m`: length of an edge in SUMO; tables are made of pieces of PIECE_M.
Road = namedtuple("Road", "name branches kinds trips until_s blocked first piece_m", defaults=(None, None, PIECE_M))


class Table:
    """What a program tells of a road: for each piece and minute how many passed and how fast, and the time of all."""

    def __init__(self):
        self.cells = {}  # (branch, piece, minute) -> (vehicles, mean speed in m/s or None)
        self.total_s = 0.0  # of all vehicles, waiting before they were on the road included

    def flow_vph(self, branch, piece, from_s, to_s):
        """Mean flow in whole minutes of the interval."""
        minutes = range(from_s // MINUTE_S, to_s // MINUTE_S)
        passed = sum(self.cells.get((branch, piece, m), (0, None))[0] for m in minutes)
        return passed / (len(minutes) * MINUTE_S) * 3600

    def queued(self, branch, slower_mps, before):
        """For each minute with any, the length upstream of piece `before` on which the mean speed was lower."""
        lengths = {}
        for (b, piece, minute), (_, speed) in self.cells.items():
            if b == branch and piece < before and speed is not None and speed < slower_mps:
                lengths[minute] = lengths.get(minute, 0) + PIECE_M
        return lengths


def pieces(road, branch):
    """The section of each piece of a branch."""
    return [s for s in road.branches[branch] for _ in range(round(s.length_m / road.piece_m))]


def evenly(branch, kind, vph, from_s, to_s):
    """Trips at an even flow, at whole seconds."""
    n = round((to_s - from_s) * vph / 3600)
    return [Trip(branch, kind, from_s + round(i * 3600 / vph)) for i in range(n)]


def free_s(road):
    """Time of all trips on an empty road."""
    total = 0.0
    for trip in road.trips:
        kind = road.kinds[trip.kind]
        names = [trip.branch] if trip.branch == "trunk" else [trip.branch, "trunk"]
        for section in (s for name in names for s in road.branches[name]):
            speed = min(section.speed_mps, kind.speed_mps)
            if section.elevation and kind.crawl_mps:
                speed = min(speed, kind.crawl_mps)
            total += section.length_m / speed
    return total
