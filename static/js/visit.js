// A visit's page: sends parts of its form without leaving the live pictures, keeps a draft.
//
// Buttons marked data-part, and each change, are sent in the background; of the answer, the
// elements marked data-swap take the place of those on the page. What could not be sent stays on
// this device, in localStorage, until it could. Without script the same buttons load the page anew.

const form = document.querySelector("form[data-visit]");
const key = `visit-${form.dataset.visit}`;
const SAVE_SECONDS = 1.5;
let waiting = null;
let line = Promise.resolve(); // one at a time, in the order of the taps

function entered() {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || ["csrf_token", "version", "once"].includes(field.name)) continue;
    if (field.type === "file" || (field.type === "radio" && !field.checked)) continue;
    if (field.value) found[field.name] = field.value;
  }
  return found;
}

function say(text) {
  const place = document.getElementById("said");
  const note = document.createElement("p");
  note.className = "wrong";
  note.setAttribute("role", "alert");
  note.textContent = text;
  place.replaceChildren(note);
}

function keepHere() {
  try {
    localStorage.setItem(key, JSON.stringify(entered()));
  } catch (error) {
    // Private windows have no storage; the form itself still holds everything.
  }
}

function forgetHere() {
  try {
    localStorage.removeItem(key);
  } catch (error) {
    // As above.
  }
}

function fillAgain() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key) || "null");
  } catch (error) {
    return;
  }
  if (!kept) return;
  for (const [name, value] of Object.entries(kept)) {
    const fields = form.elements[name];
    if (!fields) continue;
    if (fields instanceof RadioNodeList || fields.type !== "radio") fields.value = value;
    else fields.checked = fields.value === value;
  }
  say(form.dataset.back);
}

// Put what is new of the answered page in the place of what is there.
function swap(page) {
  for (const fresh of page.querySelectorAll("[data-swap]")) {
    const old = document.getElementById(fresh.id);
    if (old && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.importNode(fresh, true));
  }
  for (const fresh of page.querySelectorAll("input[type=radio][checked]")) {
    const field = document.getElementById(fresh.id);
    if (field && fresh.value === "finding") field.checked = true;
  }
}

async function send(address) {
  const content = new FormData(form);
  for (const [name, value] of [...content]) {
    if (value instanceof File) content.delete(name); // photographs go with their own button
  }
  let answer, text;
  try {
    answer = await fetch(address, { method: "POST", body: content, credentials: "same-origin" });
    text = await answer.text();
  } catch (error) {
    answer = null;
  }
  const page = answer && new DOMParser().parseFromString(text, "text/html");
  if (!page || !page.querySelector("form[data-visit], #state")) {
    keepHere();
    say(form.dataset.lost);
    return;
  }
  swap(page);
  if (answer.ok) forgetHere();
  else keepHere();
}

function queue(address) {
  line = line.then(() => send(address));
  return line;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-part]");
  if (!button) return;
  event.preventDefault();
  if (button.disabled) return;
  clearTimeout(waiting);
  button.disabled = true;
  queue(button.getAttribute("formaction") || form.action).finally(() => {
    button.disabled = false;
  });
});

form.addEventListener("change", (event) => {
  if (event.target.type === "file" || event.target.name.startsWith("class-")) return;
  keepHere();
  clearTimeout(waiting);
  waiting = setTimeout(() => queue(form.action), SAVE_SECONDS * 1000);
});

form.addEventListener("submit", () => {
  keepHere();
  clearTimeout(waiting);
});

fillAgain();
