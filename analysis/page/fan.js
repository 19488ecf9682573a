// SPDX-License-Identifier: GPL-3.0-or-later
// Medians and bands over time, a panel for each variant, drawn by dygraphs.

const BANDS = 5; // 5, 25, 50, 75 and 95 %
const fan = { variants: [], charts: [], quantity: 0, window: null, syncing: false };

async function unpackFan() {
  for (const variant of data.fan.variants) {
    const time = await unpack(variant.time_s, Float32Array);
    const bands = await Promise.all(variant.bands.map((text) => unpack(text, Float32Array)));
    fan.variants.push({ time, bands });
  }
}

/** Value of band `band` at point `i`. */
const bandAt = (variant, band, i) => variant.bands[fan.quantity][band * variant.time.length + i];

/** The first variant's median at any time before its closing. */
function firstMedian(seconds) {
  const { time } = fan.variants[0];
  if (seconds > time.at(-1)) return null;
  let low = 0, high = time.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (time[middle] <= seconds) low = middle;
    else high = middle;
  }
  const share = time[high] > time[low] ? (seconds - time[low]) / (time[high] - time[low]) : 0;
  return bandAt(fan.variants[0], 2, low) * (1 - share) + bandAt(fan.variants[0], 2, high) * share;
}

function fanRows(v) {
  const variant = fan.variants[v];
  return Array.from(variant.time, (seconds, i) => {
    const at = (band) => bandAt(variant, band, i);
    const row = [localDate(seconds), [at(0), at(2), at(4)], [at(1), at(2), at(3)]];
    if (v > 0) {
      const first = firstMedian(seconds);
      row.push(first === null ? null : [first, first, first]);
    }
    return row;
  });
}

const lastClosing = () => Math.max(...data.variants.map((variant) => variant.closing_s));
const wholeTime = () => [localDate(0).getTime(), localDate(1.015 * lastClosing()).getTime()];

function fanHighest() {
  let highest = 0;
  for (const variant of fan.variants) {
    for (const value of variant.bands[fan.quantity]) highest = Math.max(highest, value);
  }
  return highest > 0 ? highest * 1.08 : 1;
}

/** Nights, announcements and the closing, under the curves. */
function fanUnderlay(v, context, area, chart) {
  const x = (seconds) => chart.toDomXCoord(localDate(seconds).getTime());
  context.save();
  context.beginPath();
  context.rect(area.x, area.y, area.w, area.h);
  context.clip();
  context.fillStyle = ink("night");
  for (const [from, to] of nights(0, lastClosing())) context.fillRect(x(from), area.y, x(to) - x(from), area.h);
  const upright = (seconds, colour, dashes) => {
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.setLineDash(dashes);
    context.beginPath();
    context.moveTo(x(seconds), area.y);
    context.lineTo(x(seconds), area.y + area.h);
    context.stroke();
  };
  for (const announcement of data.variants[v].announcements) upright(announcement.at_s, ink("soft"), [2, 4]);
  upright(data.variants[v].closing_s, ink("deadline"), [7, 4]);
  context.restore();
}

/** The same part of the time in all panels. */
function fanSync(chart) {
  if (fan.syncing) return;
  fan.syncing = true;
  fan.window = chart.xAxisRange();
  for (const other of fan.charts) {
    if (other !== chart) other.updateOptions({ dateWindow: fan.window });
  }
  fan.syncing = false;
}

function fanRead(seconds) {
  const { unit, label } = data.fan.quantities[fan.quantity];
  const lines = fan.variants.map((variant, v) => {
    const name = data.variants[v].name;
    const i = variant.time.findIndex((time) => time >= seconds - 1);
    if (i < 0) return make("div", {}, `${name}: closed`);
    const [low, quarter, median, three, high] = [0, 1, 2, 3, 4].map((band) => numberText(bandAt(variant, band, i)));
    return make("div", {}, `${name}: median ${median} ${unit}, 50 % ${quarter} to ${three}, 90 % ${low} to ${high}`);
  });
  byId("fan-readout").replaceChildren(make("strong", {}, `${dateText(seconds)}: ${label}`), ...lines);
}

function fanSelect(row, seconds) {
  fanRead(seconds);
  for (const chart of fan.charts) {
    if (row >= 0 && row < chart.numRows()) chart.setSelection(row);
  }
}

function fanColours(v) {
  return { gridLineColor: ink("grid"), axisLineColor: ink("line"), colors: [variantColour(v), variantColour(v), ink("soft")] };
}

/** Labels of the time axis at local midnights, or at hours when there are few of them. */
function fanTicker(from, to, pixels) {
  const { ticks, text } = timeTicks(secondsOf(from), secondsOf(to), pixels, 66);
  return ticks.map((at) => ({ v: localDate(at).getTime(), label: text(at) }));
}

