# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the corridors with the mesoscopic model of SUMO: queues of whole segments and headways between them.

Its four headways are net of the vehicle's own length: with the reaction time for all of them a free segment passes
900 veh/h and spaces travel back through a jam at the speed of our waves. The bottleneck is a type of edge with longer
headways. Vehicles enter as flows, without junction control, and wait for ever; the files are not validated."""
import os
import subprocess
import xml.etree.ElementTree as tree

import corridors
import micro
import roads

HEADWAYS = ("tauff", "taufj", "taujf")
RULES = ('jamThreshold="-1" junctionControl="false" tlsPenalty="0" tlsFlowPenalty="0" minorPenalty="0" '
         'overtaking="false"')


def version():
    told = subprocess.run(["sumo", "--version"], capture_output=True, text=True, check=True).stdout
    return told.split("Version ")[1].split()[0]


def net_headway_s(kind, speed_mps, vph):
    return 3600 / vph - kind.jam_m / speed_mps


def flows(corridor):
    car = corridors.ROAD.kinds["car"]
    yield (f'<vType id="car" length="{car.jam_m - micro.GAP_M:.3f}" minGap="{micro.GAP_M}" '
           f'maxSpeed="{car.speed_mps:.4f}" speedFactor="1" speedDev="0"/>')
    for number, flow in enumerate(corridor.flows):
        edges = " ".join(f"trunk_{i}" for i in range(flow.link, corridors.LINKS))
        yield f'<route id="from_{number}" edges="{edges}"/>'
    for number, flow in enumerate(corridor.flows):
        yield (f'<flow id="{number}" type="car" route="from_{number}" begin="0" period="{flow.period_s}" '
               f'number="{flow.cars}" departPos="base" departSpeed="max"/>')


def limits():
    """Meso parameters of the limited type of edge."""
    car = corridors.ROAD.kinds["car"]
    for section in roads.pieces(corridors.ROAD, "trunk"):
        if section.limit_vph:
            tau = net_headway_s(car, section.speed_mps, section.limit_vph)
            own = " ".join(f'{name}="{tau:.3f}"' for name in HEADWAYS)
            yield f'<type id="limited"><meso {own} taujj="{corridors.REACTION_S:.3f}" {RULES}/></type>'


def command(folder, corridor, segment_m=None):
    """Writes the road of a corridor. @return what drives it, without output; segment_m: None = SUMO's default."""
    net = micro.network(folder, corridors.ROAD)
    routes = micro.write(folder, corridor.name + ".rou.xml", "routes", flows(corridor))
    types = micro.write(folder, "limits.add.xml", "additional", limits())
    words = ["sumo", "-n", net, "-r", routes, "-a", types, "--mesosim", "--time-to-teleport", "-1",
             "--no-step-log", "true", "--no-warnings", "true", "--duration-log.disable", "true",
             "--xml-validation", "never", "--xml-validation.net", "never"]
    for name in HEADWAYS + ("taujj",):
        words += ["--meso-" + name, f"{corridors.REACTION_S:.3f}"]
    return words + (["--meso-edgelength", str(segment_m)] if segment_m else [])


def answers(folder, corridor, words):
    """Runs a command once more, with a list of all trips. @return what bench_queue tells of a corridor."""
    path = os.path.join(folder, "trips.xml")
    subprocess.run(words + ["--tripinfo-output", path], check=True, capture_output=True)
    exits, travel_s, delay_s = [], 0.0, [0.0] * len(corridor.flows)
    for trip in tree.parse(path).getroot():
        number = int(trip.get("id").split(".")[0])
        flow = corridor.flows[number]
        taken_s = float(trip.get("departDelay")) + float(trip.get("duration"))
        free_s = (corridors.LINKS - flow.link) * corridors.ROAD.piece_m / corridors.SPEED_MPS
        travel_s += taken_s
        delay_s[number] += (taken_s - free_s) / flow.cars
        exits.append((float(trip.get("arrival")), flow.link <= corridors.BOTTLENECK))
    if len(exits) != corridors.CARS:
        raise RuntimeError(f"{corridor.name}: only {len(exits)} of {corridors.CARS} cars arrived in SUMO")
    passed = sorted(at for at, through in exits if through)
    tenth = len(passed) // 10
    steady_s = passed[-tenth - 1] - passed[tenth - 1]
    return {"last_exit_h": max(exits)[0] / 3600, "travel_time_h": travel_s / 3600 / len(exits),
            "discharge_vph": 3600 * (len(passed) - 2 * tenth) / steady_s, "entry_delay_s": delay_s}
