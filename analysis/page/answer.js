// SPDX-License-Identifier: GPL-3.0-or-later
// The plain sentences and the table of numbers: the texts of `wayout compare`.

function putHeader() {
  const plural = data.replications === 1 ? "" : "s";
  byId("title").textContent = data.title;
  byId("about").textContent = `${numberText(data.replications)} replication${plural}, seed ${data.seed}; order to leave ` +
    `${dateText(data.order_s)}; dates are local time (${data.zone}).`;
  byId("few").textContent = data.few;
  byId("few").hidden = data.few === "";
}

function putAnswer() {
  const together = (text) => text.replaceAll(" %", "\u00a0%"); // no line begins with the sign
  for (const variant of data.variants) {
    const heading = make("h3", {}, variant.name, make("small", {}, `closes ${dateText(variant.closing_s)}`));
    const sentences = variant.sentences.map((text, i) => make("p", { className: i === 0 ? "headline" : "" }, together(text)));
    byId("answers").append(make("article", {}, heading, ...sentences));
  }
  byId("caveat").textContent = data.caveat;
}

/** A cell of the table; `number` stands behind it, in full. */
function cell(heading, text, number) {
  const value = number === undefined || number === null ? text : make("data", { value: String(number) }, text);
  return make("td", { className: "figure", "data-heading": heading }, ...(text === "" ? [] : [value]));
}

function headRow(names) {
  return make("thead", {}, make("tr", {}, ...names.map((name, i) =>
    make("th", { scope: "col", className: i < 2 ? "" : "figure" }, name))));
}

const difference = () => `minus ${data.variants[0].name}`;

function measureRows(measure) {
  const unit = measure.unit === "" ? "" : ` (${measure.unit})`;
  return measure.rows.map((row, v) => {
    const label = make("th", { scope: "row" }, v === 0 ? measure.label + unit : "");
    const cells = [cell("median", row.median, row.median_number), cell(data.range_name, row.range),
      cell("mean", row.mean, row.mean_number)];
    if (data.variants.length > 1) cells.push(cell(difference(), row.difference ?? ""));
    return make("tr", { className: v === 0 ? "first-row" : "", "data-key": measure.key, "data-variant": String(v) },
      label, make("td", { className: "variant" }, data.variants[v].name), ...cells);
  });
}

function queueRows(columns) {
  return data.queue_heads.map((head, v) => make("tr", { className: v === 0 ? "first-row" : "" },
    make("th", { scope: "row" }, v === 0 ? "its head most often" : ""), make("td", { className: "variant" }, data.variants[v].name),
    make("td", { colSpan: columns - 2 }, head.section === "" ? head.where : `section ${head.section}, ${head.where}`)));
}

// What the sentences speak of comes first; the rest unfolds.
const FIRST_GROUPS = ["Residents", "Truck loads of goods", "Cattle (heads)", "Sheep and goats (heads)", "Army (vehicles)"];

function measureTable(measures) {
  const names = ["", "variant", "median", data.range_name, "mean ± 95 % interval"];
  if (data.variants.length > 1) names.push(difference());
  const body = make("tbody", {});
  let group = "";
  for (const measure of measures) {
    if (measure.group !== group) {
      group = measure.group;
      body.append(make("tr", {}, make("th", { className: "group", colSpan: names.length, scope: "rowgroup" }, group)));
    }
    body.append(...measureRows(measure));
    if (measure.key === "queue_longest_m") body.append(...queueRows(names.length));
  }
  return make("table", { className: "stacked" }, headRow(names), body);
}

function putMeasures() {
  const isFirst = (measure) => FIRST_GROUPS.includes(measure.group);
  const first = data.measures.filter(isFirst), rest = data.measures.filter((measure) => !isFirst(measure));
  if (first.length > 0) byId("measures").append(measureTable(first));
  if (rest.length > 0) {
    byId("measures").append(make("details", { open: first.length === 0 },
      make("summary", {}, "Times, delays, queues, and vehicles by class"), measureTable(rest)));
  }
  const compared = data.variants.length > 1
    ? ` The last column is the mean difference to ${data.variants[0].name}, replication by replication, with its 95 % interval.` : "";
  byId("numbers-note").textContent = `At the closing of each variant, over ${numberText(data.replications)} replications.` +
    ` What was not reached counts as later than everything.${compared}`;
}

function putEveryone() {
  if (data.everyone_out.length === 0) return;
  const names = ["", "variant", "share of replications", "95 % interval (Wilson)", "replications"];
  if (data.variants.length > 1) names.push(difference());
  const rows = data.everyone_out.map((row, v) => {
    const cells = [cell(names[2], row.share, row.share_number), cell(names[3], row.interval), cell(names[4], row.runs)];
    if (data.variants.length > 1) cells.push(cell(names[5], row.difference ?? ""));
    return make("tr", { "data-key": "everyone_out", "data-variant": String(v) },
      make("th", { scope: "row" }, v === 0 ? "everyone out who wants out" : ""), make("td", { className: "variant" }, data.variants[v].name), ...cells);
  });
  byId("everyone").append(make("table", { className: "stacked" }, headRow(names), make("tbody", {}, ...rows)));
}
