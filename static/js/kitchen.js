// Changes the camera without leaving the page. Without this file the tabs are plain links, and
// they stay so wherever something goes wrong here.

import { upgrade } from "./player.js";

const place = document.querySelector("[data-switch]");
const WATCHING = ["asking", "moving", "stills"];

// Put the picture, the tabs and the words of the page at `address` in place of the present ones.
async function change(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const isWatching = WATCHING.includes(place.querySelector(".player").dataset.phase);
  place.querySelector(".player-stop").click();
  place.replaceChildren(...page.querySelector("[data-switch]").childNodes);
  upgrade(place);
  if (isWatching) place.querySelector(".player-start").click();
}

async function follow(event) {
  const tab = event.target.closest(".tabs a");
  if (!tab || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await change(tab.href);
    history.pushState(null, "", tab.href);
    place.querySelector(".tabs [aria-current]").focus();
  } catch (error) {
    location.assign(tab.href);
  }
}

// Whoever could not see the picture move is asked about that.
function tellFailure(event) {
  const player = place.querySelector(".player");
  if (player && player.dataset.phase === "stills") {
    event.currentTarget.search = "?after=failed";
  }
}

if (place) {
  for (const link of document.querySelectorAll("[data-rate]")) {
    link.addEventListener("click", tellFailure);
  }
  place.addEventListener("click", follow);
  window.addEventListener("popstate", () => change(location.href).catch(() => location.reload()));
}
