// Says on the page itself since when there is no connection, and holds back what is sent meanwhile:
// a page that stands still keeps what was typed, and forms with drafts keep it on the device as
// well. Where the browser can, a worker answers with a page of ours in place of its own error.

import { isConnected } from "./connection.js";

const RETRY_MS = 20000;
const READING = "mingchu-reading"; // text size and colours, which the kept page cannot be told
const bar = document.querySelector("[data-offline-since]");
const clock = () => new Date().toLocaleTimeString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 5);

function cut() {
  if (!bar.hidden) return; // it still holds when the line went
  bar.textContent = bar.dataset.offlineSince.replace("{time}", clock());
  bar.hidden = false;
}

function back() {
  bar.hidden = true;
  bar.textContent = "";
  const held = document.querySelector("[data-held-back]");
  if (held) held.textContent = bar.dataset.again;
}

// The message stands within the form, beside the button that sends it again.
function holdBack(form) {
  let words = form.querySelector("[data-held-back]");
  if (!words) {
    words = document.createElement("p");
    words.className = "wrong";
    words.dataset.heldBack = "";
    words.setAttribute("role", "alert");
    form.append(words);
  }
  words.textContent = bar.dataset.unsent;
}

// A form that says `data-hold` lies on a page that going back would not bring back, so the line is
// tried before it is left; others are held back only when the device knows that it is offline.
async function send(event) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || "connected" in form.dataset) return;
  const canSendLater = submitter !== undefined && form.requestSubmit; // not in browsers of 2019
  if (navigator.onLine !== false && !("hold" in form.dataset && canSendLater)) return;
  event.preventDefault();
  if (!(await isConnected())) {
    holdBack(form);
    return;
  }
  if (!canSendLater) return;
  form.dataset.connected = "";
  form.requestSubmit(submitter || undefined);
  delete form.dataset.connected;
}

function store(act) {
  try {
    return act(window.localStorage);
  } catch (error) {
    return null; // a browser that forbids it
  }
}

// The page shown in place of one that could not be reached.
function wait(button) {
  const again = () => location.reload();
  button.addEventListener("click", again);
  window.addEventListener("online", again);
  setInterval(async () => { if (await isConnected()) again(); }, RETRY_MS);
}

function readAsBefore() {
  const kept = store((box) => JSON.parse(box.getItem(READING) ?? "null"));
  if (kept) Object.assign(document.documentElement.dataset, kept);
}

const isKept = document.querySelector("[data-needs-script]");
if (isKept) {
  isKept.hidden = false;
  readAsBefore();
  const retry = document.querySelector("[data-retry]");
  if (retry) wait(retry);
  document.querySelector("[data-back]")?.addEventListener("click", () => history.back());
} else {
  const { text, colour } = document.documentElement.dataset;
  const chosen = { ...(text && { text }), ...(colour && { colour }) };
  store((box) => (text || colour
    ? box.setItem(READING, JSON.stringify(chosen)) : box.removeItem(READING)));
}

if (bar) {
  window.addEventListener("offline", cut);
  window.addEventListener("online", back);
  document.addEventListener("submit", send);
  if (navigator.onLine === false && !isKept) cut();
  if (navigator.serviceWorker && window.isSecureContext) {
    const register = () => navigator.serviceWorker.register(bar.dataset.worker).catch(() => {});
    if (document.readyState === "complete") register();
    else window.addEventListener("load", register); // never before the picture
  }
}
