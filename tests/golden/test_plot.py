# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of a real run: every kind in every format, hostile text, and what goes wrong."""
import calendar
import os
import pathlib
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import numpy
import xarray

PROGRAM, SOURCE = map(os.path.abspath, sys.argv[1:3])
BOTTLENECK = os.path.join(SOURCE, "scenarios", "learn-bottleneck.yaml")
LABELS = {
    "curves": ["departed", "over the deadline line", "out at the exit", "closes 2025-06-01 18:00", "12:00", "01 Jun"],
    "fan": ["residents out", "90 % of replications", "median", "twelve hours", "twenty-four hours", "closes 2025-06-02 06:00"],
    "spacetime": ["distance to the exit (km)", "mean speed (km/h)", "bridge", "ring"],
    "trips": ["distance to the exit (km)", "deadline line", "closes 2025-06-01 18:00"],
    "queue": ["longest queue (km)", "tail to the exit (km)", "median"],
    "left": ["residents", "twelve hours", "twenty-four hours", "An island with one bridge: left behind at the closing"],
    "compare": ["residents out", "reference", "longest queue (km)", "twenty-four hours"],
}
failures = []


def expect(good, what):
    if not good:
        failures.append(what)


def run(*arguments, **more):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, **more)


def texts(path):
    """All text elements of an SVG, which must be XML."""
    if not os.path.exists(path):
        return []
    root = xml.etree.ElementTree.parse(path).getroot()
    return ["".join(element.itertext()).strip() for element in root.iter("{http://www.w3.org/2000/svg}text")]


def check_format(path, kind):
    data = pathlib.Path(path).read_bytes()
    if path.endswith(".svg"):
        found = texts(path)
        for label in [*LABELS[kind], "An island with one bridge. 3 replications, seed 1. Dates are local time (+00:00)."]:
            expect(label in found, f"{path} lacks the text '{label}': {found}")
    elif path.endswith(".pdf"):
        expect(data.startswith(b"%PDF-") and b"%%EOF" in data[-64:] and len(data) > 5000, f"{path} is no PDF")
    else:
        size = struct.unpack(">II", data[16:24])
        expect(data.startswith(b"\x89PNG\r\n\x1a\n") and size[0] == 1600 and 400 <= size[1] <= 2400, f"{path}: {size}")


def every_kind():
    for kind in LABELS:
        for ending in ("svg", "pdf", "png"):
            path = f"{kind}.{ending}"
            made = run("plot", "a.h5", "--kind", kind, "-o", path)
            expect(made.returncode == 0 and made.stdout + made.stderr == "", f"{path}: {made.returncode} {made.stderr}")
            if os.path.exists(path):
                check_format(path, kind)
    expect(not [name for name in os.listdir(".") if name.endswith(".part")], "a .part file is left behind")


def variants():
    made = run("plot", "a.h5", "--kind", "curves", "--variant", "twenty-four hours", "-o", "v.svg")
    expect(made.returncode == 0 and "closes 2025-06-02 06:00" in texts("v.svg"), f"--variant: {made.stderr}")
    for arguments, words in [(("queue", "--variant", "twenty-for hours"), "did you mean 'twenty-four hours'?"),
                             (("fan", "--variant", "twenty-four hours"), "shows all variants")]:
        refused("plot", "a.h5", "-o", "x.svg", "--kind", *arguments, code=2, words=words)


def refused(*arguments, code, words, **more):
    made = run(*arguments, **more)
    expect(made.returncode == code and words in made.stderr, f"{arguments}: {made.returncode} {made.stderr!r}")
    expect(not os.path.exists("x.svg") and not os.path.exists("x.svg.part"), f"{arguments} leaves a picture")


