// SPDX-License-Identifier: GPL-3.0-or-later
// The film of one replication: who is where on the road, frame by frame, drawn along the profile of elevation.

const film = { variants: [], variant: 0, seconds: 0, playing: false, last: 0, highest: 1 };

// How the roles are told apart; a role that is not listed here is drawn like a traveller.
const ROLES = {
  resident: { text: "residents' cars", colour: "#2386c8" },
  truck: { text: "trucks", colour: "#E69F00" },
  bus: { text: "buses", colour: "#b0692e" },
  army: { text: "army", colour: "#CC79A7" },
  traveller: { text: "through traffic and helpers", colour: "#8c959f" },
};
const HERD_COLOUR = "#009E73", QUEUE_COLOUR = "#D55E00";
const roleOf = (name) => ROLES[name] ?? { text: name, colour: ROLES.traveller.colour };
const QUEUED = 2; // one alone may just be slow

/** Bytes that are packed as differences to those of the variant before; sums wrap round in a byte, as they should. */
async function unpackChanges(text, before) {
  const counts = await unpack(text, Uint8Array);
  const n = before ? Math.min(before.length, counts.length) : 0;
  for (let i = 0; i < n; i++) counts[i] += before[i];
  return counts;
}

/** Unpacks the film of a variant when it is wanted first, with those before it. */
async function filmOf(v) {
  if (film.variants[v]) return film.variants[v];
  const packed = data.film.variants[v], before = v > 0 ? await filmOf(v - 1) : null;
  const counts = await Promise.all(packed.counts.map((text, role) => unpackChanges(text, before?.counts[role])));
  const queued = await unpackChanges(packed.queued, before?.queued);
  const tracks = await unpack(packed.herds, Uint32Array), places = await unpack(packed.places, Uint16Array);
  const counters = await Promise.all(packed.counters.map((text) => unpack(text, Float32Array)));
  const herds = [];
  for (let i = 0, at = 0; i < tracks.length; at += tracks[i + 1], i += 3) {
    herds.push({ first: tracks[i], places: places.subarray(at, at + tracks[i + 1]), heads: tracks[i + 2] });
  }
  const weather = await unpackWeather(packed.weather);
  film.variants[v] = { counts, queued, herds, counters, weather, step: packed.step_s, frames: packed.frames };
  return film.variants[v];
}

/** Parties per km of a cell in a frame, all roles together. */
function filmDensity(variant, frame, cell) {
  let sum = 0;
  for (const counts of variant.counts) sum += counts[frame * road.cells.length + cell.index];
  return sum / (cell.high - cell.low);
}

/** The end of the scale, over the whole film. */
function filmHighest(variant) {
  const sizes = road.cells.map((cell) => cell.high - cell.low), n = sizes.length;
  let highest = 1;
  for (let i = 0; i < variant.queued.length; i++) {
    let sum = 0;
    for (const counts of variant.counts) sum += counts[i];
    if (sum > 0) highest = Math.max(highest, sum / sizes[i % n]);
  }
  return highest;
}

const filmEnd = () => data.variants[film.variant].closing_s;
const filmMark = () => Math.floor(film.seconds / film.markStep);
const filmFrame = (variant) => Math.min(Math.floor(film.seconds / variant.step), variant.frames - 1);

/** Where everything of a lane stands on the canvas. */
function laneStage(lane, top, height, width) {
  const elevations = lane.outbound.map((cell) => cell.elevation);
  const lowest = Math.min(...elevations), highest = Math.max(...elevations);
  const left = 12, right = width - 12;
  const stage = { lane, top, height, width, up: 0.37 * height, down: 0.15 * height, labels: top + height - 18 };
  const roadTop = Math.min(top + 20 + 1.05 * stage.up, stage.labels - stage.down - 12), roadBottom = stage.labels - stage.down - 8;
  stage.x = (km) => right - (km / road.farthest) * (right - left);
  stage.y = (elevation) => (highest - lowest < 5 ? roadBottom
    : roadBottom - ((elevation - lowest) / (highest - lowest)) * (roadBottom - roadTop));
  stage.lowest = lowest;
  stage.highest = highest;
  return stage;
}

/** Columns grow with the square root of the density, so that one car is seen beside a jam. */
const columnHeight = (density, full) => (density > 0 ? Math.max(2, full * Math.sqrt(density / film.highest)) : 0);

