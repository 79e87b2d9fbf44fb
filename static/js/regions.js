// Draws a region over a camera's still: each click sets a corner, which is written into the text
// field that works without script as well. By keyboard: arrows move a cross, Enter sets a corner,
// Backspace takes the last one back.

const frame = document.querySelector("[data-region-frame]");
const form = document.querySelector("[data-region-form]");
const outline = frame.querySelector("[data-region-new]");
const cross = frame.querySelector("[data-region-cross]");
const hint = form.querySelector("[data-region-hint]");
const field = form.elements.corners;
const STEP = 1; // percent of the picture
const STRIDE = 10;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let at = [50, 50];

const within = (share) => Math.round(Math.min(100, Math.max(0, share)) * 10) / 10;

function corners() {
  const told = field.value.trim().split(/\s+/).map((each) => each.split(/[,，]/).map(Number));
  return told.filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
}

function show() {
  outline.setAttribute("points", corners().map(([x, y]) => `${10 * x},${10 * y}`).join(" "));
  const [x, y] = at.map((share) => 10 * share);
  cross.setAttribute("d", `M${x - 20},${y}H${x + 20}M${x},${y - 35}V${y + 35}`);
}

function write(found) {
  field.value = found.map((pair) => pair.join(",")).join(" ");
  show();
}

function add(corner) {
  write([...corners(), corner]);
}

const takeBack = () => write(corners().slice(0, -1));

frame.addEventListener("click", (event) => {
  const place = frame.getBoundingClientRect();
  at = [
    within((100 * (event.clientX - place.left)) / place.width),
    within((100 * (event.clientY - place.top)) / place.height),
  ];
  add(at);
});

frame.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.key];
  if (move) {
    const far = event.shiftKey ? STRIDE : STEP;
    at = at.map((share, axis) => within(share + far * move[axis]));
    show();
  } else if (event.key === "Enter") add(at);
  else if (event.key === "Backspace") takeBack();
  else return;
  event.preventDefault();
});

field.addEventListener("input", show);
form.querySelector("[data-region-back]").addEventListener("click", takeBack);

// Only now can the picture be drawn on.
frame.tabIndex = 0;
frame.setAttribute("role", "application");
frame.setAttribute("aria-label", hint.dataset.label);
frame.classList.add("region-ready");
hint.hidden = false;
form.querySelector("[data-region-tools]").hidden = false;
show();
