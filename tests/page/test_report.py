#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`wayout report`: what the page shows is what the file holds, it can be used by mouse and keyboard at every size, and
nothing in a scenario can break it."""
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import h5py
import numpy as np

sys.dont_write_bytecode = True
from browser import Browser  # noqa: E402

PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
LARGEST = 2_000_000  # bytes of the page of Kalbajar
FIELDS = {"residents_out": "people_out", "residents_stranded": "people_stranded", "residents_refused": "people_refused",
          "loads_out": "loads_out", "loads_left": "loads_left", "cattle_out_heads": "cattle_out",
          "sheep_left_heads": "sheep_left", "army_out_vehicles": "army_out", "delay_mean_s": "delay_mean",
          "delay_worst_s": "delay_worst", "queue_longest_m": "queue_longest"}
PIXELS = "return document.getElementById('film-canvas').toDataURL()"
HOSTILE = "</script x='1' ></script><script>document.title='broken'</script> \"quotes\" & <b>bold</b> <!-- ' -->"
TAB, SPACE, RIGHT, END = "\ue004", " ", "\ue014", "\ue010"


def wayout(*arguments, code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


def make(scenario, name, *options):
    wayout("compare", scenario, "--quiet", "-o", f"{name}.h5", *options)
    wayout("report", f"{name}.h5", "-o", f"{name}.html")
    assert not os.path.exists(f"{name}.html.part")


def check_source(path):
    """One file without a single address to load from, and a strict policy on top."""
    page = pathlib.Path(path).read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert not re.search(r'\s(src|href)="(?!data:,|#)', page), "something is loaded from elsewhere"
    assert "sourceMappingURL" not in page
    head, _, rest = page.partition('<script type="application/json" id="data">')
    document = rest.partition("</script")[0]
    assert document.rstrip().endswith("}") and not re.search("[<>&]", document), document[-200:]
    assert head.count("<title>") == 1 and head.count("<script") == 0


def check_table(browser, file):
    """Medians and means in full, behind the texts of the cells."""
    rows = browser.run("return [...document.querySelectorAll('tr[data-key]')].map((row) => [row.dataset.key, "
                       "Number(row.dataset.variant), [...row.querySelectorAll('data')].map((d) => Number(d.value))])")
    seen = set()
    for key, variant, numbers in rows:
        if key == "everyone_out":
            assert math.isclose(numbers[0], file["everyone_out"][variant].mean(), abs_tol=1e-9)
        if key not in FIELDS or len(numbers) < 2:
            continue
        values = file[FIELDS[key]][variant].astype(float)
        assert math.isclose(numbers[0], np.median(values), rel_tol=1e-8, abs_tol=1e-8), (key, variant, numbers)
        assert math.isclose(numbers[1], values.mean(), rel_tol=1e-8, abs_tol=1e-8), (key, variant, numbers)
        seen.add(key)
    return seen


def check_sentences(browser, path):
    """Word for word those of the command."""
    shown = browser.run("return [...document.querySelectorAll('#answers p, #caveat')].map((p) => p.textContent)")
    printed = " ".join(printed_by("compare", path).split())
    for text in shown:
        assert " ".join(text.replace("\u00a0", " ").split()) in printed, text
    assert len(shown) > 3


def printed_by(what, path):
    """What the run that wrote `path` printed."""
    return pathlib.Path(f"{path}.{what}.txt").read_text(encoding="utf-8")


def check_fan(browser, file):
    """Quantiles at some times; zooming by button, mouse and keyboard moves all panels alike."""
    for variant in range(len(file["variant"])):
        for share in (0.3, 0.8, 1.0):
            seconds, bands = browser.run(
                "const v = fan.variants[arguments[0]], i = Math.floor(arguments[1] * (v.time.length - 1)); "
                "return [v.time[i], [0, 1, 2, 3, 4].map((b) => v.bands[0][b * v.time.length + i])]", variant, share)
            mark = int(np.argmin(abs(file["time"][:] - seconds)))
            values = file["series_people_out"][variant, :, mark]
            wanted = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
            assert np.allclose(bands, wanted, rtol=1e-5), (variant, seconds, bands, wanted)
    whole = browser.run("return fan.window")
    spans = "return fan.charts.map((chart) => { const [a, b] = chart.xAxisRange(); return Math.round(b - a); })"
    browser.click("#fan-in")
    narrow = browser.run(spans)
    widths = browser.run("return fan.charts.map((chart) => chart.size().width)")
    assert len(set(widths)) == 1, widths
    assert len(set(narrow)) == 1 and narrow[0] < 0.6 * (whole[1] - whole[0]), narrow
    browser.click("#fan-all")
    browser.drag("#fan-panels .chart", (0.4, 0.5), (0.7, 0.5))
    narrow = browser.run(spans)
    assert len(set(narrow)) == 1 and narrow[0] < 0.5 * (whole[1] - whole[0]), narrow
    browser.click("#fan-all")
    assert browser.run(spans)[0] == round(whole[1] - whole[0])
    browser.run("document.querySelector('#fan-panels .chart').focus()")
    before = browser.run("return document.getElementById('fan-readout').textContent")
    browser.keys(RIGHT + RIGHT + "+")
    assert browser.run("return document.getElementById('fan-readout').textContent") != before
    assert browser.run(spans)[0] < whole[1] - whole[0]
    browser.click("#fan-all")


def check_heat(browser, file):
    """Bytes of the map against density and speed of the file, for single segments and single marks."""
    cells = browser.run("return road.cells.length")
    columns, width = browser.run("return [heat.variants[0].columns, heat.variants[0].column_s]")
    marks = round(width / (file["time"][1] - file["time"][0]))
    density, flow = file["density"][0], file["flow"][0]
    if cells != density.shape[1]:
        return 0
    compared = 0
    for column in range(3, columns - 1, max(columns // 12, 1)):
        rows = slice(1 + column * marks, 1 + (column + 1) * marks)
        shown = browser.run(
            "const v = heat.variants[0], c = arguments[0]; return ['density', 'speed'].map((what) => road.cells.map("
            "(_, i) => heatValue(v, what, v.levels[what][i * v.columns + c])))", column)
        for segment in range(0, cells, 7):
            mean, driven = density[rows, segment].mean(), flow[rows, segment].mean()
            if mean <= 0:
                assert shown[0][segment] is None
                continue
            assert math.isclose(shown[0][segment], max(mean, 0.01), rel_tol=0.025), (column, segment)
            assert math.isclose(shown[1][segment], driven / mean, rel_tol=0.02, abs_tol=0.4), (column, segment)
            compared += 1
    browser.run("document.getElementById('heat').focus()")
    browser.keys(RIGHT * 3)
    text = browser.run("return document.getElementById('heat-readout').textContent")
    assert re.match(r"\w{3} \d+ \w{3} \d{4}, \d\d:\d\d, [\d.]+ km to the exit \(.+\): ", text), text
    for what, direction in (("density", "0"), ("density", "1"), ("speed", "1")):
        browser.run("for (const [id, value] of [['heat-what', arguments[0]], ['heat-direction', arguments[1]]]) {"
                    " const box = document.getElementById(id); box.value = value; box.dispatchEvent(new Event('change')); }",
                    what, direction)
    return compared


def check_film_counts(browser, file, variant):
    """Parties on the road in a frame are the trips whose passages say so."""
    browser.run("const box = document.getElementById('film-variant'); box.value = String(arguments[0]); "
                "box.dispatchEvent(new Event('change'))", variant)
    browser.wait(f"return film.variant === {variant}")
    trips = file["trips"]
    n = trips["passages"][:]
    owner = np.repeat(np.arange(len(n)), n)
    at, segment = trips["at"][:] / 1000.0, trips["segment"][:]
    mine = (trips["variant"][:] == variant) & (trips["replication"][:] == 0)
    last = np.append(owner[1:] != owner[:-1], True)
    until = np.where(last, float(file["closing"][variant]), np.append(at[1:], 0))
    herd = trips["role"].attrs["names"].decode().split("\n").index("herd")
    for share in (0.2, 0.55, 0.9):
        step, frame, shown, herds = browser.run(
            f"const v = film.variants[{variant}], frame = Math.floor(arguments[0] * v.frames), n = road.cells.length; let sum = 0; "
            "for (const counts of v.counts) for (let i = 0; i < n; i++) sum += counts[frame * n + i]; const herds = "
            "v.herds.filter((herd) => frame >= herd.first && frame < herd.first + herd.places.length).length; "
            "return [v.step, frame, sum, herds]", share)
        there = (at <= frame * step) & (frame * step < until) & (segment >= 0) & mine[owner]
        walks = trips["role"][:][owner] == herd
        assert shown == (there & ~walks).sum(), (share, shown)
        assert herds == (there & walks).sum(), (share, herds)


def check_film(browser):
    """Plays, stops, obeys the slider and the keyboard."""
    browser.run("filmGo(86400)")
    browser.click("#film-play")
    browser.wait("return film.seconds > 86400 + 1800")
    browser.click("#film-play")
    stopped = browser.run("return [film.seconds, film.playing]")
    browser.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert browser.run("return [film.seconds, film.playing]") == [stopped[0], False]
    clock = browser.run("return document.getElementById('film-clock').textContent")
    browser.drag("#film-time", (0.3, 0.5), (0.7, 0.5))
    share = browser.run("return film.seconds / filmEnd()")
    assert 0.6 < share < 0.8, share
    assert browser.run("return document.getElementById('film-clock').textContent") != clock
    browser.run("document.getElementById('film-canvas').focus()")
    before = browser.run("return film.seconds")
    browser.keys(RIGHT)
    assert browser.run("return film.seconds") > before
    browser.keys(SPACE)
    assert browser.run("return film.playing") is True
    browser.keys(SPACE)
    assert browser.run("return film.playing") is False
    browser.keys(END)
    assert browser.run("return film.seconds === filmEnd()")


def check_keyboard(browser):
    """Tab goes through everything that can be used, in the order of the page, and every stop can be seen."""
    seen, hidden = [], []
    for _ in range(80): # the focus may start anywhere: more than one round
        browser.keys(TAB)
        name, outline = browser.run("const a = document.activeElement; return [a.id || a.className || a.tagName, "
                                    "getComputedStyle(a).outlineStyle]")
        seen.append(name)
        if outline == "none" and name != "BODY":
            hidden.append(name)
    wanted = ["skip", "fan-quantity", "fan-in", "chart", "heat-what", "heat", "film-play", "film-time", "film-canvas",
              "ledger-search", "save-scenario"]
    seen = seen[seen.index("skip"):]
    places = [seen.index(name) for name in wanted]
    assert places == sorted(places), seen
    assert not hidden, hidden
    unnamed = browser.run("return [...document.querySelectorAll('button, select, input, canvas, [tabindex]')].filter((e) => "
                          "!e.closest('.chart > div') && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).map((e) => e.outerHTML)")
    assert unnamed == [], unnamed


def check_ledger(browser):
    rows = "return document.querySelectorAll('#ledger-table tbody tr:not([hidden])').length"
    everything = browser.run(rows)
    assert everything == browser.run("return data.ledger.length")
    browser.click("#ledger-marks input[value=assumed]")
    rest = browser.run(rows)
    assert 0 < rest < everything
    browser.click("#ledger-marks input[value=assumed]")
    browser.run("const s = document.getElementById('ledger-search'); s.value = 'closing'; s.dispatchEvent(new Event('input'))")
    assert 0 < browser.run(rows) < everything
    browser.run("const s = document.getElementById('ledger-search'); s.value = ''; s.dispatchEvent(new Event('input'))")
    assert browser.run(rows) == everything


def check_sizes(browser, path):
    for width in (360, 768, 1920):
        for theme in ("light", "dark"):
            browser.screen(width, theme=theme)
            browser.open(path)
            browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), (width, theme)
            paper = browser.run("return getComputedStyle(document.body).backgroundColor")
            light = sum(map(int, re.findall(r"\d+", paper)[:3])) > 384
            assert light == (theme == "light"), (theme, paper)
    browser.screen(360)
    browser.run("window.dispatchEvent(new Event('resize'))")
    browser.screen(1280)


def check_print(browser):
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF") and b"%%EOF" in pdf[-32:] and len(pdf) > 50_000
    browser.wait("return !document.documentElement.classList.contains('printing')")


def check_quiet(browser):
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    messages = browser.messages()
    assert messages == [], messages


def check_kalbajar(browser):
    done = wayout("compare", SOURCE / "scenarios" / "kalbajar-2020.yaml", "--quiet", "-n", 3, "--trips", 1, "-o", "kalbajar.h5")
    pathlib.Path("kalbajar.h5.compare.txt").write_text(done.stdout, encoding="utf-8")
    wayout("report", "kalbajar.h5", "-o", "kalbajar.html")
    assert os.path.getsize("kalbajar.html") < LARGEST, os.path.getsize("kalbajar.html")
    check_source("kalbajar.html")
    browser.screen(1280)
    browser.open("kalbajar.html")
    with h5py.File("kalbajar.h5") as file:
        assert browser.run("return document.title") == file.attrs["title"].decode() == browser.run(
            "return document.getElementById('title').textContent")
        assert {"residents_out", "residents_refused", "loads_out", "delay_mean_s", "queue_longest_m"} <= check_table(browser, file)
        check_sentences(browser, "kalbajar.h5")
        check_fan(browser, file)
        assert check_heat(browser, file) > 300
        for variant in (len(file["variant"]) - 1, 0):
            check_film_counts(browser, file, variant)
        shown = browser.run("return document.getElementById('reproduce').textContent")
        for name in ("argv", "version", "git"):
            assert file["provenance"].attrs[name].decode() in shown, name
    assert "closes Mon 16 Nov 2020, 00:00" in browser.run("return document.getElementById('answers').textContent")
    check_film(browser)
    check_keyboard(browser)
    check_ledger(browser)
    check_print(browser)
    check_sizes(browser, "kalbajar.html")
    check_quiet(browser)


def check_hostile(browser):
    """Title, names and sources that try to be HTML or script; no trips, one variant."""
    text = (SOURCE / "scenarios" / "learn-merge.yaml").read_text(encoding="utf-8")
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    text = re.sub(r"(?m)^title: .*$", lambda _: f"title: {quoted}", text)
    text = text.replace("name: gorge", f"name: {quoted}").replace("capacity: 900/h", f"capacity: {{value: 900/h, mark: assumed, source: {quoted}}}")
    pathlib.Path("hostile.yaml").write_text(text, encoding="utf-8")
    make("hostile.yaml", "hostile", "-n", "2")
    check_source("hostile.html")
    browser.screen(360)
    browser.open("hostile.html")
    assert browser.run("return [document.title, document.querySelector('h1').textContent]") == [HOSTILE, HOSTILE]
    assert browser.run("return data.road.sections[2].name") == HOSTILE
    assert HOSTILE in browser.run("return document.getElementById('ledger-table').textContent")
    assert browser.run("return document.querySelectorAll('h1 *, main b, #ledger-table b').length") == 0
    assert browser.run("const f = document.getElementById('film'); return [f.querySelector('#film-absent').offsetHeight > 0, "
                       "f.querySelector('#film-present').offsetHeight]") == [True, 0]
    assert "--trips 1" in browser.run("return document.getElementById('film-absent').textContent")
    check_sizes(browser, "hostile.html")
    check_quiet(browser)


def check_small(browser):
    """A herd on a short road: every segment a cell of its own, one replication."""
    make(SOURCE / "scenarios" / "learn-herd.yaml", "herd", "-n", "1", "--trips", "1")
    browser.screen(1920)
    browser.open("herd.html")
    with h5py.File("herd.h5") as file:
        assert {"residents_out", "cattle_out_heads"} <= check_table(browser, file)
        check_film_counts(browser, file, 0)
        assert check_heat(browser, file) > 100
    assert browser.run("return [film.variants[0].weather, document.getElementById('film-weather').textContent]") == [None, ""]
    check_film(browser)
    check_quiet(browser)


WEATHER = """climate:
  zones: [{name: all, above: 0 m}]
  observations:
    - {at: 2025-06-01T09:00:00Z, state: light_snow}
    - {at: 2025-06-01T16:00:00Z, state: fog}
  snow: {melt: 1 cm/h}
