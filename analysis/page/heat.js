// SPDX-License-Identifier: GPL-3.0-or-later
// The map of road and time: own drawing on a canvas.

const heat = { variants: [], what: "speed", lane: null, direction: true, variant: 0, cursor: null, frame: null };

/** Bytes that are packed as differences to the cell before on the road; sums wrap round in a byte, as they should. */
async function unpackLevels(text, columns) {
  const levels = await unpack(text, Uint8Array);
  for (let i = columns; i < levels.length; i++) levels[i] += levels[i - columns];
  return levels;
}

async function unpackHeat() {
  for (const variant of data.heat.variants) {
    const { columns, speed, density } = variant;
    const levels = { speed: await unpackLevels(speed.levels, columns), density: await unpackLevels(density.levels, columns) };
    heat.variants.push({ ...variant, levels });
  }
}

const heatHighest = (what) => Math.max(...data.heat.variants.map((variant) => variant[what].highest));

/** The value behind a byte: a speed in km/h or a density in parties per km; null where nobody was. */
function heatValue(variant, what, level) {
  if (level === 0) return null;
  const share = (level - 1) / data.heat.steps, { highest } = variant[what];
  return what === "speed" ? share * highest : data.heat.lowest_density * (highest / data.heat.lowest_density) ** share;
}

// A few cells that somebody only just entered have speeds that nobody drives; the colours need not reach them.
function speedEnd() {
  const speeds = [];
  for (const variant of heat.variants) {
    variant.levels.speed.forEach((level) => { if (level > 0) speeds.push(heatValue(variant, "speed", level)); });
  }
  speeds.sort((a, b) => a - b);
  return speeds.length > 0 ? Math.max(10, 10 * Math.ceil(speeds[Math.floor(0.99 * (speeds.length - 1))] / 10)) : 10;
}

/** Dark is slow or full, in both pictures. */
function heatColour(value) {
  if (heat.what === "speed") return viridis(value / heat.speedEnd);
  const low = Math.log(data.heat.lowest_density * 10), high = Math.log(heatHighest("density"));
  return viridis(1 - (Math.log(value) - low) / Math.max(high - low, 1));
}

const heatEnd = () => data.variants[heat.variant].closing_s;

function heatFrame(canvas) {
  const narrow = canvas.clientWidth < 560;
  const { context, width, height } = prepare(canvas, narrow ? 360 : 460);
  const frame = { context, left: 48, right: width - (narrow ? 8 : 128), top: 34, bottom: height - 38, width, height, narrow };
  const lane = heat.lane, end = heatEnd();
  frame.x = (seconds) => frame.left + (seconds / end) * (frame.right - frame.left);
  frame.y = (km) => frame.bottom - ((km - lane.low) / (lane.high - lane.low)) * (frame.bottom - frame.top);
  frame.seconds = (x) => ((x - frame.left) / (frame.right - frame.left)) * end;
  frame.km = (y) => lane.low + ((frame.bottom - y) / (frame.bottom - frame.top)) * (lane.high - lane.low);
  return frame;
}

/** Colours by level, as the 32-bit numbers of a picture. */
function heatPalette(variant) {
  const palette = new Uint32Array(256);
  for (let level = 1; level < 256; level++) {
    const [red, green, blue] = heatColour(heatValue(variant, heat.what, level));
    palette[level] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return palette;
}

/** The cells as a picture of one pixel per column and a few per km. */
function heatPicture(variant) {
  const lane = heat.lane, cells = heat.direction ? lane.outbound : lane.inbound;
  const rows = Math.min(800, Math.max(100, 4 * cells.length)), palette = heatPalette(variant);
  const image = new ImageData(variant.columns, rows), pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(cells, lane.high - ((row + 0.5) / rows) * (lane.high - lane.low));
    const first = cell.index * variant.columns;
    for (let column = 0; column < variant.columns; column++) {
      pixels[row * variant.columns + column] = palette[variant.levels[heat.what][first + column]];
    }
  }
  const picture = make("canvas", { width: variant.columns, height: rows });
  picture.getContext("2d").putImageData(image, 0, 0);
  return picture;
}