const mix = (from, to, share) => from.map((value, i) => Math.round(value + share * (to[i] - value)));
const rgb = (colour) => `rgb(${colour.join(" ")})`;

function drawGround(context, stage, light, weather) {
  const sky = mix([24, 30, 52], [226, 238, 248], light), ground = mix([52, 50, 56], [203, 194, 178], light);
  context.fillStyle = rgb(sky);
  context.fillRect(0, stage.top, stage.width, stage.height);
  const span = weather === null ? null : weatherSpan(stage);
  if (span !== null && weather.state.snowfall_cm_h > 0) drawFlakes(context, stage, span, light, weather.state.snowfall_cm_h);
  context.fillStyle = rgb(ground);
  context.beginPath();
  const cells = stage.lane.outbound;
  context.moveTo(stage.x(cells[0].low), stage.top + stage.height);
  context.lineTo(stage.x(cells[0].low), stage.y(cells[0].elevation));
  for (const cell of cells) context.lineTo(stage.x((cell.low + cell.high) / 2), stage.y(cell.elevation));
  context.lineTo(stage.x(cells.at(-1).high), stage.y(cells.at(-1).elevation));
  context.lineTo(stage.x(cells.at(-1).high), stage.top + stage.height);
  context.fill();
  if (span === null) return;
  const bare = weather.state.snowfall_cm_h === 0;
  if (weather.snow > 0 || (bare && weather.state.cold)) drawCover(context, stage, span, light);
  if (bare && !weather.state.cold && weather.state.sight < 1) drawHaze(context, stage, span, light);
}

/** One cell: a column of all roles, up for those who drive to the exit and down for those who come from it. */
function drawColumn(context, stage, variant, frame, cell) {
  const density = filmDensity(variant, frame, cell);
  if (density === 0) return;
  const full = cell.outbound ? stage.up : stage.down, height = Math.min(columnHeight(density, full), full * 1.05);
  const left = stage.x(cell.high), width = Math.max(stage.x(cell.low) - left - 0.5, 1), size = cell.high - cell.low;
  let y = stage.y(cell.elevation) + (cell.outbound ? -6 : 7);
  variant.counts.forEach((counts, role) => {
    const part = (counts[frame * road.cells.length + cell.index] / size / density) * height;
    context.fillStyle = roleOf(data.film.roles[role]).colour;
    if (cell.outbound) y -= part;
    context.fillRect(left, y, width, part);
    if (!cell.outbound) y += part;
  });
}

function drawRoad(context, stage, light) {
  context.fillStyle = rgb(mix([150, 150, 160], [70, 70, 75], light));
  for (const cell of stage.lane.outbound) {
    const left = stage.x(cell.high);
    context.fillRect(left, stage.y(cell.elevation) - 1, stage.x(cell.low) - left + 0.5, 3);
  }
}

/** A bar along the road, on the side of those who stand in the queue. */
function drawQueues(context, stage, variant, frame) {
  context.fillStyle = QUEUE_COLOUR;
  for (const cell of [...stage.lane.outbound, ...stage.lane.inbound]) {
    if (variant.queued[frame * road.cells.length + cell.index] < QUEUED) continue;
    const left = stage.x(cell.high), y = stage.y(cell.elevation);
    context.fillRect(left, cell.outbound ? y - 6 : y + 2, Math.max(stage.x(cell.low) - left + 0.5, 3), 5);
  }
}

/** What the height of a column means. */
function drawScale(context, stage, light) {
  context.fillStyle = rgb(mix([225, 228, 235], [40, 44, 50], light));
  context.textAlign = "left";
  context.textBaseline = "bottom";
  const densities = [1, 10, 100].filter((density) => density <= film.highest);
  const foot = stage.top + 32 + columnHeight(densities.at(-1), stage.up);
  densities.forEach((density, i) => {
    const height = columnHeight(density, stage.up), left = 10 + 38 * i;
    context.fillRect(left, foot - height, 5, height);
    context.fillText(`${density}${i + 1 < densities.length ? "" : " parties per km"}`, left + 8, foot);
  });
}