"""
BUILT_IN = ["dry", "light snow", "moderate snow", "heavy snow", "packed snow", "ice", "fog"]


def check_mark(browser, name):
    """Snowfall and fog are drawn, and so is snow on the road; drawn again the picture is the same."""
    drawn = browser.run("film.kept = film.variants[0].weather; " + PIXELS)
    for other, same in (("null", ["dry"]), ("{...film.kept, state: film.kept.state.map(() => 0)}", ["dry", "packed snow"]),
                        ("film.kept", [name])):
        now = browser.run(f"film.variants[0].weather = {other}; filmDraw(); {PIXELS}")
        assert (now == drawn) == (name in same), (name, other)


def check_weather(browser):
    """Snow from 09:00 on, three hours after the start: in words what the file holds at the last record mark, and a mark."""
    text = (SOURCE / "scenarios" / "learn-straight.yaml").read_text(encoding="utf-8")
    pathlib.Path("weather.yaml").write_text(text + WEATHER, encoding="utf-8")
    make("weather.yaml", "weather", "-n", "2", "--trips", "1")
    browser.screen(1280)
    browser.open("weather.html")
    seen = set()
    with h5py.File("weather.h5") as file:
        every = file["time"][1] - file["time"][0]
        state, snow = file["series_weather"][0, 0], file["series_snow"][0, 0]
        for share in (0.1, 0.4, 0.8, 0.97):
            browser.drag("#film-time", (0.5, 0.5), (share, 0.5))
            seconds, shown = browser.run("return [film.seconds, document.getElementById('film-weather').textContent]")
            mark = int(seconds // every)
            name, depth = re.fullmatch(r"([a-z ]+?)(?:, ([\d.]+) cm of snow)? at the deadline line", shown).groups()
            assert name == BUILT_IN[state[mark]], (seconds, shown, state[mark])
            assert math.isclose(float(depth or 0), snow[mark] / 10, abs_tol=0.051), (seconds, shown, snow[mark])
            assert (name == "dry") == (seconds < 3 * 3600), (seconds, shown)
            seen.add(name)
            check_mark(browser, name)
    assert seen == {"dry", "light snow", "packed snow", "fog"}, seen
    check_quiet(browser)


def check_refusals():
    """Files that no page can be made of; the page that is there stays."""
    wayout("sweep", SOURCE / "scenarios" / "learn-straight.yaml", "--deadline", "+0d", "-n", 2, "--quiet", "-o", "sweep.h5")
    assert "sweep" in wayout("report", "sweep.h5", code=2).stderr
    assert not os.path.exists("report.html")
    assert "cannot read" in wayout("report", "absent.h5", code=1).stderr
    wayout("report", code=2)
    assert "--output" in wayout("report", "--help").stdout
    before = pathlib.Path("herd.html").read_bytes()
    wayout("report", "hostile.html", "-o", "herd.html", code=1)
    assert pathlib.Path("herd.html").read_bytes() == before
    os.mkdir("folder")
    assert "not a regular file" in wayout("report", "herd.h5", "-o", "folder", code=1).stderr
    wayout("report", "herd.h5")
    assert pathlib.Path("report.html").read_bytes() == before


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with Browser() as browser:
            check_kalbajar(browser)
            check_hostile(browser)
            check_small(browser)
            check_weather(browser)
        check_refusals()
        os.chdir("/")
    print("report: the page shows what the file holds")


if __name__ == "__main__":
    main()
