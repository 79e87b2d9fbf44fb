// Keys of one lead: j and k go to its neighbours, c and r lead to the buttons, which Enter presses.

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const follow = (selector) => document.querySelector(selector)?.click();
const go = (selector) => document.querySelector(selector)?.focus();
const ACTS = {
  j: () => follow("[data-behind]"),
  k: () => follow("[data-before]"),
  c: () => go("#confirm"),
  r: () => go("#reason"),
};

document.addEventListener("keydown", (event) => {
  const act = ACTS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPING)) return;
  event.preventDefault();
  act();
});