function drawHerds(context, stage, variant, frame) {
  for (const herd of variant.herds) {
    const at = frame - herd.first;
    if (at < 0 || at >= herd.places.length) continue;
    const cell = road.cells[Math.floor(herd.places[at] / data.film.parts)];
    if (!stage.lane.sections.has(cell.section)) continue;
    const share = ((herd.places[at] % data.film.parts) + 0.5) / data.film.parts;
    context.fillStyle = HERD_COLOUR;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(stage.x(cell.low + share * (cell.high - cell.low)), stage.y(cell.elevation) - 4, Math.min(3 + Math.sqrt(herd.heads) / 3, 9), 0, 7);
    context.fill();
    context.stroke();
  }
}

/** Texts of one line that do not overlap; those that come first are kept. */
function drawNames(context, stage, y, names) {
  const taken = [];
  for (const { name, km } of names) {
    const half = context.measureText(name).width / 2;
    const x = Math.min(Math.max(stage.x(km), half + 4), stage.width - half - 4);
    if (taken.some(([from, to]) => x - half < to + 8 && x + half > from - 8)) continue;
    taken.push([x - half, x + half]);
    context.fillText(name, x, y);
  }
}

function drawLabels(context, stage, light) {
  const lane = stage.lane, colour = rgb(mix([225, 228, 235], [40, 44, 50], light));
  context.fillStyle = colour;
  context.textAlign = "center";
  context.textBaseline = "top";
  const places = lanePlaces(lane);
  const ends = [places.at(-1), places[0]];
  drawNames(context, stage, stage.labels, [...ends, ...places.slice(1, -1)]);
  for (const { km } of places) context.fillRect(stage.x(km), stage.labels - 4, 1, 4);
  for (const origin of data.road.origins.filter((one) => lane.sections.has(one.section))) {
    const x = stage.x(origin.km), y = stage.y(cellAt(lane.outbound, origin.km).elevation) + 5;
    context.beginPath();
    context.moveTo(x - 4, y + 7);
    context.lineTo(x, y);
    context.lineTo(x + 4, y + 7);
    context.fill();
  }
  context.textAlign = "left";
  const heights = `${numberText(Math.round(stage.lowest))} to ${numberText(Math.round(stage.highest))} m`;
  const long = `${lane.name}; ${heights} above the sea`;
  const fits = context.measureText(long).width < stage.width - 16;
  context.fillText(fits ? long : `${lane.name}; ${heights}`, 8, stage.top + 5, stage.width - 16);
}

function drawLine(context, stage, light) {
  const line = data.road.line;
  if (line === null || !stage.lane.sections.has(line.section)) return;
  context.strokeStyle = context.fillStyle = rgb(mix([255, 138, 128], [179, 38, 30], light));
  context.setLineDash([7, 4]);
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(stage.x(line.km), stage.top + 24);
  context.lineTo(stage.x(line.km), stage.labels - 6);
  context.stroke();
  context.setLineDash([]);
  context.textAlign = "right";
  context.textBaseline = "top";
  context.fillText("deadline line", stage.x(line.km) - 5, stage.top + 24);
}

function drawCounters(variant) {
  const mark = filmMark();
  byId("film-clock").textContent = `${dateText(film.seconds)} (${data.zone})`;
  const light = daylight(film.seconds);
  byId("film-light").textContent = light > 0.95 ? "day" : light < 0.05 ? "night" : "twilight";
  byId("film-weather").textContent = weatherText(weatherAt(variant.weather, mark));
  byId("film-counters").querySelectorAll("dd").forEach((place) => {
    const q = Number(place.dataset.quantity), values = variant.counters[q];
    place.textContent = `${numberText(values[Math.min(mark, values.length - 1)])} ${data.fan.quantities[q].unit}`;
  });
  const slider = byId("film-time");
  slider.value = String(filmFrame(variant));
  slider.setAttribute("aria-valuetext", dateText(film.seconds));
}

function filmDraw() {
  const variant = film.variants[film.variant], canvas = byId("film-canvas");
  if (!variant) return;
  const heights = road.lanes.map((lane, i) => (i === 0 ? 330 : 140));
  const { context, width } = prepare(canvas, heights.reduce((sum, height) => sum + height + 6, -6));
  const frame = filmFrame(variant), light = daylight(film.seconds);
  const weather = weatherAt(variant.weather, filmMark());
  let top = 0;
  road.lanes.forEach((lane, i) => {
    const stage = laneStage(lane, top, heights[i], width);
    drawGround(context, stage, light, weather);
    if (i === 0) drawScale(context, stage, light);
    for (const cell of lane.outbound) drawColumn(context, stage, variant, frame, cell);
    for (const cell of lane.inbound) drawColumn(context, stage, variant, frame, cell);
    drawRoad(context, stage, light);
    drawQueues(context, stage, variant, frame);
    drawHerds(context, stage, variant, frame);
    drawLine(context, stage, light);
    drawLabels(context, stage, light);
    top += heights[i] + 6;
  });
  drawCounters(variant);
}

