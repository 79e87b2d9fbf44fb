// Keys of a queue: j and k walk through its lines, Enter follows the link that has the focus.

const jobs = () => [...document.querySelectorAll("[data-job]")];
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
