#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""wayout and the mesoscopic model of SUMO on the same corridors: bench_peers.py BUILD [--repeats N]. JSON lines.

Programs alternate, so that all see the same machine. CPU time of SUMO is that of its process less that of one which
only loads the same files; a move is a link driven through, in however many segments. Without SUMO only wayout runs."""
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "tests", "peers"))
import corridors  # noqa: E402
import meso  # noqa: E402
import micro  # noqa: E402

OWN_REPEATS = "15"  # of bench_queue, each time
LOOK_S = 0.02  # between two looks at the memory of a program
ENSEMBLE = os.path.join(HERE, "corridor-1.yaml")
SEGMENTS = {"meso, 500 m segments": corridors.ROAD.piece_m, "meso, default segments": None}  # the best case first

Cost = namedtuple("Cost", "cpu_s peak_bytes text")


def most_bytes(pid, known):
    """The most memory that a running process has held; `known` when it can be told no more. What wait4 tells would
    count this program, from which it was started."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return max((1024 * int(row.split()[1]) for row in file if row.startswith("VmHWM:")), default=known)
    except OSError:
        return known


def cost(words):
    """Runs a program. @return its CPU time, the most memory that it held, what it printed."""
    peak = 0
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
        ended = 0
        while not ended:
            peak = most_bytes(process.pid, peak)
            time.sleep(LOOK_S)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode != 0:
        raise RuntimeError(" ".join(words) + ": " + text)
    return Cost(usage.ru_utime + usage.ru_stime, peak, text)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def line(corridor, program, **told):
    return {"bench": "peers", "name": corridor, "program": program, **told}


def spent(corridor, cpu_s, cpu_s_median):
    moves = corridors.moves(corridor)
    return {"link_moves": moves, "cpu_s": cpu_s, "cpu_s_median": cpu_s_median, "ns_per_move": 1e9 * cpu_s / moves,
            "ns_per_move_median": 1e9 * cpu_s_median / moves, "moves_per_s": moves / cpu_s}


class Own:
    """wayout on one corridor."""

    def __init__(self, build, corridor):
        self.corridor = corridor
        self.words = [os.path.join(build, "bench_queue"), "--json", "--only", corridor.name, "--repeats", OWN_REPEATS]
        self.least, self.medians, self.peak, self.told = [], [], 0, {}

    def run(self):
        run = cost(self.words)
        self.told = json.loads(run.text.splitlines()[0])
        self.least.append(self.told["ns_per_move"])
        self.medians.append(self.told["ns_per_move_median"])
        self.peak = max(self.peak, run.peak_bytes)

    def line(self):
        scale = 1e-9 * corridors.moves(self.corridor)
        keys = ("last_exit_h", "travel_time_h", "discharge_vph", "entry_delay_s")
        return line(self.corridor.name, "wayout", repeats=int(OWN_REPEATS) * len(self.least), peak_bytes=self.peak,
                    **spent(self.corridor, scale * min(self.least), scale * median(self.medians)),
                    **{key: self.told[key] for key in keys})


class Peer:
    """SUMO on one corridor, with segments of one length."""

    def __init__(self, folder, corridor, kind, segment_m):
        self.folder, self.corridor, self.kind = folder, corridor, kind
        self.words = meso.command(folder, corridor, segment_m)
        self.loading_s, self.seconds, self.peak = [], [], 0

    def run(self):
        self.loading_s.append(cost(self.words + ["--end", "1"]).cpu_s)
        run = cost(self.words)
        self.seconds.append(run.cpu_s)
        self.peak = max(self.peak, run.peak_bytes)

    def line(self):
        loading = min(self.loading_s)
        return line(self.corridor.name, f"SUMO {meso.version()} {self.kind}", repeats=len(self.seconds),
                    peak_bytes=self.peak, loading_s=loading,
                    **spent(self.corridor, min(self.seconds) - loading, median(self.seconds) - loading),
                    **meso.answers(self.folder, self.corridor, self.words))


def together(words, processes):
    """Wall time until so many of them, started at once, have ended."""
    start = time.monotonic()
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(processes)]
    if any([process.wait() != 0 for process in running]):
        raise RuntimeError(" ".join(words))
    return time.monotonic() - start


def ensemble(build, peer, repeats):
    """Replications of corridor-1 a second on all processors: threads of one wayout, processes of SUMO."""
    processors = os.cpu_count()
    told = [json.loads(text) for text in cost([os.path.join(build, "bench_ensemble"), ENSEMBLE]).text.splitlines()]
    wall_s = next(own["wall_s_per_run"] for own in told if own.get("threads") == processors)
    yield line("ensemble", "wayout", processors=processors, replications_per_s=1 / wall_s)
    if peer:
        wall_s = min(together(peer.words, processors) for _ in range(repeats))
        yield line("ensemble", f"SUMO {meso.version()} {peer.kind}", processors=processors,
                   replications_per_s=processors / wall_s)


def measure(build, folder, repeats):
    installed = micro.installed()
    best = None  # of the peers, on the first corridor
    for corridor in corridors.CORRIDORS:
        peers = [Peer(folder, corridor, *kind) for kind in SEGMENTS.items()] if installed else []
        programs = [Own(build, corridor)] + peers
        for _ in range(repeats):
            for program in programs:
                program.run()
        yield line(corridor.name, "exact", **corridor.exact._asdict())
        for program in programs:
            yield program.line()
        best = best or (peers[0] if peers else None)
    yield from ensemble(build, best, repeats)
    if not installed:
        yield line("missing", "SUMO", why="SUMO is not installed: `make setup-peers` installs it")


def main():
    if len(sys.argv) not in (2, 4) or len(sys.argv) == 4 and sys.argv[2] != "--repeats":
        print("usage: bench_peers.py BUILD [--repeats N]", file=sys.stderr)
        return 2
    repeats = int(sys.argv[3]) if len(sys.argv) == 4 else 5
    with tempfile.TemporaryDirectory() as folder:
        for told in measure(os.path.abspath(sys.argv[1]), folder, repeats):
            print(json.dumps(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
