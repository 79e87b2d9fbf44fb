// Keys of a list: j and k walk through its lines, Enter follows the link that has the focus. Lines
// of a queue are marked; in any other list a line is known by its first link.

const OWN_KEYS = "[data-behind], [data-before], .wall"; // pages on which j and k mean something else
const LINES = "main ol > li, main .rows > li, main .lines > li, main tbody > tr";

function jobs() {
  if (document.querySelector(OWN_KEYS)) return [];
  const marked = [...document.querySelectorAll("[data-job]")];
  if (marked.length) return marked;
  const first = [...document.querySelectorAll(LINES)].map((line) => line.querySelector("a[href]"));
  return first.filter((link) => link && link.getClientRects().length);
}
const TYPING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPING)) return;
  const lines = jobs();
  if (!lines.length) return;
  const here = lines.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : lines.length - 1) : here + step;
  lines[Math.min(Math.max(next, 0), lines.length - 1)].focus();
  event.preventDefault();
});

// Drafts: what is typed into a form with `data-draft` stays on this device until it was taken, so
// that a sign-in that has run out, or a page that was closed, costs no words.
const DRAFT = "mingchu-draft ";
const KEEP_MS = 7 * 24 * 3600 * 1000;
const FIELDS = "textarea, select, input[type=date], input[type=text], input[type=datetime-local]";

const store = (act) => {
  try {
    return act(window.localStorage);
  } catch {
    return null; // a browser that forbids it: the form works as before
  }
};

const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)].filter((each) => each.name);

const sent = document.querySelector("[data-sent]")?.dataset.sent;
if (sent) store((box) => box.removeItem(DRAFT + sent));

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = DRAFT + form.dataset.draft;
  const kept = store((box) => JSON.parse(box.getItem(key) ?? "null"));
  if (kept && Date.now() - kept.at < KEEP_MS) {
    for (const field of fieldsOf(form)) {
      if (field.matches("textarea") && field.value === "" && kept.words[field.name]) {
        field.value = kept.words[field.name];
        field.closest("details")?.setAttribute("open", "");
      }
    }
  }
  form.addEventListener("input", () => {
    const words = Object.fromEntries(fieldsOf(form).map((each) => [each.name, each.value]));
    store((box) => box.setItem(key, JSON.stringify({ at: Date.now(), words })));
  });
}
