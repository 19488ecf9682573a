#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--trips N: every passage of the first replications, agreeing with the sums of the same file and with itself."""
import csv
import datetime
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np
import xarray

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
ROLES = ["resident", "herd", "truck", "army", "traveller", "bus"]


def run(folder, name, scenario, *options):
    path = pathlib.Path(folder) / name
    subprocess.run([PROGRAM, "compare", SOURCE / "scenarios" / scenario, "--quiet", "-o", path, *options], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def check_sums(path, replications):
    """Per variant and replication the trips out are the outcomes of the file; the line of these scenarios is the exit."""
    with h5py.File(path) as file:
        trips = file["trips"]
        n = trips["passages"][:]
        first = np.concatenate([[0], np.cumsum(n)])
        assert first[-1] == len(trips["at"]) == len(trips["segment"])
        role = trips["role"][:]
        assert trips["role"].attrs["names"].decode().split("\n") == ROLES
        last = np.where(n > 0, trips["segment"][:][np.maximum(first[1:] - 1, 0)], 0)
        inbound = file["direction"][:] == b"inbound"
        begins = trips["segment"][:][np.minimum(first[:-1], first[-1] - 1)]
        outbound = (n > 0) & ~inbound[np.maximum(begins, 0)]
        out = outbound & (last == -1)
        assert out.any()
        for v in range(len(file["variant"])):
            for r in range(replications):
                mine = out & (trips["variant"][:] == v) & (trips["replication"][:] == r)
                assert trips["people"][:][mine].sum() == file["people_out"][v, r], (v, r)
                assert trips["goods"][:][mine].sum() == file["loads_out"][v, r]
                animals = file["cattle_out"][v, r] + file["sheep_out"][v, r]
                assert trips["heads"][:][mine].sum() == animals
                assert (role[mine] == 0).sum() == file["residents_cars_out"][v, r]
        assert set(trips["replication"][:]) == set(range(replications))


def check_order(path):
    """Nobody passes a boundary before the one before it, and nobody drives faster than the road allows."""
    with h5py.File(path) as file:
        trips = file["trips"]
        n = trips["passages"][:]
        owner = np.repeat(np.arange(len(n)), n)
        at, segment = trips["at"][:], trips["segment"][:]
        same = owner[1:] == owner[:-1]
        assert (at[1:] >= at[:-1])[same].all()
        assert (at >= trips["release"][:][owner]).all()
        driven = same & (segment[:-1] >= 0)
        metres = file["length"][:][segment[:-1][driven]]
        seconds = (at[1:] - at[:-1])[driven] / 1000
        assert (metres / seconds <= 90.0 / 3.6 * 1.001).all()


def check_export(path):
    """One line a passage, and one for who never entered the road; everything as in the file."""
    raw = subprocess.run([PROGRAM, "export", path, "--what", "trips"], check=True, stdout=subprocess.PIPE).stdout.decode()
    assert raw.count("\r\n") == raw.count("\n")
    lines = list(csv.reader(raw.splitlines()))
    assert lines.pop(0) == ["trip", "variant", "replication", "class", "role", "origin", "people [1]", "heads [1]",
                            "goods [1]", "release", "segment", "at"]
    with h5py.File(path) as file:
        trips = file["trips"]
        n = trips["passages"][:]
        owner = np.repeat(np.arange(len(n)), np.maximum(n, 1))
        passed = n[owner] > 0
        assert [int(line[0]) for line in lines] == list(owner)
        table = list(zip(*lines))
        roles, origins = (trips[name].attrs["names"].decode().split("\n") for name in ("role", "origin"))
        names = {1: file["variant"].asstr()[:], 3: file["class"].asstr()[:], 4: np.array(roles), 5: np.array([*origins, ""])}
        for column, name in enumerate(["variant", "replication", "class", "role", "origin", "people", "heads", "goods"], 1):
            wanted = trips[name][:][owner]
            wanted = names[column][wanted] if column in names else [str(value) for value in wanted]
            assert list(table[column]) == list(wanted), name
        start = datetime.datetime.fromisoformat(file.attrs["start"].decode())
        ms = datetime.timedelta(milliseconds=1)
        since = {text: (datetime.datetime.fromisoformat(text) - start) / ms for text in {*table[9], *table[11]} if text}
        assert [since[text] for text in table[9]] == list(trips["release"][:][owner])
        assert [since[text] for text, here in zip(table[11], passed) if here] == list(trips["at"][:])
        assert [int(text) for text, here in zip(table[10], passed) if here] == list(trips["segment"][:])
        assert {text for column in (10, 11) for text, here in zip(table[column], passed) if not here} <= {""}


def same(a, b):
    with h5py.File(a) as one, h5py.File(b) as other:
        for name in one["trips"]:
            assert (one["trips"][name][:] == other["trips"][name][:]).all(), name


with tempfile.TemporaryDirectory() as folder:
    # A herd that rests makes several trips, the last of which is out: the scenario's herds need no rest.
    plain = run(folder, "a.h5", "learn-bottleneck.yaml", "-n", "4", "--trips", "3", "--threads", "2")
    check_sums(plain, 3)
    check_order(plain)
    check_export(run(folder, "e.h5", "learn-checkpoint.yaml", "-n", "1", "--trips", "1"))  # the table is long
    same(plain, run(folder, "b.h5", "learn-bottleneck.yaml", "-n", "4", "--trips", "3", "--threads", "1", "--dt", "1s"))
    mixed = run(folder, "c.h5", "learn-checkpoint.yaml", "-n", "3", "--trips", "3")
    check_order(mixed)
    with xarray.open_dataset(plain, group="trips") as data:
        assert data["at"].dtype.kind == "M" and data.sizes["trip"] == len(data["class"])
    with h5py.File(run(folder, "d.h5", "learn-bottleneck.yaml", "-n", "2")) as file:
        assert "trips" not in file
    bare = subprocess.run([PROGRAM, "export", pathlib.Path(folder) / "d.h5", "--what", "trips"], capture_output=True, text=True)
    assert bare.returncode == 2 and bare.stdout == "" and "--trips N" in bare.stderr, bare
print("trips agree")
