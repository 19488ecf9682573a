// SPDX-License-Identifier: GPL-3.0-or-later
// The road is a tree. It is shown as lanes: the longest way to the exit first, then every branch up to where it joins.

const road = { cells: null, lanes: [], farthest: 0 };

async function unpackCells() {
  const names = ["section", "outbound", "low_km", "high_km", "elevation_m"];
  const columns = await Promise.all(names.map((name) => unpack(data.road[name], Float32Array)));
  road.cells = Array.from(columns[0], (section, i) => ({
    section, outbound: columns[1][i] === 1, low: columns[2][i], high: columns[3][i], elevation: columns[4][i],
  }));
  road.farthest = Math.max(...road.cells.map((cell) => cell.high));
}

/** Distance to the exit of the farthest end of the road above a section, and below it the sections that lead there. */
function farthestAbove(section) {
  const own = Math.max(...road.cells.filter((cell) => cell.section === section).map((cell) => cell.high));
  let best = { km: own, way: [section] };
  for (const above of sectionsTo(data.road.sections[section].from)) {
    const found = farthestAbove(above);
    if (found.km > best.km) best = { km: found.km, way: [section, ...found.way] };
  }
  return best;
}

const sectionsTo = (node) => data.road.sections.flatMap((section, i) => (section.to === node ? [i] : []));

function laneOf(way) {
  const sections = new Set(way);
  const pick = (outbound) => road.cells
    .map((cell, index) => ({ ...cell, index }))
    .filter((cell) => cell.outbound === outbound && sections.has(cell.section))
    .sort((a, b) => a.low - b.low);
  const outbound = pick(true), inbound = pick(false);
  const from = data.road.sections[way.at(-1)].from, to = data.road.sections[way[0]].to;
  return { name: `${from} to ${to}`, sections, way, outbound, inbound, low: outbound[0].low, high: outbound.at(-1).high };
}

function addLanes(section) {
  const { way } = farthestAbove(section);
  road.lanes.push(laneOf(way));
  for (const part of way) {
    for (const above of sectionsTo(data.road.sections[part].from)) {
      if (!way.includes(above)) addLanes(above);
    }
  }
}

async function putRoad() {
  await unpackCells();
  sectionsTo(data.road.exit).forEach(addLanes);
  road.lanes.sort((a, b) => b.high - b.low - (a.high - a.low));
}

/** Named points along a lane: the ends of its sections. */
function lanePlaces(lane) {
  const places = [{ name: data.road.sections[lane.way[0]].to, km: lane.low }];
  for (const section of lane.way) {
    const high = Math.max(...lane.outbound.filter((cell) => cell.section === section).map((cell) => cell.high));
    places.push({ name: data.road.sections[section].from, km: high });
  }
  return places;
}

/** The cell of a sorted list that holds a distance to the exit. */
function cellAt(cells, km) {
  let low = 0, high = cells.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cells[middle].high > km) high = middle;
    else low = middle + 1;
  }
  return cells[low];
}
