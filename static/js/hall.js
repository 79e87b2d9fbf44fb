// The screen in a dining room: shows one camera after the other, turns the language, fetches its
// words anew, and tells the portal each minute that it runs. Nobody taps it, so it mends itself.

import "./player.js";

const ROTATE_SECONDS = 30;
const WARM_SECONDS = 8; // before its turn; a camera takes some seconds to begin
const LANGUAGE_SECONDS = 15;
const FRESH_SECONDS = 30;
const BEAT_SECONDS = 60;

const { beat, shape } = document.body.dataset;
const slides = [...document.querySelectorAll(".hall-slide")];
const lost = document.querySelector(".hall-lost");
let shown = Math.max(0, slides.findIndex((slide) => !slide.hidden));
let language = [...document.querySelectorAll(".hall-side")].findIndex((side) => !side.hidden);
let silentSince = null;

function press(slide, name) {
  slide.querySelector(`.player-${name}`).click(); // unseen here, and still the player's own button
}

function play(slide) {
  const { dataset } = slide.querySelector(".player");
  if ("playable" in dataset && !["asking", "moving"].includes(dataset.phase)) press(slide, "start");
}

// Have the next picture ready when its turn comes: asking for it starts the camera.
function warm() {
  if (slides.length < 2) return;
  const { dataset } = slides[(shown + 1) % slides.length].querySelector(".player");
  if ("playable" in dataset) fetch(dataset.playlist, { cache: "no-store" }).catch(() => {});
}

// To the next camera; a single one is started again in case it has come to rest.
function rotate() {
  if (slides.length === 0) return;
  const next = (shown + 1) % slides.length;
  if (next !== shown) {
    press(slides[shown], "stop");
    slides[shown].hidden = true;
    slides[next].hidden = false;
    shown = next;
  }
  play(slides[shown]);
  setTimeout(warm, (ROTATE_SECONDS - WARM_SECONDS) * 1000);
}

function speak() {
  const sides = [...document.querySelectorAll(".hall-side")];
  sides.forEach((side, number) => {
    side.hidden = number !== language;
  });
}

function tellLoss() {
  lost.hidden = silentSince === null;
  if (silentSince !== null) {
    const time = silentSince.toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(11, 16);
    for (const span of lost.querySelectorAll("[data-text]")) {
      span.textContent = span.dataset.text.replace("{time}", time);
    }
  }
  // A code that is over proves nothing: better none than one that is refused.
  for (const code of document.querySelectorAll("[data-until]")) {
    code.classList.toggle("hall-code-over", code.dataset.until * 1000 < Date.now() - 600000);
  }
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.dataset.shape !== shape) {
      location.reload(); // other cameras, or an address that is void: the page says so itself
      return;
    }
    for (const fresh of page.querySelectorAll("[data-fresh]")) {
      document.getElementById(fresh.id).replaceChildren(...fresh.childNodes);
    }
    silentSince = null;
    speak();
  } catch (error) {
    silentSince = silentSince || new Date();
  }
  tellLoss();
}

function tell() {
  if (beat && !document.hidden) fetch(beat, { method: "POST", keepalive: true }).catch(() => {});
}

if (slides.length) play(slides[shown]);
setTimeout(warm, (ROTATE_SECONDS - WARM_SECONDS) * 1000);
tell();
setInterval(rotate, ROTATE_SECONDS * 1000);
setInterval(refresh, FRESH_SECONDS * 1000);
setInterval(tell, BEAT_SECONDS * 1000);
setInterval(() => {
  language = (language + 1) % document.querySelectorAll(".hall-side").length;
  speak();
}, LANGUAGE_SECONDS * 1000);
window.addEventListener("offline", () => {
  silentSince = silentSince || new Date();
  tellLoss();
});
window.addEventListener("online", refresh);
