// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the parts on the page, from the top down.

async function main() {
  putHeader();
  putAnswer();
  putEveryone();
  putMeasures();
  putLedger();
  putProvenance();
  await putRoad();
  await putFan();
  await putHeat();
  await putFilm();
  document.documentElement.dataset.ready = "yes";
}

main();
