#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever everything.yaml switches on does happen: equal results of a feature that sleeps would prove nothing.

Counts come from the outcomes; what has times by the clock is read from the passages of the first replication."""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
MINUTE = 60_000
RESIDENT, HERD, TRUCK, ARMY, TRAVELLER, BUS = range(6)
SHORT, LONG = 0, 1


def clock(hours, minutes=0):
    """Milliseconds from the start at 02:00 to a time of the first day; hours of the second day go on from 24."""
    return ((hours - 2) * 60 + minutes) * MINUTE


class Passages:
    """Of one variant, by trip and then time; `to` is the segment entered, `left` when the next boundary was passed."""

    def __init__(self, file, variant):
        trips = file["trips"]
        n = trips["passages"][:]
        trip = np.repeat(np.arange(len(n)), n)
        mine = ((trips["variant"][:] == variant) & (trips["replication"][:] == 0))[trip]
        self.at, self.to = trips["at"][:][mine], trips["segment"][:][mine]
        self.trip, self.role = trip[mine], trips["role"][:][trip][mine]
        same = np.append(self.trip[1:] == self.trip[:-1], False)
        self.left = np.where(same, np.append(self.at[1:], 0), np.iinfo(np.int64).max)
        self.served = same & (self.to == -1)  # goes into service here ...
        self.serving = np.append(self.to[1:], -1)  # ... before this segment

    def entries(self, segment, begin=0, end=np.inf):
        return self.at[np.isin(self.to, segment) & (self.at >= begin) & (self.at < end)]


def place(file, section, km, direction="outbound"):
    """Segment that begins at a place of a section, in its direction."""
    mine = (file["section"][:] == section.encode()) & (file["direction"][:] == direction.encode())
    numbers = np.flatnonzero(mine)
    ends = np.cumsum(file["length"][:][numbers]) / 1000
    if direction == "inbound":
        return numbers[np.argmin(np.abs(ends - km))]
    return numbers[np.argmin(np.abs(ends - file["length"][:][numbers] / 1000 - km))]


def check_counts(file):
    for name in ["people_out", "people_stranded", "people_refused", "cattle_out", "sheep_out", "loads_out", "army_out",
                 "truck_trips", "passes", "breakdowns", "lane_blocked", "tow_wait", "stuck_in_snow", "dry_tanks",
                 "faceoffs", "locked_time", "queue_longest"]:
        assert (file[name][:] > 0).sum() >= 2, name
    assert (file["series_queue_inbound"][:] > 0).any()
    assert (file["series_slow_stretch"][:] >= 0).any()
    assert len(np.unique(file["series_weather"][:])) >= 3


def check_snow(file, passages):
    """From 11:20 to 12:20, to the minute after, nobody enters the segments of the high zone."""
    high = np.flatnonzero(file["elevation"][:] >= 1200)
    assert passages.entries(high, clock(10, 20), clock(11, 20)).size > 0
    assert passages.entries(high, clock(11, 21), clock(12, 20)).size == 0
    assert passages.entries(high, clock(12, 20), clock(12, 25)).size > 0
    depth = file["series_snow"][0, 0]
    assert depth[clock(12) // MINUTE // 15] == 160 and depth[clock(13) // MINUTE // 15] == 30


def check_closures(file, passages):
    for section, km, begin, end, directions in [
            ("descent", 1, clock(13), clock(13, 40), ["outbound", "inbound"]),
            ("valley", 0.5, clock(18), clock(18, 30), ["outbound", "inbound"])]:
        for direction in directions:
            segment = place(file, section, km, direction)
            assert passages.entries(segment, begin, end).size == 0, (section, direction)
            assert passages.entries(segment, end, end + 60 * MINUTE).size > 0, (section, direction)
    # Between 16:00 and 18:00 at most 0.6 of 1,452 cars an hour pass the pothole, one in 4.1 s.
    segment = place(file, "climb", 4)
    assert np.diff(np.sort(passages.entries(segment, clock(16), clock(18)))).min() >= 4100
    assert np.diff(np.sort(passages.entries(segment, clock(14), clock(16)))).min() < 4100


def check_turns(file, passages):
    """From 06:00 on: 50 minutes out, 5 to clear, 20 in, 5 to clear. The one-lane stretch never holds both directions."""
    out = passages.entries(place(file, "valley", 1), clock(6))
    back = passages.entries(place(file, "valley", 2, "inbound"), clock(6))
    phase_out, phase_in = ((times - clock(6)) / MINUTE % 80 for times in (out, back))
    assert out.size > 0 and (phase_out < 50).all()
    assert back.size > 0 and ((phase_in >= 55) & (phase_in < 75)).all()

    ways = []
    for segment in place(file, "valley", 3), place(file, "valley", 3.25, "inbound"):
        mine = passages.to == segment
        order = np.argsort(passages.at[mine])
        ways.append((passages.at[mine][order], passages.left[mine][order]))
    (out, out_end), (back, back_end) = ways
    assert out.size > 0 and back.size > 0
    for begin, end in zip(back, back_end):
        assert not ((out < end) & (out_end > begin)).any()


def check_convoys(file, passages):
    times = passages.entries(place(file, "side", 1))
    column, phase = np.divmod((times - clock(4)) / MINUTE, 40)
    assert times.size > 0 and (column >= 0).all() and (phase < 10).all()
    assert np.bincount(column.astype(int)).max() == 6


def check_services(file, passages):
    """The checkpoint takes nobody between 22:00 and 04:00; the pump serves at any time."""
    for segment in place(file, "climb", 3), place(file, "climb", 3, "inbound"):
        starts = passages.at[passages.served & (passages.serving == segment)]
        of_day = (starts - clock(4)) / MINUTE % (24 * 60)
        assert starts.size > 0 and (of_day < 18 * 60).all()
    assert passages.served[passages.serving == place(file, "climb", 2)].any()


def check_roles(passages):
    for role in RESIDENT, HERD, TRUCK, ARMY, TRAVELLER, BUS:
        assert (passages.role == role).any(), role


def check_herds(file):
    """A herd that lets the others pass begins a new trip at the pull-out. Some walk from 20:00 to 04:00, most do not."""
    trips = file["trips"]
    herds = trips["role"][:] == HERD
    at = trips["at"][:][np.repeat(herds, trips["passages"][:])]
    night = (at - clock(20)) / MINUTE % (24 * 60) < 8 * 60
    assert 0 < night.mean() < 0.2
    released = file["vehicles_out"][:, :, 7:9].sum() + file["vehicles_left"][:, :, 7:9].sum()
    assert herds.sum() > 2 * released


def check_factors(file):
    """Capacities: smoke takes a fifth from the valley and not from the side road; night takes a tenth."""
    minutes = np.arange(len(file["time"])) * 15
    at = {name: int(np.flatnonzero(minutes * MINUTE == clock(*time))[0])
          for name, time in {"clear": (14, 45), "smoke": (16, 0), "day": (17, 0), "night": (21, 0)}.items()}
    capacity = {name: file["capacity"][SHORT, :, place(file, *spot)]
                for name, spot in {"valley": ("valley", 1.5), "side": ("side", 0.5), "descent": ("descent", 2)}.items()}
    ratio = capacity["valley"] / capacity["side"]
    assert abs(ratio[at["smoke"]] / ratio[at["clear"]] - 0.8) < 0.01
    assert abs(capacity["descent"][at["night"]] / capacity["descent"][at["day"]] - 0.9) < 0.01


def check_announcements(file):
    """The second announcement comes at 15:00; some hear it at once, and a rumour follows."""
    departures = file["series_departures"][:, :, :4 * 22 + 1]
    same = departures[SHORT] == departures[LONG]
    assert same[:, :4 * 13 + 1].all() and not same[:, 4 * 13 + 1:].all()


with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "everything.h5"
    subprocess.run([PROGRAM, "compare", SOURCE / "tests/equality/everything.yaml", "-n", "4", "--seed", "3", "--trips", "4",
                    "--verify", "--quiet", "-o", path], check=True, stdout=subprocess.DEVNULL)
    with h5py.File(path) as results:
        check_counts(results)
        for variant in SHORT, LONG:
            rows = Passages(results, variant)
            check_snow(results, rows)
            check_closures(results, rows)
            check_turns(results, rows)
            check_convoys(results, rows)
            check_services(results, rows)
        check_roles(rows)
        check_herds(results)
        check_factors(results)
        check_announcements(results)
print("everything happens")
