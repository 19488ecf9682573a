// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger of assumptions, and how to get the same results again.

const MARKS = ["reported", "derived", "assumed", "unmarked"];

function ledgerRow(entry) {
  return make("tr", { "data-mark": entry.mark }, make("td", { className: `mark mark-${entry.mark}` }, entry.mark),
    make("td", {}, make("code", {}, entry.key)), make("td", { "data-heading": "value" }, entry.value),
    make("td", entry.source === "" ? {} : { "data-heading": "source" }, entry.source));
}

function ledgerFilter() {
  const wanted = new Set([...document.querySelectorAll("#ledger-marks input:checked")].map((box) => box.value));
  const words = byId("ledger-search").value.toLowerCase();
  let shown = 0;
  for (const row of document.querySelectorAll("#ledger-table tbody tr")) {
    row.hidden = !wanted.has(row.dataset.mark) || !row.textContent.toLowerCase().includes(words);
    shown += row.hidden ? 0 : 1;
  }
  byId("ledger-count").textContent = `${numberText(shown)} of ${numberText(data.ledger.length)} values`;
}

function putLedger() {
  for (const mark of MARKS) {
    const n = data.ledger.filter((entry) => entry.mark === mark).length;
    if (n === 0) continue;
    const box = make("input", { type: "checkbox", checked: true, value: mark });
    box.addEventListener("change", ledgerFilter);
    byId("ledger-marks").append(make("label", { className: "check" }, box, `${mark} (${numberText(n)})`));
  }
  byId("ledger-search").addEventListener("input", ledgerFilter);
  document.querySelector("#ledger-table tbody").append(...data.ledger.map(ledgerRow));
  ledgerFilter();
}

async function saveScenario() {
  const text = await unpack(data.scenario, Uint8Array);
  const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  make("a", { href: address, download: "scenario.yaml" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function putProvenance() {
  const { argv, version, git, compiler, libraries, date } = data.provenance;
  const lines = [["Command", make("code", {}, argv)], ["Seed", String(data.seed)], ["Replications", numberText(data.replications)],
    ["Version", `wayout ${version}, commit ${git}`], ["Built with", `${compiler}; ${libraries}`], ["Made on", date]];
  byId("provenance").append(...lines.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  byId("save-scenario").addEventListener("click", saveScenario);
}
