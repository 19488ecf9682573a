#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_readers.py PROGRAM SOURCE_DIR: what others read from a results file.

Runs a small comparison and opens its file with h5py, xarray (both engines), netCDF4, ncdump and h5dump: all variables
of docs/results.md and no others, with their dimensions, units and descriptions; equal values in all readers; decoded
times; paired differences; the CSV export; the scenario as used gives the same results again; the examples of the
manual run."""
import csv
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import h5py
import netCDF4
import numpy
import xarray

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path.insert(0, str(SOURCE / "tests" / "equality"))
import dump_hash  # noqa: E402

REPLICATIONS = 19
SCENARIO = """\
wayout: 1
title: Zwei Dörfer, one road
start: 2025-10-01T06:00:00+04:00
end: 2025-10-02T06:00:00+04:00
order: 2025-10-01T06:30:00+04:00
closing: 2025-10-01T10:40:00+04:00
road:
  exit: Pass
  sections:
    - {name: valley, from: Village, to: Bridge, length: 3 km, elevation: [1000 m, 1100 m], speed: 50 km/h}
    - {name: "climb, upper", from: Bridge, to: Pass, length: 4 km, elevation: [1100 m, 1300 m], speed: 40 km/h, capacity: 300/h}
origins:
  - {name: Village, at: {section: valley, km: 0}, households: {low: 300, central: 400, high: 600}, people_per_household: 4, cars_per_household: 1, cattle: 100, walked: 1}
through:
  - {name: helpers, class: car, from: Pass, to: Village, flow: 60/h, between: [2025-10-01T07:00:00+04:00, 2025-10-01T09:00:00+04:00], arrivals: poisson}
response: {base_rate: 0.1/h, deadline_rate: 0.5/h, patience: 2 h, margin: 0 h}
climate: {latitude: 40, longitude: 46}
observed:
  - {name: "gate, upper", unit: people, counts: [[2025-10-01T08:10:00+04:00, 120], [2025-10-01T10:30:00+04:00, 900]]}
  - {name: post, unit: vehicles, counts: [[2025-10-01T09:07:30+04:00, 150]]}
variants:
  original: {}
  'verlängert, "long"':
    closing: 2025-10-01T14:00:00+04:00
    announcements: [{at: 2025-10-01T06:30:00+04:00, deadline: 2025-10-01T14:00:00+04:00}]