function heatAxes(frame) {
  const { context } = frame;
  context.fillStyle = ink("soft");
  context.strokeStyle = ink("line");
  context.textAlign = "center";
  context.textBaseline = "top";
  const { ticks, text } = timeTicks(0, heatEnd(), frame.right - frame.left, 64);
  for (const at of ticks) {
    const half = context.measureText(text(at)).width / 2;
    if (frame.x(at) + half < frame.width) context.fillText(text(at), frame.x(at), frame.bottom + 8);
    context.fillRect(frame.x(at), frame.bottom, 1, 5);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  const span = heat.lane.high - heat.lane.low;
  const step = [0.5, 1, 2, 5, 10, 20, 50, 100].find((one) => span / one <= 9) ?? 200;
  for (let km = Math.ceil(heat.lane.low / step) * step; km <= heat.lane.high; km += step) {
    context.fillText(String(km), frame.left - 8, frame.y(km));
    context.fillRect(frame.left - 5, frame.y(km), 5, 1);
  }
  context.textAlign = "left";
  context.textBaseline = "bottom";
  context.fillText("km to the exit", 4, frame.top - 16);
}

/** Names of places beside the map; those too near to the last one are left out. */
function heatPlaces(frame) {
  const { context } = frame;
  let last = Infinity;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { name, km } of frame.narrow ? [] : lanePlaces(heat.lane)) {
    const y = frame.y(km);
    if (last - y < 14) continue;
    last = y;
    context.fillStyle = ink("soft");
    context.fillRect(frame.right, y, 5, 1);
    context.fillText(name, frame.right + 8, y, frame.width - frame.right - 8);
  }
}

function heatMarks(frame) {
  const { context } = frame, variant = data.variants[heat.variant];
  context.fillStyle = ink("line");
  context.fillRect(frame.left, frame.top - 10, frame.right - frame.left, 7);
  context.fillStyle = "#4a4f78";
  for (const [from, to] of nights(0, heatEnd())) context.fillRect(frame.x(from), frame.top - 10, frame.x(to) - frame.x(from), 7);
  const upright = (seconds, text, colour, dashes) => {
    const x = frame.x(seconds), right = x > (frame.left + frame.right) / 2;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 2;
    context.setLineDash(dashes);
    context.beginPath();
    context.moveTo(x, frame.top - 10);
    context.lineTo(x, frame.bottom);
    context.stroke();
    context.textAlign = right ? "right" : "left";
    context.textBaseline = "bottom";
    if (text) context.fillText(text, x, frame.top - 12);
  };
  variant.announcements.forEach(({ at_s }) => upright(at_s, "", ink("soft"), [2, 4]));
  upright(variant.closing_s, `closes ${dayOf(localDate(variant.closing_s))} ${clockOf(localDate(variant.closing_s))}`, ink("deadline"), [7, 4]);
  const line = data.road.line;
  if (line !== null && heat.lane.sections.has(line.section)) {
    context.strokeStyle = ink("deadline");
    context.beginPath();
    context.moveTo(frame.left, frame.y(line.km));
    context.lineTo(frame.right, frame.y(line.km));
    context.stroke();
  }
  context.setLineDash([]);
}

function heatCursor(frame) {
  const { context } = frame, { seconds, km } = heat.cursor;
  context.strokeStyle = ink("ink");
  context.lineWidth = 1;
  context.strokeRect(frame.x(seconds) - 5, frame.y(km) - 5, 10, 10);
}

function heatRead() {
  const { seconds, km } = heat.cursor, variant = heat.variants[heat.variant];
  const column = Math.min(Math.floor(seconds / variant.column_s), variant.columns - 1);
  const cell = cellAt(heat.direction ? heat.lane.outbound : heat.lane.inbound, km);
  const place = `${dateText(column * variant.column_s)}, ${km.toFixed(1)} km to the exit (${data.road.sections[cell.section].name})`;
  const value = heatValue(variant, heat.what, variant.levels[heat.what][cell.index * variant.columns + column]);
  const text = value === null ? "nobody" : heat.what === "speed" ? `${value.toFixed(0)} km/h` : `${numberText(value)} parties per km`;
  byId("heat-readout").textContent = `${place}: ${text}`;
}