function filmGo(seconds) {
  film.seconds = Math.min(Math.max(seconds, 0), filmEnd());
  filmDraw();
}

function filmStep(now) {
  if (!film.playing) return;
  const passed = Math.min(now - film.last, 200) / 1000;
  film.last = now;
  filmGo(film.seconds + passed * Number(byId("film-pace").value));
  if (film.seconds >= filmEnd()) filmPlay(false);
  else requestAnimationFrame(filmStep);
}

function filmPlay(playing) {
  film.playing = playing;
  byId("film-play").textContent = playing ? "Pause" : "Play";
  byId("film-play").setAttribute("aria-pressed", String(playing));
  if (!playing) return;
  if (film.seconds >= filmEnd()) film.seconds = 0;
  film.last = performance.now();
  requestAnimationFrame(filmStep);
}

function filmKeys(event) {
  const variant = film.variants[film.variant];
  const moves = { ArrowLeft: -variant.step, ArrowRight: variant.step, PageUp: -6 * HOUR, PageDown: 6 * HOUR, Home: -Infinity, End: Infinity };
  if (event.key === " ") filmPlay(!film.playing);
  else if (event.key in moves) filmGo(film.seconds + moves[event.key]);
  else return;
  event.preventDefault();
}

async function filmChoose() {
  const wanted = Number(byId("film-variant").value);
  const variant = await filmOf(wanted);
  if (Number(byId("film-variant").value) !== wanted) return; // another one was chosen meanwhile
  film.variant = wanted;
  film.highest = filmHighest(variant);
  byId("film-time").max = String(variant.frames - 1);
  filmGo(film.seconds);
}

function filmKey() {
  const swatch = (colour, text, round) => {
    const mark = make("span", { className: round ? "swatch round" : "swatch" });
    mark.style.background = colour;
    return make("span", {}, mark, text);
  };
  byId("film-key").append(...data.film.roles.map((role) => swatch(roleOf(role).colour, roleOf(role).text)),
    swatch(HERD_COLOUR, "herd on foot", true), swatch(QUEUE_COLOUR, "queue"), make("span", {}, "▲ village or camp"));
  const weather = data.film.variants.some((variant) => variant.weather !== null)
    ? " The weather is that at the deadline line, and drawn around it alone: dots for snowfall, white ground for snow or ice, a grey veil for fog." : "";
  byId("film-note").textContent = "Replication 0. Columns above the road drive to the exit, those below it come from it; their height " +
    "goes by the square root of the parties per km. The road is marked as a queue where at least two parties take their stretch at " +
    `less than ${data.film.queue_kmh} km/h. Dark sky: night.${weather} Space plays and pauses; arrows go a frame, page keys six hours.`;
}

function filmCounters() {
  data.fan.quantities.forEach((quantity, q) => {
    if (!fan.variants.some((variant) => variant.bands[q].some((value) => value > 0))) return;
    byId("film-counters").append(make("div", {}, make("dt", {}, quantity.label), make("dd", { "data-quantity": String(q) })));
  });
}

async function putFilm() {
  byId("film-absent").hidden = data.film !== null;
  byId("film-present").hidden = data.film === null;
  if (data.film === null) return;
  film.markStep = data.record_every_s;
  fillSelect(byId("film-variant"), data.variants.map((variant) => variant.name), filmChoose);
  filmKey();
  filmCounters();
  byId("film-play").addEventListener("click", () => filmPlay(!film.playing));
  byId("film-time").addEventListener("input", (event) => {
    filmGo(Number(event.target.value) * film.variants[film.variant].step);
  });
  byId("film-canvas").addEventListener("keydown", filmKeys);
  film.seconds = Math.min(data.order_s + 12 * HOUR, filmEnd());
  await filmChoose();
  drawAgain(filmDraw);
}
