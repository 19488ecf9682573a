// SPDX-License-Identifier: GPL-3.0-or-later
// What all parts of the page share: the data, elements, dates, colours, and when to draw again.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/** An element with properties and children; texts are set as texts, never as HTML. */
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Undoes the packing: base64, then deflate. `Type` is the typed array that was packed. */
async function unpack(text, Type) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Type(await new Response(stream).arrayBuffer());
}

// Times are seconds after the scenario's start. A Date whose UTC fields are the local time of the scenario is right for
// every reader, wherever they are.
const HOUR = 3600, DAY = 86400;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const localDate = (seconds) => new Date((data.start_local_s + seconds) * 1000);
const secondsOf = (milliseconds) => milliseconds / 1000 - data.start_local_s;
const two = (number) => String(number).padStart(2, "0");
const clockOf = (date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
const dayOf = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;

function dateText(seconds) {
  const date = localDate(seconds);
  return `${WEEKDAYS[date.getUTCDay()]} ${dayOf(date)} ${date.getUTCFullYear()}, ${clockOf(date)}`;
}

/** "1,234", with decimals where they say something. */
function numberText(value) {
  if (!Number.isFinite(value)) return "unknown";
  const decimals = Math.abs(value) < 10 && !Number.isInteger(value) ? (Math.abs(value) < 1 ? 2 : 1) : 0;
  return value.toLocaleString("en-GB", { maximumFractionDigits: decimals });
}

/** Is the sun up? 0 = night, 1 = day, between them for the twilight of 40 minutes. */
function daylight(seconds) {
  let light = 0;
  for (const day of data.days) {
    if (day.sunset_s <= day.sunrise_s) continue;
    const inside = Math.min(seconds - day.sunrise_s, day.sunset_s - seconds);
    light = Math.max(light, Math.min(1, Math.max(0, 0.5 + inside / 2400)));
  }
  return light;
}

/** Nights between two times, as pairs of seconds. */
function nights(from, to) {
  const found = [];
  let dusk = from;
  for (const day of data.days) {
    if (day.sunset_s <= day.sunrise_s) continue;
    if (day.sunrise_s > dusk) found.push([dusk, Math.min(day.sunrise_s, to)]);
    dusk = Math.max(dusk, day.sunset_s);
  }
  if (dusk < to) found.push([dusk, to]);
  return found.filter(([begin, end]) => end > from && begin < to);
}

/** Colour of the page's style sheet, as it is now. */
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const VARIANT_COLOURS = 6;
const variantColour = (variant) => ink(`variant-${variant % VARIANT_COLOURS}`);

const VIRIDIS = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121],
  [109, 205, 89], [180, 222, 44], [253, 231, 37]];

/** Red, green and blue of viridis at `share`, 0 to 1. */
function viridis(share) {
  const at = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return VIRIDIS[low].map((from, i) => Math.round(from + (at - low) * (VIRIDIS[low + 1][i] - from)));
}

/** Sets a canvas to the width of its place and `height`, sharp on every screen. @return its 2D context. */
function prepare(canvas, height) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.max(canvas.clientWidth, 200);
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = "13px system-ui, 'Liberation Sans', 'DejaVu Sans', sans-serif";
  return { context, width, height };
}

/** Times of labels on an axis: whole days or parts of them, `room` pixels apart at least. */
function timeTicks(from, to, pixels, room) {
  const steps = [HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY];
  const step = steps.find((one) => (to - from) / one <= pixels / room) ?? steps.at(-1);
  const phase = ((-data.start_local_s % step) + step) % step;
  const ticks = [];
  for (let at = from + ((((phase - from) % step) + step) % step); at <= to; at += step) ticks.push(at);
  return { ticks, text: (at) => (step < DAY ? clockOf(localDate(at)) : dayOf(localDate(at))), step };
}

/** Fills a select with names; calls `changed` when another one is chosen. */
function fillSelect(select, names, changed) {
  names.forEach((name, i) => select.append(make("option", { value: String(i) }, name)));
  select.addEventListener("change", changed);
  select.closest("label").hidden = names.length < 2;
}

const redraws = [];
/** `draw` runs when the size of the window or the colours change, and for print. */
function drawAgain(draw) {
  redraws.push(draw);
}

let waiting = 0;
function redrawSoon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => redraws.forEach((draw) => draw()));
}
window.addEventListener("resize", redrawSoon);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawSoon);

/** Paper is white and narrow, whatever the screen is like. */
function forPaper(printing) {
  document.documentElement.classList.toggle("printing", printing);
  document.body.style.width = printing ? "680px" : "";
  if (printing) document.querySelectorAll("main details").forEach((details) => { details.open = true; });
  redraws.forEach((draw) => draw());
}
window.addEventListener("beforeprint", () => forPaper(true));
window.addEventListener("afterprint", () => forPaper(false));