function fanChart(v, place) {
  const labels = ["time", "90 %", "50 %"].concat(v > 0 ? [`median of ${data.variants[0].name}`] : []);
  const options = {
    ...fanColours(v), labels, customBars: true, labelsUTC: true, legend: "never", fillAlpha: 0.25, strokeWidth: 2,
    highlightCircleSize: 4, dateWindow: fan.window, valueRange: [0, fanHighest()], ylabel: fanUnit(), yLabelWidth: 16,
    axes: { y: { axisLabelWidth: 56, axisLabelFormatter: (value) => numberText(value) }, x: { axisLabelWidth: 64, ticker: fanTicker } },
    series: v > 0 ? { [labels[3]]: { strokePattern: [2, 4], strokeWidth: 2 } } : {},
    underlayCallback: (context, area, chart) => fanUnderlay(v, context, area, chart),
    highlightCallback: (event, x) => fanRead(secondsOf(x)),
    zoomCallback: (from, to) => fanZoom([from, to]),
    drawCallback: (chart, initial) => { if (!initial) fanSync(chart); },
  };
  return new Dygraph(place, fanRows(v), options);
}

function fanUnit() {
  return data.fan.quantities[fan.quantity].unit;
}

function fanZoom(window) {
  const [first, last] = wholeTime();
  const size = Math.min(Math.max(window[1] - window[0], HOUR * 1000), last - first);
  const from = Math.min(Math.max(window[0], first), last - size);
  fan.window = [from, from + size];
  fan.syncing = true;
  fan.charts.forEach((chart) => chart.updateOptions({ dateWindow: fan.window }));
  fan.syncing = false;
}

function fanScale(factor, shift) {
  const [from, to] = fan.window;
  const middle = (from + to) / 2 + shift * (to - from), half = (factor * (to - from)) / 2;
  fanZoom([middle - half, middle + half]);
}

/** Arrows read one point after the other, + and - zoom. */
function fanKeys(v, place) {
  let row = 0;
  place.addEventListener("keydown", (event) => {
    const { time } = fan.variants[v];
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -24, PageDown: 24, Home: -time.length, End: time.length };
    if (event.key === "+" || event.key === "-") fanScale(event.key === "+" ? 0.5 : 2, 0);
    else if (event.key in moves) {
      row = Math.min(Math.max(row + moves[event.key], 0), time.length - 1);
      fanRead(time[row]);
      fan.charts[v].setSelection(row);
    } else return;
    event.preventDefault();
  });
}

function fanShow() {
  fan.quantity = Number(byId("fan-quantity").value);
  fan.charts.forEach((chart, v) => {
    chart.updateOptions({ file: fanRows(v), valueRange: [0, fanHighest()], ylabel: fanUnit() });
  });
  const { label } = data.fan.quantities[fan.quantity];
  document.querySelectorAll("#fan-panels .chart").forEach((place, v) => {
    place.setAttribute("aria-label", `${data.variants[v].name}: ${label} over time, median and bands`);
  });
  fanRead(data.variants[0].closing_s);
}

/** Quantities of which there is none in any variant say nothing. */
function fanChoices() {
  const select = byId("fan-quantity");
  data.fan.quantities.forEach((quantity, q) => {
    if (fan.variants.some((variant) => variant.bands[q].some((value) => value > 0))) {
      select.append(make("option", { value: String(q) }, `${quantity.label} (${quantity.unit})`));
    }
  });
  fan.quantity = Number(select.value);
  select.addEventListener("change", fanShow);
}

async function putFan() {
  await unpackFan();
  fan.window = wholeTime();
  fanChoices();
  const places = data.variants.map((variant) => {
    const place = make("div", { className: "chart", tabIndex: 0, role: "img" });
    byId("fan-panels").append(make("div", {}, make("h3", {}, `${variant.name}, closes ${dateText(variant.closing_s)}`), place));
    return place;
  });
  places.forEach((place, v) => { // all places first: their number decides how wide they are
    fan.charts.push(fanChart(v, place));
    fanKeys(v, place);
  });
  byId("fan-in").addEventListener("click", () => fanScale(0.5, 0));
  byId("fan-out").addEventListener("click", () => fanScale(2, 0));
  byId("fan-earlier").addEventListener("click", () => fanScale(1, -0.5));
  byId("fan-later").addEventListener("click", () => fanScale(1, 0.5));
  byId("fan-all").addEventListener("click", () => fanZoom(wholeTime()));
  fanShow();
  drawAgain(() => fan.charts.forEach((chart, v) => {
    chart.resize();
    chart.updateOptions(fanColours(v));
  }));
}
