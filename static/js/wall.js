// The wall of many cameras: turns its pages, plays the one that is selected, obeys keys. Without
// this file every tile is a still and the page turns by fetching itself.

import { upgrade } from "./player.js";

const HOURLY_MS = 3600 * 1000; // then the page is loaded anew: what screens run for days must not grow
const ACTIVE = ["asking", "moving", "stills", "resting"];
const begun = performance.now();
const wall = document.getElementById("wall");
const seconds = Number(document.body.dataset.seconds);
let silentSince = null;
let isTurning = false;

const tiles = () => [...wall.querySelectorAll(".wall-tile")];
const isActive = (tile) => ACTIVE.includes(tile.querySelector(".player").dataset.phase);
const playing = () => tiles().find(isActive);

function press(tile, name) {
  tile.querySelector(`.player-${name}`).click();
}

// The one that is selected moves; whichever moved before rests.
function select(tile) {
  for (const other of tiles()) {
    const isChosen = other === tile;
    other.classList.toggle("wall-chosen", isChosen);
    if (!isChosen && isActive(other)) press(other, "stop");
  }
}

function rest() {
  const tile = playing();
  if (!tile) return;
  press(tile, "stop");
  tile.classList.remove("wall-chosen");
  tile.focus();
}

function tellLoss() {
  const lost = wall.querySelector(".wall-lost");
  lost.hidden = silentSince === null;
  if (silentSince === null) return;
  const time = silentSince.toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(11, 16);
  lost.textContent = lost.dataset.text.replace("{time}", time);
}

async function go(address) {
  if (isTurning) return;
  if (performance.now() - begun > HOURLY_MS) {
    location.assign(address);
    return;
  }
  isTurning = true;
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("wall");
    if (!fresh) {
      location.assign(address); // signed out: the portal says so itself
      return;
    }
    const tile = playing();
    if (tile) press(tile, "stop");
    silentSince = null;
    wall.replaceChildren(...fresh.childNodes);
    for (const name of ["next", "here", "turns"]) {
      if (name in fresh.dataset) wall.dataset[name] = fresh.dataset[name];
      else delete wall.dataset[name];
    }
    history.replaceState(null, "", wall.dataset.here);
    begin();
  } catch (error) {
    silentSince = silentSince || new Date();
    tellLoss();
  } finally {
    isTurning = false;
  }
}

function follow(name) {
  const link = wall.querySelector(name);
  if (link) go(link.href);
}

function begin() {
  upgrade(wall);
  for (const tile of tiles()) tile.tabIndex = 0;
}

function step(by) {
  const all = tiles();
  if (!all.length) return;
  const here = all.findIndex((tile) => tile.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : (here + by + all.length) % all.length;
  all[next].focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowRight: () => step(1),
  ArrowLeft: () => step(-1),
  n: () => follow("a[rel=next]"),
  p: () => follow("a[rel=prev]"),
  Escape: rest,
  " ": () => follow("[data-pause]"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, button, a")) return;
  if (event.key === "Enter" && event.target.classList.contains("wall-tile")) {
    press(event.target, "start");
    event.preventDefault();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

wall.addEventListener("click", (event) => {
  const start = event.target.closest(".player-start, .player-again, .player-stay");
  if (start) select(start.closest(".wall-tile"));
  const link = event.target.closest(".wall-bar nav a, .wall-sizes a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});

wall.addEventListener("change", (event) => {
  const { form } = event.target;
  if (form) go(`${form.action}?${new URLSearchParams(new FormData(form))}`);
});

// Nothing is taken away from under somebody who watches; the same page is fetched anew otherwise,
// so that an alarm comes to the front.
setInterval(() => {
  if (playing() || document.hidden) return;
  if (wall.contains(document.activeElement) && document.activeElement.closest("select")) return;
  go("turns" in wall.dataset ? wall.dataset.next : wall.dataset.here);
}, seconds * 1000);

begin();
