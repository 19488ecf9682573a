#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hash of what a results file says: dump_hash.py FILE... prints one line a file.

SHA-256 over the path, type, shape, attributes and raw values of every object outside /provenance, in the order of
paths. Storage details (chunks, compression, order of creation, addresses) do not enter, so two files with equal
hashes mean the same. With --list it prints one hash for each object, to find where two files differ."""
import hashlib
import sys

import h5py
import numpy


def type_text(dtype):
    """Type as text; h5py shows strings and references as plain objects."""
    string = h5py.check_string_dtype(dtype)
    if string is not None:
        return "string %s %s" % (string.encoding, string.length)
    if h5py.check_ref_dtype(dtype) is not None:
        return "reference"
    if dtype.fields is not None:
        return "{%s}" % ", ".join("%s: %s" % (name, type_text(dtype.fields[name][0])) for name in dtype.names)
    if dtype.metadata and "vlen" in dtype.metadata:
        return "list of %s" % type_text(numpy.dtype(dtype.metadata["vlen"]))
    return dtype.str


def plain(value, file):
    """A value without addresses: references become the path of their target, lists become tuples."""
    if isinstance(value, h5py.Reference):
        return file[value].name if value else None
    if isinstance(value, numpy.void) and value.dtype.names:
        return tuple(plain(value[name], file) for name in value.dtype.names)
    if isinstance(value, numpy.ndarray):
        return tuple(plain(item, file) for item in value.reshape(-1))
    if isinstance(value, numpy.generic):
        return value.tobytes()
    return value


def feed_values(digest, values, file):
    values = numpy.asarray(values)
    if values.dtype.hasobject or values.dtype.names:
        digest.update(repr([plain(item, file) for item in values.reshape(-1)]).encode())
    else:
        digest.update(numpy.ascontiguousarray(values).tobytes())


def feed_attributes(digest, item, file):
    for name in sorted(item.attrs):
        attribute = item.attrs.get_id(name)
        digest.update(("@%s %s %s\n" % (name, type_text(attribute.dtype), attribute.shape)).encode())
        if attribute.shape is not None:
            feed_values(digest, item.attrs[name], file)


def object_hash(path, item, file):
    digest = hashlib.sha256()
    if isinstance(item, h5py.Dataset):
        digest.update(("%s %s %s\n" % (path, type_text(item.dtype), item.shape)).encode())
        feed_values(digest, item[()], file)
    else:
        digest.update(("%s group\n" % path).encode())
    feed_attributes(digest, item, file)
    return digest.hexdigest()


def object_hashes(name):
    """[(path, hash)] of a file, by path."""
    with h5py.File(name, "r") as file:
        hashes = [("/", object_hash("/", file, file))]

        def visit(path, item):
            if path.split("/")[0] != "provenance":
                hashes.append(("/" + path, object_hash("/" + path, item, file)))

        file.visititems(visit)
    return sorted(hashes)


def main(arguments):
    listing = "--list" in arguments
    names = [argument for argument in arguments if argument != "--list"]
    if not names:
        sys.exit("usage: dump_hash.py [--list] FILE...")
    for name in names:
        hashes = object_hashes(name)
        if listing:
            for path, value in hashes:
                print(value, path)
        else:
            print(hashlib.sha256(repr(hashes).encode()).hexdigest())


if __name__ == "__main__":
    main(sys.argv[1:])