def hostile_titles():
    for title in ["it's `touch bad` \"`touch bad`\" '", "a\nsystem('touch bad')\n", "a'\n!touch bad\n'", "''", "a'''`touch bad`", "'; system(\"touch bad\") #", "EOD\n!touch bad",
                  "@x `touch bad` {/Symbol a} _x ^y %d \\", "<script>&amp;</script>", "\x01\x1b[2J\x7f", "\ufffe\uffff",
                  "Karvač\u0315ar \u0554\u0561\u0580\u057e\u0561\u0573\u0561\u057c", "long " * 500]:
        for ending in ("svg", "png"):
            made = run("plot", "a.h5", "--kind", "left", "--title", title, "-o", f"t.{ending}")
            expect(made.returncode == 0, f"title {title!r}: {made.stderr}")
        expect(not os.path.exists("bad"), f"title {title!r} ran a command")
        if len(title) < 96 and title.isprintable():
            expect(title.replace("'", "\u2019") in texts("t.svg"), f"title {title!r} is not in {texts('t.svg')[:2]}")
    made = subprocess.run([PROGRAM, "plot", "a.h5", "--kind", "left", "--title", b"bad \xff\xc0\xaf\xed\xa0\x80 end", "-o",
                           "t.svg"], capture_output=True, timeout=60, check=False)
    expect(made.returncode == 0 and any("bad" in text for text in texts("t.svg")), "a title that is no UTF-8")
    shutil.copy("a.h5", "it's `touch bad`.h5")
    made = run("plot", "it's `touch bad`.h5", "--kind", "left", "-o", "it's `touch bad` $(touch bad).svg")
    expect(made.returncode == 0 and not os.path.exists("bad"), f"hostile file names: {made.stderr}")
    pathlib.Path(".gnuplot").write_text("!touch bad\n")
    made = run("plot", "a.h5", "--kind", "left", "-o", "t.svg", env={**os.environ, "HOME": os.getcwd()})
    expect(made.returncode == 0 and not os.path.exists("bad"), "the user's settings of gnuplot are read")


def hostile_names():
    scenario = pathlib.Path(BOTTLENECK).read_text()
    scenario = scenario.replace("An island with one bridge", "It''s `touch bad` <&> {/Symbol a}_x")
    scenario = scenario.replace("twenty-four hours:", "\"six'teen <b>\":")
    scenario = re.sub(r"(T\d\d:\d\d:\d\d)Z", r"\1+05:30", scenario)
    pathlib.Path("h.yaml").write_text(scenario)
    made = run("compare", "h.yaml", "-n", "1", "--trips", "1", "-o", "h.h5", "--quiet")
    expect(made.returncode == 0, f"hostile names: {made.stderr}")
    for kind in LABELS:
        made = run("plot", "h.h5", "--kind", kind, "-o", "h.svg")
        expect(made.returncode == 0 and not os.path.exists("bad"), f"hostile names, {kind}: {made.stderr}")
        found = texts("h.svg")
        expect(any("`touch bad` <&> {/Symbol a}_x" in text for text in found), f"hostile names, {kind}: {found}")
    run("plot", "h.h5", "--kind", "fan", "-o", "h.svg", env=fake_gnuplot("cat > script; exit 1"))
    expect(f"set xrange [{calendar.timegm((2025, 6, 1, 6, 0, 0))}:" in pathlib.Path("script").read_text(), "local time")
    expect(any("<b>" in text for text in found), f"the name of a variant is lost: {found}")


def small_limit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))


def fake_gnuplot(text):
    os.makedirs("fake", exist_ok=True)
    path = pathlib.Path("fake/gnuplot")
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return {**os.environ, "PATH": os.path.abspath("fake") + ":" + os.environ["PATH"]}


def script_of(kind, results="a.h5", *more):
    """The data blocks that gnuplot gets, by name."""
    run("plot", results, "--kind", kind, *more, "-o", "x.svg", env=fake_gnuplot("cat > script; exit 1"))
    blocks, name = {}, None
    for line in pathlib.Path("script").read_text().splitlines():
        if line.endswith("<< EOD"):
            name = line.split()[0][1:]
            blocks.setdefault(name, []).append([])
        elif line == "EOD":
            name = None
        elif name is not None and line != "":
            blocks[name][-1].append([float(word) for word in line.split()])
    return blocks


def close(drawn, wanted, what, rounding=1e-3):
    drawn, wanted = numpy.array(drawn), numpy.array(wanted)
    good = drawn.shape == wanted.shape and numpy.allclose(drawn, wanted, rtol=1e-3, atol=rounding, equal_nan=True)
    expect(good, f"{what}: drawn {drawn}, in the file {wanted}")