"""


def run(*arguments, **options):
    result = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    assert result.returncode == 0, (arguments, result.returncode, result.stdout, result.stderr)
    return result.stdout


def manual_tables():
    """{name: (dimensions, unit, description)} of docs/results.md."""
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]*?) ?\| ([^|]*?) ?\| ([^|]*) \|$", (SOURCE / "docs/results.md").read_text(),
                      re.MULTILINE)
    return {name: (tuple(d for d in dimensions.split(", ") if d), unit, text) for name, dimensions, unit, text in rows}


def same(a, b):
    a, b = numpy.asarray(a), numpy.asarray(b)
    if a.dtype.kind in "OSU":
        return a.shape == b.shape and all(text(x) == text(y) for x, y in zip(a.reshape(-1), b.reshape(-1)))
    return a.shape == b.shape and numpy.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def check_variables(path, manual):
    """xarray without decoding, both engines, against h5py and the manual."""
    with h5py.File(path, "r") as file:
        names = {name for name, item in file.items() if isinstance(item, h5py.Dataset)}
        assert names == set(manual), names ^ set(manual)
        for engine in ("netcdf4", "h5netcdf"):
            with xarray.open_dataset(path, engine=engine, decode_cf=False) as ds:
                assert set(ds.variables) == names, set(ds.variables) ^ names
                for name, (dimensions, unit, description) in manual.items():
                    variable = ds.variables[name]
                    assert variable.dims == dimensions, (name, variable.dims)
                    assert variable.attrs["long_name"] == description, name
                    if unit == "instant":
                        assert variable.attrs["units"] == "seconds since 2025-10-01 02:00:00", variable.attrs
                        assert variable.attrs["calendar"] == "standard"
                    elif variable.dtype == object:
                        assert unit == "" and "units" not in variable.attrs, name
                    else:
                        assert variable.attrs["units"] == unit != "", name
                    assert same(variable.values, file[name][()]), (engine, name)
                assert not [d for d in ds.dims if d.startswith("phony")]
        assert file["people_out"].shape == (2, REPLICATIONS)
        assert file["series_people_out"].shape == (2, REPLICATIONS, 24 * 4 + 1)
        for name, item in file.items():
            if isinstance(item, h5py.Dataset) and item.dtype.kind in "if" and item.ndim > 0:
                assert item.shuffle and item.fletcher32 and item.compression == "gzip", name
        assert (text(file.attrs["Conventions"]), text(file.attrs["source"])) == ("CF-1.8", "wayout"), dict(file.attrs)
        assert text(file.attrs["title"]) == "Zwei Dörfer, one road"


def check_times(path):
    for engine in ("netcdf4", "h5netcdf"):
        with xarray.open_dataset(path, engine=engine) as ds:
            assert ds.time.values[0] == numpy.datetime64("2025-10-01T02:00:00")
            assert (numpy.diff(ds.time.values) == numpy.timedelta64(15, "m")).all()
            assert list(ds.closing.values) == [numpy.datetime64("2025-10-01T06:40:00"),
                                               numpy.datetime64("2025-10-01T10:00:00")]
            assert ds.order.values == numpy.datetime64("2025-10-01T02:30:00")
            assert list(ds.variant.values) == ["original", 'verlängert, "long"']
            assert set(ds.coords) >= {"section", "direction", "km_to_exit", "elevation", "length"}
            assert ds.ete_50.dtype == float and ds.people_out.dtype.kind == "i"


def check_content(path):
    """What must hold in any file: accounts that agree among variables, and silence after the closing."""
    with xarray.open_dataset(path) as ds:
        for people in ("people_out", "cattle_out", "sheep_out", "loads_out"):
            assert same(ds["series_" + people].isel(time=-1).values, ds[people].values), people
        assert int(ds.people_out.min()) > 0 and bool((ds.people_out.isel(variant=0) != ds.people_out.isel(variant=1)).any())
        after = ds.isel(variant=0).sel(time=slice("2025-10-01T07:00:00", None))
        assert after.density.isnull().all() and after.flow.isnull().all()
        before = ds.isel(variant=0).sel(time=slice("2025-10-01T02:15:00", "2025-10-01T06:45:00"))
        assert not before.density.isnull().any() and not before.blocked.isnull().any()
        assert 0 <= float(before.blocked.min()) and float(before.blocked.max()) <= 1
        driven = before.where(before.density > 0)
        error = abs(driven.flow - driven.density * driven.speed) / (1 + driven.flow)
        assert float(error.max()) < 1e-4, float(error.max())
        assert float(before.speed.max()) <= 50.01 and float(before.flow.max()) > 100
        # Parties on the road are the density summed over it: mean over the interval between its two ends' counts.
        out = ds.isel(variant=1, segment=(ds.direction == "outbound").values)
        mean = (out.density * out.length / 1000).sum("segment").values[1:30]
        ends = out.series_on_road.mean("replication").values[:30]
        assert numpy.corrcoef(mean, (ends[1:] + ends[:-1]) / 2)[0, 1] > 0.9


def check_comparison(path):
    with xarray.open_dataset(path) as ds, xarray.open_dataset(path, group="comparison") as comparison:
        amounts = [n for n, v in ds.variables.items() if v.dims == ("variant", "replication")]
        assert set(comparison.data_vars) == set(amounts) - {"queue_head", "queue_tail_to_exit"}
        for name in comparison.data_vars:
            assert comparison[name].dims == ("variant", "statistic") and comparison[name].attrs["units"] == ds[name].attrs["units"]
            for v in (0, 1):
                with numpy.errstate(invalid="ignore"):
                    pairs = ds[name].values[v].astype(float) - ds[name].values[0]
                mean, low, high = comparison[name].values[v]
                if not numpy.isfinite(pairs).all():
                    assert numpy.isnan(mean) and low == -numpy.inf and high == numpy.inf, name
                    continue
                half = 2.10092204024096 * pairs.std(ddof=1) / len(pairs) ** 0.5  # Student t, 18 degrees of freedom
                assert numpy.allclose([mean, low, high], [pairs.mean(), pairs.mean() - half, pairs.mean() + half],
                                      rtol=1e-9, atol=1e-9), (name, v)
        assert list(comparison.statistic.values) == ["mean", "low", "high"]


def check_tools(path, folder, manual):
    header, listing = run("ncdump", "-h", path), run("h5dump", "-H", path)
    for name in manual:
        assert re.search(r"\b%s\b" % name, header) and '"%s"' % name in listing, name
    assert "phony" not in header
    for group in ("comparison", "scenario", "provenance"):
        assert "group: %s" % group in header
    copy = os.path.join(folder, "copy.h5")
    shutil.copy(path, copy)
    with netCDF4.Dataset(copy, "a") as file:  # others can add to it
        file.createVariable("mine", "f8", ("variant",))[:] = 1
    assert run(PROGRAM, "export", copy) == run(PROGRAM, "export", path)


def check_provenance(path):
    with h5py.File(path, "r") as file:
        facts, options = dict(file["provenance"].attrs), dict(file["scenario"].attrs)
        for key in ("version", "git", "compiler", "flags", "libraries", "host", "date", "argv"):
            assert text(facts[key]), key
        assert "compare" in text(facts["argv"]) and facts["seed"] == options["seed"] == 5
        assert facts["threads"] >= 1
        assert options["replications"] == REPLICATIONS and options["central"] == 0
        assert abs(datetime.datetime.now(datetime.timezone.utc) -
                   datetime.datetime.fromisoformat(text(facts["date"]).replace("Z", "+00:00"))) < datetime.timedelta(hours=1)
        assert text(file["scenario/text"][()]) == SCENARIO
        return text(file["scenario/used"][()])


def rows(path, what):
    """Rows of an export, each as {column: text}; every line ends with CR LF."""
    raw = subprocess.run([PROGRAM, "export", path, "--what", what], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert raw.count("\r\n") == raw.count("\n") and raw.endswith("\r\n")
    table = list(csv.reader(raw.splitlines()))
    assert len({len(row) for row in table}) == 1
    return [dict(zip(table[0], row)) for row in table[1:]]


def number(field):
    return float(field) if field else numpy.nan


def instant(field):
    assert field.endswith("+04:00")
    return numpy.datetime64(datetime.datetime.fromisoformat(field).astimezone(datetime.timezone.utc).replace(tzinfo=None))


def check_summary(path, ds):
    table = rows(path, "summary")
    assert len(table) == 2 * 33
    for row in table:
        values = ds[row["quantity"]].sel(variant=row["variant"]).values.astype(float)
        assert row["unit"] == ds[row["quantity"]].attrs["units"] and number(row["replications"]) == REPLICATIONS
        assert number(row["not_reached"]) == numpy.isinf(values).sum()
        if numpy.isfinite(values).all():
            low, median, high = numpy.quantile(values, [0.025, 0.5, 0.975])
            half = 2.10092204024096 * values.std(ddof=1) / len(values) ** 0.5
            expected = [median, low, high, values.mean(), values.mean() - half, values.mean() + half]
            assert numpy.allclose([number(v) for v in list(row.values())[5:]], expected, rtol=1e-8, atol=1e-8), row
        else:
            assert row["mean"] == "inf", row


def check_series(path, ds):
    table = rows(path, "series")
    assert len(table) == ds.series_on_road.size
    assert [instant(row["time"]) for row in table[:97]] == list(ds.time.values.astype("M8[s]"))
    assert [row["variant"] for row in table[::97 * REPLICATIONS]] == list(ds.variant.values)
    columns = [column for column in table[0] if "[" in column]
    assert len(columns) == 20
    for column in columns:
        name, unit = re.fullmatch(r"(\w+) \[(.*)\]", column).groups()
        assert ds["series_" + name].attrs["units"] == unit
        assert same([number(row[column]) for row in table], ds["series_" + name].values.reshape(-1).astype(float)), name


def check_spacetime(path, ds):
    table = rows(path, "spacetime")
    simulated = numpy.nonzero(~numpy.isnan(ds.density.values))
    assert len(table) == len(simulated[0])
    for row, v, t, s in list(zip(table, *simulated))[::7]:
        assert row["variant"] == ds.variant.values[v] and instant(row["time"]) == ds.time.values[t].astype("M8[s]")
        assert int(row["segment"]) == s and row["section"] == ds.section.values[s] and row["direction"] == ds.direction.values[s]
        assert number(row["km_to_exit [km]"]) == ds.km_to_exit.values[s]
        for name in ("density", "speed", "flow", "capacity", "blocked"):
            field = row["%s [%s]" % (name, ds[name].attrs["units"])]
            assert same(numpy.float32(number(field)), ds[name].values[v, t, s]), (row, name)


def check_observed(path, ds):
    """Counts beside the series that counts the same, at the same instant between two marks."""
    table = rows(path, "observed")
    assert len(table) == 2 * 3 and [row["variant"] for row in table[::3]] == list(ds.variant.values)
    assert [(row["station"], row["unit"], row["observed"]) for row in table[:3]] == [
        ("gate, upper", "people", "120"), ("gate, upper", "people", "900"), ("post", "vehicles", "150")]
    marks = ds.time.values.astype("M8[ms]").astype(float)
    for row in table:
        assert row["series"] == {"people": "series_people_out", "vehicles": "series_at_line"}[row["unit"]]
        at = instant(row["time"]).astype("M8[ms]").astype(float)
        values = [numpy.interp(at, marks, one) for one in ds[row["series"]].sel(variant=row["variant"]).values]
        expected = numpy.quantile(values, [0.025, 0.5, 0.975])
        drawn = [number(row[name]) for name in ("simulated_low_2.5%", "simulated_median", "simulated_high_97.5%")]
        assert numpy.allclose(drawn, expected, rtol=1e-8, atol=1e-8), row
    assert list(ds.observed_time.values) == [instant(row["time"]) for row in table[:3]]


def check_export(path):
    with xarray.open_dataset(path) as ds:
        check_summary(path, ds)
        check_series(path, ds)
        check_spacetime(path, ds)
        check_observed(path, ds)


def check_used(folder, path, used):
    """The scenario as used gives the same results, but for the text that was read."""
    again, name = os.path.join(folder, "again.h5"), os.path.join(folder, "used.yaml")
    pathlib.Path(name).write_text(used)
    run(PROGRAM, "compare", name, "-n", str(REPLICATIONS), "--seed", "5", "--quiet", "-o", again)
    first, second = dict(dump_hash.object_hashes(path)), dict(dump_hash.object_hashes(again))
    assert {key for key in first if first[key] != second.get(key)} == {"/scenario/text"}
    assert set(first) == set(second)


def check_manual_examples(folder):
    examples = re.findall(r"```python\n(.*?)```", (SOURCE / "docs/results.md").read_text(), re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        assert run("/usr/bin/python3", "-c", example, cwd=folder)
    (shell,) = re.findall(r"```sh\n(.*?)```", (SOURCE / "docs/results.md").read_text(), re.DOTALL)
    lines = shell.splitlines()
    printed = [run("sh", "-e", "-c", line, cwd=folder) for line in lines]
    assert len(lines) == 5 and all(printed)
    with h5py.File(os.path.join(folder, "results.h5")) as file:
        def numbers(values):
            return [str(value) for value in numpy.asarray(values).reshape(-1)]
        assert "people_out" in printed[0] and '"2025-10-01 02:15"' in printed[1] and '"2025-10-01 06:40"' in printed[1]
        assert re.findall(r"\d+", printed[2].split("DATA {")[1].split("}")[0]) == numbers(file["people_out"])
        assert re.findall(r"\d+", printed[3].split("DATA {")[1].split("}")[0]) == numbers(file["series_people_out"][0, 0, 16:28])
        assert "compare" in printed[4] and text(file["provenance"].attrs["version"]) in printed[4]


def main():
    with tempfile.TemporaryDirectory() as folder:
        scenario, path = os.path.join(folder, "scenario.yaml"), os.path.join(folder, "results.h5")
        pathlib.Path(scenario).write_text(SCENARIO)
        run(PROGRAM, "compare", scenario, "-n", str(REPLICATIONS), "--seed", "5", "--quiet", "-o", path)
        assert sorted(os.listdir(folder)) == ["results.h5", "scenario.yaml"]
        manual = manual_tables()
        check_variables(path, manual)
        check_times(path)
        check_content(path)
        check_comparison(path)
        check_tools(path, folder, manual)
        used = check_provenance(path)
        check_export(path)
        check_used(folder, path, used)
        check_manual_examples(folder)
    print("all readers agree")


if __name__ == "__main__":
    main()
