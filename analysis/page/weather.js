// SPDX-License-Identifier: GPL-3.0-or-later
// The weather at the deadline line, as the film shows it: in words and as a mark that does not move.

/** What a record mark says; null without weather. */
async function unpackWeather(packed) {
  if (packed === null) return null;
  return { states: packed.states, state: await unpack(packed.state, Float32Array), snow: await unpack(packed.snow_mm, Float32Array) };
}

/** State and depth of snow in cm at the last record mark; null without weather. */
function weatherAt(weather, mark) {
  if (weather === null) return null;
  const k = Math.min(mark, weather.state.length - 1);
  return { state: weather.states[weather.state[k]], snow: weather.snow[k] / 10 };
}

/** "light snow, 3 cm of snow at the deadline line" */
function weatherText(now) {
  if (now === null) return "";
  const depth = now.snow > 0 ? `, ${numberText(now.snow)} cm of snow` : "";
  return `${now.state.name.replaceAll("_", " ")}${depth} at the deadline line`;
}

/** The road around the deadline line, which is the exit when none is drawn; null where it is not in this lane. */
function weatherSpan(stage) {
  const line = data.road.line;
  if (line !== null ? !stage.lane.sections.has(line.section) : stage.lane !== road.lanes[0]) return null;
  const half = Math.max(60, 0.08 * stage.width), x = stage.x(line?.km ?? 0);
  return { left: Math.max(x - half, 0), right: Math.min(x + half, stage.width), line: x, half };
}

/** Fog: a veil that is thickest at the line. */
function drawHaze(context, stage, span, light) {
  const veil = (share) => `rgb(${mix([126, 132, 146], [150, 156, 164], light).join(" ")} / ${share})`;
  const haze = context.createLinearGradient(span.line - span.half, 0, span.line + span.half, 0);
  haze.addColorStop(0, veil(0));
  haze.addColorStop(0.5, veil(0.75));
  haze.addColorStop(1, veil(0));
  context.fillStyle = haze;
  context.fillRect(span.left, stage.top, span.right - span.left, stage.height);
}

/** Snowfall: the more dots, the more snow. The golden ratio spreads them evenly, at the same places in every frame. */
function drawFlakes(context, stage, span, light, snowfall) {
  context.fillStyle = rgb(mix([235, 240, 250], [82, 100, 134], light));
  const n = Math.min(40 + 40 * snowfall, 200), height = stage.labels - 44 - stage.top;
  for (let i = 0; i < n; i++) {
    const x = span.line + span.half * (2 * ((i * 0.6180339887) % 1) - 1);
    context.beginPath();
    context.arc(x, stage.top + 40 + (height * (i + 0.5)) / n, 1.8, 0, 7);
    if (x < span.right) context.fill();
  }
}

/** Snow or ice on the road: white ground. */
function drawCover(context, stage, span, light) {
  context.fillStyle = rgb(mix([190, 198, 214], [255, 255, 255], light));
  for (const cell of stage.lane.outbound) {
    const left = Math.max(stage.x(cell.high), span.left), right = Math.min(stage.x(cell.low) + 0.5, span.right);
    if (left < right) context.fillRect(left, stage.y(cell.elevation), right - left, 14);
  }
}