def numbers():
    """What is drawn is what the file holds, worked out by another program."""
    shares = [0.05, 0.25, 0.5, 0.75, 0.95]
    with xarray.open_dataset("a.h5") as file:
        first = file.isel(variant=0)
        inside = first.time.values <= first.closing.values
        fan = numpy.array(script_of("fan")["fan0"][0])
        close(fan[:, 0], first.time.values[inside].astype("datetime64[s]").astype("int64"), "time")
        close(fan[:, 1:], first.series_people_out.quantile(shares, "replication").values.T[inside], "fan")
        curves = numpy.array(script_of("curves")["curves"][0])
        for column, name in enumerate(["departures", "at_line", "at_exit"], 1):
            close(curves[:, column], first["series_" + name].mean("replication").values[inside], name)
        outbound = first.isel(segment=first.direction.values == "outbound").sortby("km_to_exit")
        flow, density = outbound.flow.values[inside][1:].T, outbound.density.values[inside][1:].T
        speed = numpy.divide(flow, density, out=numpy.full(flow.shape, numpy.nan), where=density > 0)
        close(script_of("spacetime")["speed"][0], speed, "speed", rounding=0.051)
        queue = numpy.array(script_of("queue")["length"][0])
        lengths = first.series_queue_length.quantile([0.05, 0.5, 0.95], "replication").values.T[inside] / 1000
        close(queue[:, 1:], lengths, "queue")
        left = file.people_stranded + file.people_not_started + file.people_refused
        boxes = numpy.array(script_of("left")["boxes"][0])
        close(boxes[:, 1:], left.quantile(shares, "replication").values.T, "left")
    with xarray.open_dataset("a.h5", group="comparison") as file:
        mean, low, high = file.queue_longest.values[1] / 1000
        close(script_of("compare")["forest"][-1], [[mean, -1, low, high]], "compare")


def counts():
    """A fan shows the people that were counted, and names the stations once."""
    scenario = pathlib.Path(BOTTLENECK).read_text() + """
observed:
  - {name: "it's the bridge", unit: people, counts: [[2025-06-01T08:00:00Z, 40], [2025-06-01T10:30:00Z, 99999]]}
  - {name: lorries, unit: vehicles, counts: [[2025-06-01T09:00:00Z, 7]]}
  - {name: ferry, unit: people, counts: [[2025-06-01T09:00:00Z, 11]]}
"""
    pathlib.Path("counts.yaml").write_text(scenario)
    made = run("compare", "counts.yaml", "-n", "2", "-o", "counts.h5", "--quiet")
    expect(made.returncode == 0, f"a scenario with counts: {made.stderr}")
    blocks = script_of("fan", results="counts.h5")
    drawn = [block[0] for name, block in sorted(blocks.items()) if name.startswith("counted")]
    at = calendar.timegm((2025, 6, 1, 8, 0, 0))
    close([row for block in drawn for row in block], [[at, 40], [at + 9000, 99999], [at + 3600, 11]], "counts")
    run("plot", "counts.h5", "--kind", "fan", "-o", "counts.svg")
    found = texts("counts.svg")
    expect(found.count("counted: it\u2019s the bridge") == found.count("counted: ferry") == 1 and
           "100000" in found and "counted: lorries" not in found, f"the stations' names: {found}")


def trajectory(file, group, trip):
    """[[time, km]]: from the release on, every boundary passed."""
    first = int(group.passages.values[:trip].sum())
    rows, before = [], None
    start = calendar.timegm((2025, 6, 1, 6, 0, 0))
    for i in range(first, first + int(group.passages.values[trip])):
        segment = int(group.segment.values[i])
        near = file.km_to_exit.values[before if segment < 0 else segment]
        rows.append([start + group["at"].values[i] / 1000, near + (0 if segment < 0 else file.length.values[segment] / 1000)])
        before = segment
    released = start + group.release.values[trip] / 1000
    return ([[released, rows[0][1]]] if released < rows[0][0] else []) + rows


