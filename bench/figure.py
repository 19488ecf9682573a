# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the JSON lines of the benchmarks: time over parties and over segments, and all programs on the corridors."""
import subprocess

COLOURS = {"corridor-1": "#1f5a96", "corridor-2": "#d9730d"}


def growth_panel(lines, name, origin):
    """CPU time over parties or segments, with the line of slope 1 through the largest."""
    rows = ["$%s << EOD" % name] + ["%d %g" % (line[name], line["cpu_s"]) for line in lines] + ["EOD"]
    last = lines[-1]
    return rows + ["set origin %g,0.46" % origin, "set size 0.5,0.54", "set xlabel '%s'" % name,
                   "set title 'time over %s'" % name,
                   "plot $%s with linespoints pt 7 lc rgb '%s' title 'measured', "
                   "%g * x with lines dt 2 lc rgb '#808080' title 'linear'" % (name, COLOURS["corridor-1"], last["cpu_s"] / last[name])]


def short(program):
    """SUMO 1.15.0 meso, 500 m segments -> SUMO meso, 500 m segments"""
    words = program.split()
    return " ".join(words if words[0] != "SUMO" else words[:1] + words[2:])


def three_digits(value):
    return "%#.3g" % value if value < 100 else "%.0f" % value


def programs_panel(limit, peers):
    """ns a move of the limit and of all programs, one row each."""
    timed = [line for line in peers if "ns_per_move" in line]
    labels = ["limit (corridor-1)"] + list(dict.fromkeys(short(line["program"]) for line in timed))
    ticks = ["'%s' %d" % (label, len(labels) - i) for i, label in enumerate(labels)]
    rows = []
    for i, corridor in enumerate(COLOURS):
        rows.append("$speed%d << EOD" % i)
        found = [(line["ns_per_move"], short(line["program"])) for line in timed if line["name"] == corridor]
        found += [(limit["ns_per_move"], labels[0])] if i == 0 else []
        # one above, one below the middle of the row, so that values never meet
        rows += ["%g %g %s" % (ns, len(labels) - labels.index(label) + 0.16 - 0.32 * i, three_digits(ns))
                 for ns, label in found]
        rows.append("EOD")
    rows += ["set origin 0,0", "set size 1,0.45", "unset logscale y", "unset ylabel", "unset key", "set lmargin 26",
             "set rmargin 8", "set xlabel 'ns a move (a link driven through by one car)'", "set grid noytics xtics",
             "set title 'all programs on the corridors'", "set yrange [0.4:%g]" % (len(labels) + 0.6),
             "set xrange [0.1:30000]", "set key at graph 0.99,0.95 top right",
             "set ytics (%s) scale 0" % ", ".join(ticks)]
    plots = ["$speed%d with points pt 7 lc rgb '%s' title '%s', $speed%d using 1:2:3 with labels left offset 1,0 "
             "tc rgb '%s' notitle" % (i, colour, name, i, colour) for i, (name, colour) in enumerate(COLOURS.items())]
    return rows + ["plot " + ", ".join(plots)]


def draw(found, path):
    lines = {name: [line for line in found if line["bench"] == "growth" and line["name"] == name]
             for name in ("parties", "segments")}
    limit = next(line for line in found if line["name"] == "limit")
    peers = [line for line in found if line["bench"] == "peers"]
    rows = ["set terminal svg size 760,640 font 'DejaVu Sans,12' background '#ffffff'", "set output '%s'" % path,
            "set logscale xy", "set ylabel 'CPU s'", "set key top left", "set grid", "set format '10^{%L}'",
            "set multiplot"]
    for i, name in enumerate(lines):
        rows += growth_panel(lines[name], name, 0.5 * i)
    rows += ["set format x '%g'"] + programs_panel(limit, peers)
    subprocess.run(["gnuplot"], input="\n".join(rows) + "\n", text=True, check=True)
