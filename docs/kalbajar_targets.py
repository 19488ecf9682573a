#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares runs of scenarios/kalbajar-2020.yaml with what was reported in November 2020.

usage: kalbajar_targets.py CENTRAL.h5 RANGES.h5 > kalbajar-targets.md

CENTRAL.h5: uncertain values at their centre; RANGES.h5: drawn. Both hold the variant `extended` and series.
"""
import sys

import h5py
import numpy as np

VARIANT = "extended"
HOUR = 3600.0


class Runs:
    """Series of one variant: variable -> [replication, time]; hours since the start of the scenario."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            names = [n.decode() if isinstance(n, bytes) else n for n in file["variant"][:]]
            v = names.index(VARIANT)
            self.hours = file["time"][:] / HOUR
            self.series = {k[len("series_"):]: file[k][v] for k in file if k.startswith("series_")}
            parts = ("people_out", "people_stranded", "people_not_started", "people_refused")
            self.people = sum(file[k][v].astype(float) for k in parts)
        self.n = self.series["people_out"].shape[0]

    def between(self, name, start, end):
        """Values at the marks of [start, end] hours."""
        chosen = (self.hours >= start - 1e-9) & (self.hours <= end + 1e-9)
        return self.series[name][:, chosen]

    def at(self, name, hour):
        return self.between(name, hour, hour)[:, 0]

    def flow(self, name, start, end):
        """Mean parties per hour over [start, end]."""
        return (self.at(name, end) - self.at(name, start)) / (end - start)


def slowest(runs, name, start, end):
    speeds = runs.between(name, start, end).astype(float)
    return np.where(speeds < 0, np.inf, speeds).min(axis=1)


def targets(runs):
    """(letter, what was reported, how it is read here, holds per replication, figure per replication, its unit)."""
    queue_14 = runs.between("queue_length", 95, 119).max(axis=1) / 1000
    slow_14 = np.minimum(slowest(runs, "slow_stretch", 95, 119), slowest(runs, "slow_stretch_inbound", 95, 119)) / 1000
    day_14 = runs.flow("at_line", 103, 112)
    day_15 = runs.flow("at_line", 127, 136)
    queue_15 = runs.between("queue_length", 127, 136).max(axis=1) / 1000
    gone_131 = runs.at("people_out", 131) / runs.people
    gone_135 = runs.at("people_out", 135) / runs.people
    queue_24 = runs.between("queue_length", 343, 359).max(axis=1) / 1000
    back_24 = runs.between("queue_inbound", 343, 359).max(axis=1) / 1000
    after = runs.series["at_line"][:, -1] - runs.at("at_line", 365)
    return [
        ("a1", "14 November: a queue of several km", "longest outbound queue of the day >= 3 km", queue_14 >= 3, queue_14, "km"),
        ("a2", "14 November: 1.5 km in almost 5 h", "1.5 km of queue, either way, at <= 0.5 km/h", slow_14 <= 0.5, slow_14, "km/h"),
        ("b1", "15 November: the road far emptier by day", "flow over the pass, 08 to 17 h, at most half of the day before", day_15 <= 0.5 * day_14,
         day_15 / np.maximum(day_14, 1e-9), "of the day before"),
        ("b2", "15 November: light traffic by day", "no outbound queue of 1 km from 08 to 17 h", queue_15 < 1, queue_15, "km"),
        ("c1", "80 to 97 % of residents out at hour 131", "share over the pass", (gone_131 >= 0.8) & (gone_131 <= 0.97), 100 * gone_131, "%"),
        ("c2", "80 to 97 % of residents out at hour 135", "share over the pass", (gone_135 >= 0.8) & (gone_135 <= 0.97), 100 * gone_135, "%"),
        ("d1", "24 November: congestion again", "outbound queue >= 1 km, hours 343 to 359", queue_24 >= 1, queue_24, "km"),
        ("d2", "24 November: both directions", "and an inbound queue >= 1 km", (queue_24 >= 1) & (back_24 >= 1), back_24, "km inbound"),
        ("e", "nobody after hour 365", "no party over the pass outbound", after == 0, after.astype(float), "parties"),
    ]


def share(holds):
    return f"{100 * holds.mean():.0f} %"


def middle(values, unit):
    low, median, high = (np.inf if np.isnan(q) else q for q in np.quantile(values, [0.025, 0.5, 0.975], method="inverted_cdf"))
    return f"{median:.3g} ({low:.3g} to {high:.3g}) {unit}".replace("inf", "none")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    central, ranges = Runs(sys.argv[1]), Runs(sys.argv[2])
    print("<!-- made by `make targets`; do not edit -->")
    print("# Kalbajar, November 2020: model and reports\n")
    print(f"Variant `{VARIANT}`; {central.n} replications with the uncertain values at their centre, {ranges.n} with values drawn from the ranges of the")
    print("ledger. Hours count from the agreement, 10 November 01:00. A share is the part of the replications that show what was reported; figures are")
    print("median (central 95 % of outcomes).\n")
    print("| | reported | read as | centre: share | centre: figure | ranges: share | ranges: figure |")
    print("|---|---|---|---|---|---|---|")
    for c, r in zip(targets(central), targets(ranges)):
        print(f"| {c[0]} | {c[1]} | {c[2]} | {share(c[3])} | {middle(c[4], c[5])} | {share(r[3])} | {middle(r[4], r[5])} |")


main()
