#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dump hash sees every difference of content and no difference of storage."""
import os
import sys
import tempfile

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dump_hash


def write(path, change=None, **storage):
    with h5py.File(path, "w") as file:
        file.attrs["title"] = "x"
        file["time"] = numpy.arange(4.0)
        file["time"].make_scale("time")
        data = numpy.arange(8, dtype="i8").reshape(4, 2)
        if change == "value":
            data[3, 1] = 9
        if change == "type":
            data = data.astype("i4")
        if change == "shape":
            data = data.reshape(2, 4)
        name = "renamed" if change == "path" else "series"
        file.create_dataset(name, data=data, **storage)
        if change != "shape":
            file[name].dims[0].attach_scale(file["time"])
        file[name].attrs["units"] = "km" if change == "attribute" else "m"
        file["names"] = ["a", "c" if change == "string" else "b"]
        file["provenance/host"] = "there" if change == "provenance" else "here"
        file["provenance"].attrs["seconds"] = 2.0 if change == "provenance" else 1.0


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file.h5")

        def hash_of(*arguments, **storage):
            write(path, *arguments, **storage)
            return dump_hash.object_hashes(path)

        reference = hash_of()
        for storage in ({}, {"chunks": (1, 2)}, {"compression": "gzip", "shuffle": True}):
            assert hash_of(**storage) == reference, storage
        assert hash_of("provenance") == reference
        for change in ("value", "type", "shape", "path", "attribute", "string"):
            assert hash_of(change) != reference, change
    print("dump hash: 6 differences seen, storage and provenance ignored")


main()
