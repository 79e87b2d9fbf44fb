// Lets the browser do its proof of work while somebody reads the question: nothing to see, hear
// or solve. Where a part is missing or fails, the form is sent without it and takes the slow lane.

const ALGORITHM = "PBKDF2/SHA-256";
const WORKER = new URL("../vendor/altcha-pbkdf2.js", import.meta.url);

function giveUp(form) {
  form.querySelector("altcha-widget")?.remove();
  delete form.dataset.working;
}

async function prepare(form) {
  if (!window.isSecureContext) return; // without TLS browsers have no cryptography
  form.dataset.working = "1";
  await import("../vendor/altcha.min.js");
  globalThis.$altcha.algorithms.set(ALGORITHM, () => new Worker(WORKER));
  const widget = document.createElement("altcha-widget");
  for (const [name, value] of Object.entries({
    challenge: form.dataset.work,
    display: "invisible",
    auto: form.dataset.workWhen || "onfocus",
    name: "altcha",
    workers: "1",
  })) {
    widget.setAttribute(name, value);
  }
  widget.addEventListener("statechange", (event) => {
    if (event.detail && ["error", "expired"].includes(event.detail.state)) giveUp(form);
  });
  form.append(widget);
}

const form = document.querySelector("form[data-work]");
if (form) prepare(form).catch(() => giveUp(form));