def trips():
    """Trajectories: an even sample of the trips of replication 0, in the whole time and in a part of it."""
    with xarray.open_dataset("a.h5") as file, xarray.open_dataset("a.h5", group="trips", decode_cf=False) as group:
        mine = (group.variant.values == 0) & (group.replication.values == 0) & (group.passages.values > 0)
        everybody = sorted(numpy.nonzero(mine)[0], key=lambda trip: (group.release.values[trip], trip))
        hour = 3600 * 1000
        morning = [trip for trip in everybody if 2 * hour <= group.release.values[trip] < 3 * hour]
        for wanted, window in [(everybody, ()), (morning, ("--from", "2025-06-01T08:00:00Z", "--to", "2025-06-01T11:00:00+02:00"))]:
            n = len(wanted)
            sample = [wanted[(2 * i + 1) * n // 120] for i in range(60)]
            drawn = script_of("trips", "a.h5", *window)
            expect(n > 120 and set(drawn) == {"out0", "in0"} and drawn["in0"] == [[]], f"blocks of trips: {n} {set(drawn)}")
            close(drawn["out0"][0], [row for trip in sample for row in trajectory(file, group, trip)], "trips", rounding=0.051)
            run("plot", "a.h5", "--kind", "trips", *window, "-o", "trips.svg")
            expect(f"residents\u2019 cars (60 of {n:,})" in texts("trips.svg"), f"the number of trips: {texts('trips.svg')}")
    refused("plot", "a.h5", "--kind", "fan", "--from", "2025-06-01T08:00:00Z", "-o", "x.svg", code=2, words="kind trips")
    for start, words in [("2025-06-01T05:59:00Z", "not between the start and the closing"), ("noon", "noon"),
                         ("2025-06-01T18:00:00Z", "is empty")]:
        refused("plot", "a.h5", "--kind", "trips", "--from", start, "-o", "x.svg", code=2, words=words)
    plain = pathlib.Path(BOTTLENECK).read_text()
    pathlib.Path("night.yaml").write_text(plain + "climate: {latitude: 0, longitude: 0}\n")
    run("compare", "night.yaml", "-n", "1", "--trips", "1", "-o", "night.h5", "--quiet")
    script_of("trips", "night.h5", "--variant", "twenty-four hours")
    nights = re.findall(r"^set object \d+ rectangle from first (\d+), graph 0 to first (\d+)", pathlib.Path("script").read_text(),
                        re.MULTILINE)
    dusk = calendar.timegm((2025, 6, 1, 18, 1, 0))  # at the equator, to a few minutes
    expect(len(nights) == 1 and abs(int(nights[0][0]) - dusk) < 600 and abs(int(nights[0][1]) - dusk - 12 * 3600) < 600,
           f"nights: {nights}")


def surroundings():
    """Nights, snow and announced deadlines beside the map of speeds."""
    winter = os.path.join(SOURCE, "scenarios", "learn-winter.yaml")
    run("run", winter, "-n", "3", "-o", "winter.h5", "--quiet")
    blocks = script_of("spacetime", "winter.h5")
    with xarray.open_dataset("winter.h5") as file:
        first = file.isel(variant=0)
        inside = first.time.values <= first.closing.values
        depth = first.series_snow.median("replication").values[inside]
        expect(depth.max() > 0, "no snow in the scenario of winter")
        close(numpy.array(blocks["snow"][0])[:, 1], depth, "snow")
    nights = re.findall(r"^set object \d+ rectangle .* front noclip", pathlib.Path("script").read_text(), re.MULTILINE)
    expect(len(nights) == 4, f"nights above the map: {nights}")
    text = pathlib.Path(BOTTLENECK).read_text().replace("variants:", """announcements:
  - {at: 2025-06-01T06:00:00Z, deadline: 2025-06-01T12:00:00Z}
  - {at: 2025-06-01T07:00:00Z, deadline: 2025-06-01T12:00:00Z}
  - {at: 2025-06-01T08:00:00Z, deadline: 2025-06-01T18:00:00Z}
variants:""", 1)
    pathlib.Path("told.yaml").write_text(text)
    run("run", "told.yaml", "-n", "1", "-o", "told.h5", "--quiet", "--variant", "twelve hours")
    blocks = script_of("spacetime", "told.h5")
    dotted = re.findall(r"^set arrow 1\d\d from first (\d+), graph 0", pathlib.Path("script").read_text(), re.MULTILINE)
    expect("snow" not in blocks and dotted == [str(calendar.timegm((2025, 6, 1, 12, 0, 0)))], f"deadlines: {dotted}")


def what_goes_wrong():
    plot = ("plot", "a.h5", "--kind", "fan", "-o", "x.svg")
    refused(*plot, code=1, words="gnuplot-nox", env={**os.environ, "PATH": "/nowhere"})
    refused(*plot, code=1, words="gnuplot failed: line 7: no such thing",
            env=fake_gnuplot("echo '<svg>'; printf '\\nplot\\n  ^\\nline 7: no such thing\\n' >&2; exit 1"))
    refused(*plot, code=1, words="not whole", env=fake_gnuplot("echo '<svg>half'"))
    refused(*plot, code=1, words="signal 9", env=fake_gnuplot("kill -9 $$"))
    refused(*plot, code=1, words="", preexec_fn=small_limit)
    refused("plot", "a.h5", "--kind", "fan", "-o", "nowhere/x.svg", code=1, words="No such file")
    os.mkdir("folder.svg")
    refused("plot", "a.h5", "--kind", "fan", "-o", "folder.svg", code=1, words="not a regular file")
    pathlib.Path("old.svg").write_text("old")
    run("plot", "a.h5", "--kind", "fan", "-o", "old.svg", env=fake_gnuplot("exit 1"))
    expect(pathlib.Path("old.svg").read_text() == "old", "a failure destroys the older picture")
    refused("plot", "a.h5", "--kind", "spacetim", "-o", "x.svg", code=2, words="did you mean 'spacetime'?")
    refused("plot", "a.h5", "--kind", "fan", "-o", "x.jpg", code=2, words=".svg, .pdf or .png")
    refused("plot", "a.h5", "-o", "x.svg", code=2, words="no --kind given")
    refused("plot", "a.h5", "--kind", "fan", code=2, words="no --output given")
    refused("plot", "none.h5", "--kind", "fan", "-o", "x.svg", code=1, words="none.h5")
    data = bytearray(pathlib.Path("a.h5").read_bytes())
    data[len(data) // 2] ^= 0xFF
    pathlib.Path("damaged.h5").write_bytes(data)
    for kind in LABELS:
        refused("plot", "damaged.h5", "--kind", kind, "-o", "x.svg", code=1, words="is damaged")


def other_results():
    expect(run("run", BOTTLENECK, "-n", "1", "-o", "one.h5", "--quiet").returncode == 0, "a run")
    for kind in ("curves", "fan", "spacetime", "queue", "left"):
        made = run("plot", "one.h5", "--kind", kind, "-o", "one.png")
        expect(made.returncode == 0, f"{kind} of one variant and replication: {made.stderr}")
    refused("plot", "one.h5", "--kind", "compare", "-o", "x.svg", code=2, words="one variant")
    run("sweep", BOTTLENECK, "--deadline", "+0h,+3h", "-n", "2", "-o", "sweep.h5", "--quiet")
    for kind in ("left", "compare"):
        made = run("plot", "sweep.h5", "--kind", kind, "-o", "sweep.svg")
        expect(made.returncode == 0 and "+3 h known" in texts("sweep.svg"), f"{kind} of a sweep: {made.stderr}")
    refused("plot", "one.h5", "--kind", "trips", "-o", "x.svg", code=2, words="--trips N")
    for kind in ("curves", "fan", "spacetime", "trips", "queue"):
        refused("plot", "sweep.h5", "--kind", kind, "-o", "x.svg", code=2, words="nothing over time")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    made = run("compare", BOTTLENECK, "-n", "3", "--trips", "2", "-o", "a.h5", "--quiet")
    expect(made.returncode == 0, f"the run that is drawn: {made.stderr}")
    for part in (every_kind, variants, hostile_titles, hostile_names, numbers, counts, trips, surroundings, what_goes_wrong, other_results):
        part()
    os.chdir("/")

if failures:
    print("\n".join(failures))
    sys.exit(1)