function heatKey() {
  const share = heat.what === "speed" ? (value) => value / heat.speedEnd
    : (value) => (Math.log(value) - Math.log(0.1)) / Math.max(Math.log(heatHighest("density")) - Math.log(0.1), 1);
  const ticks = heat.what === "speed" ? [0, heat.speedEnd / 2, heat.speedEnd]
    : [0.1, 1, 10, 100].filter((value) => share(value) <= 1);
  const bar = make("span", { className: "bar" }, ...ticks.map((value) => {
    const tick = make("span", {}, String(value));
    tick.style.left = `${100 * share(value)}%`;
    return tick;
  }));
  const stops = Array.from({ length: 11 }, (_, i) => `rgb(${viridis(heat.what === "speed" ? i / 10 : 1 - i / 10).join(" ")})`);
  bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  const unit = heat.what === "speed" ? "mean speed, km/h" : "mean density, parties per km (a herd is one party)";
  byId("heat-key").replaceChildren(bar, make("span", {}, unit));
}

function heatDraw() {
  const frame = (heat.frame = heatFrame(byId("heat"))), variant = heat.variants[heat.variant];
  const { context } = frame;
  context.clearRect(0, 0, frame.width, frame.height);
  context.fillStyle = ink("empty");
  context.fillRect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
  context.imageSmoothingEnabled = false;
  const end = frame.x(variant.columns * variant.column_s);
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
  context.clip();
  context.drawImage(heatPicture(variant), frame.left, frame.top, end - frame.left, frame.bottom - frame.top);
  context.restore();
  heatAxes(frame);
  heatPlaces(frame);
  heatMarks(frame);
  if (heat.cursor) heatCursor(frame);
  heatKey();
  const direction = heat.direction ? "to" : "from";
  byId("heat").setAttribute("aria-label", `${heat.what} ${direction} the exit over road and time, variant ` +
    `${data.variants[heat.variant].name}, ${heat.lane.name}; arrow keys read values`);
}

function heatPoint(seconds, km) {
  heat.cursor = { seconds: Math.min(Math.max(seconds, 0), heatEnd() - 1), km: Math.min(Math.max(km, heat.lane.low), heat.lane.high - 0.001) };
  heatRead();
}

function heatKeys(event) {
  const variant = heat.variants[heat.variant], span = heat.lane.high - heat.lane.low;
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [-24, 0], PageDown: [24, 0] };
  if (!(event.key in moves)) return;
  const [columns, rows] = moves[event.key];
  const at = heat.cursor ?? { seconds: 0, km: (heat.lane.low + heat.lane.high) / 2 };
  heatPoint(at.seconds + columns * variant.column_s, at.km + (rows * span) / 100);
  heatDraw();
  event.preventDefault();
}

function heatChoose() {
  heat.variant = Number(byId("heat-variant").value);
  heat.what = byId("heat-what").value;
  heat.direction = byId("heat-direction").value === "1";
  heat.lane = road.lanes[Number(byId("heat-lane").value)];
  heat.cursor = null;
  byId("heat-readout").textContent = "";
  heatDraw();
}

async function putHeat() {
  await unpackHeat();
  heat.speedEnd = speedEnd();
  fillSelect(byId("heat-variant"), data.variants.map((variant) => variant.name), heatChoose);
  fillSelect(byId("heat-lane"), road.lanes.map((lane) => lane.name), heatChoose);
  byId("heat-what").addEventListener("change", heatChoose);
  byId("heat-direction").addEventListener("change", heatChoose);
  const canvas = byId("heat");
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect(), frame = heat.frame;
    const x = event.clientX - box.left, y = event.clientY - box.top;
    if (x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom) heatPoint(frame.seconds(x), frame.km(y));
  });
  canvas.addEventListener("keydown", heatKeys);
  heatChoose();
  drawAgain(heatDraw);
}
