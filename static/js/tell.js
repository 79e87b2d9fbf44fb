// Keeps what somebody types on their own phone until it is sent, pictures included. Without this
// file the form works all the same: each page carries what the pages before it were told.

import { isConnected } from "./connection.js";

const form = document.querySelector("[data-tell]");
const NOT_KEPT = ["altcha", "csrf_token", "form", "page", "picture", "website", "go", "photo"];
const DAY = 86400000;

function store() {
  try {
    localStorage.setItem("mingchu-try", "1");
    localStorage.removeItem("mingchu-try");
    return localStorage;
  } catch (error) {
    return null;
  }
}

function kept(name) {
  try {
    const found = JSON.parse(store().getItem(name));
    return found && Date.now() - found.at < DAY ? found : null;
  } catch (error) {
    return null;
  }
}

// Pictures that are chosen but not sent yet, as data addresses; those too large are left out.
function photos(field) {
  return Promise.all([...field.files].map((file) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, type: file.type, data: reader.result });
    reader.onerror = () => done(null);
    reader.readAsDataURL(file);
  })));
}

async function keep(name) {
  const values = {};
  for (const [field, value] of new FormData(form)) {
    if (!NOT_KEPT.includes(field) && value) values[field] = value;
  }
  const field = form.querySelector("[type=file]");
  const draft = { at: Date.now(), mark: form.elements.form.value, values };
  draft.tickets = [...form.querySelectorAll("[name=picture]")].map((each) => each.value);
  if (field && field.files.length) draft.photos = (await photos(field)).filter(Boolean);
  for (const part of [draft, { ...draft, photos: [] }]) {
    try {
      store().setItem(name, JSON.stringify(part));
      return;
    } catch (error) { /* full: once more without pictures */ }
  }
}

async function giveBack(draft) {
  form.elements.form.value = draft.mark;
  for (const [field, value] of Object.entries(draft.values)) {
    const inputs = [...form.querySelectorAll(`[name="${field}"]`)];
    if (!inputs.length) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: field, value });
      form.append(hidden);
    }
    for (const input of inputs) {
      if (input.type === "radio" || input.type === "checkbox") input.checked = input.value === value;
      else input.value = value;
    }
  }
  for (const ticket of draft.tickets || []) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "picture", value: ticket });
    form.append(hidden);
  }
}

async function givePhotosBack(draft) {
  const field = form.querySelector("[type=file]");
  if (!field || field.files.length || !(draft.photos || []).length) return;
  const all = new DataTransfer();
  for (const each of draft.photos) {
    const blob = await (await fetch(each.data)).blob().catch(() => null);
    if (blob) all.items.add(new File([blob], each.name, { type: each.type }));
  }
  field.files = all.files;
}

function offer(name, draft) {
  const box = document.createElement("div");
  box.className = "notice";
  box.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = form.dataset.kept;
  const yes = document.createElement("button");
  const no = document.createElement("button");
  Object.assign(yes, { type: "button", className: "button", textContent: form.dataset.yes });
  Object.assign(no, { type: "button", className: "link", textContent: form.dataset.no });
  yes.addEventListener("click", () => { giveBack(draft); box.remove(); });
  no.addEventListener("click", () => { store().removeItem(name); box.remove(); });
  const inside = document.createElement("div");
  inside.append(text, yes, " ", no);
  box.append(inside);
  form.before(box);
}

// A proof of work that is under way is waited for; without one the form takes the slow lane.
function isProved() {
  const until = Date.now() + 20000;
  return new Promise((done) => {
    const look = () => {
      const field = form.querySelector("input[name=altcha]"); // the widget has the name too
      const isOver = !form.dataset.working || Date.now() > until;
      if (isOver || (field && field.value)) done();
      else setTimeout(look, 100);
    };
    look();
  });
}

function sayOffline() {
  let box = document.getElementById("offline");
  if (!box) {
    box = document.createElement("p");
    Object.assign(box, { id: "offline", className: "wrong" });
    box.setAttribute("role", "alert");
    form.append(box);
  }
  box.textContent = form.dataset.offline;
}

if (form && store() && !form.dataset.tell.endsWith("insider")) {
  const name = `mingchu-tell ${form.dataset.tell}`;
  const draft = kept(name);
  const page = form.elements.page.value;
  if (draft && page === "what" && !form.querySelector("[name=category]:checked")) offer(name, draft);
  if (draft && page === "pictures") givePhotosBack(draft);
  form.addEventListener("input", () => keep(name));
  form.addEventListener("change", () => keep(name));
  keep.later = page !== "what" && keep(name);
  form.addEventListener("submit", async (event) => {
    if (form.dataset.checked) return;
    if (event.submitter === undefined || !form.requestSubmit) return; // browsers of 2019
    event.preventDefault();
    const button = event.submitter;
    await keep(name);
    if (!(await isConnected())) {
      sayOffline();
      return;
    }
    if (form.dataset.work && button && button.value === "send") await isProved();
    form.dataset.checked = "1";
    form.requestSubmit(button || undefined);
  });
}

// The confirmation: drafts are over, and number and code can be copied or printed.
const receipt = document.querySelector(".receipt");
if (receipt) {
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith("mingchu-tell "))
      .forEach((name) => localStorage.removeItem(name));
  } catch (error) { /* nothing is kept here */ }
}

const tools = document.querySelector("[data-tools]");
if (tools) {
  const texts = [...document.querySelectorAll(".receipt-number b")].map((each) => each.textContent);
  const add = (word, act) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-quiet", textContent: word });
    button.addEventListener("click", () => act(button));
    tools.append(button, " ");
  };
  if (navigator.clipboard) {
    add(tools.dataset.copy, async (button) => {
      await navigator.clipboard.writeText(texts.join(" "));
      button.textContent = tools.dataset.copied;
    });
  }
  if (tools.dataset.print) add(tools.dataset.print, () => window.print());
}

const leave = document.querySelector("[data-leave]");
if (leave) {
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(leave.href);
  });
}
