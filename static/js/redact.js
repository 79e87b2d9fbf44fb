// Draws black boxes over a picture of a case: each is a line of the form's field, which works as
// well by itself. The picture is redrawn on the server when the form is sent.

const LEAST = 0.5; // per cent; a mere tap draws nothing

const lines = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);
const figures = (line) => line.replaceAll(/[,，]/g, " ").split(/\s+/).map(Number);
const within = (figure) => Math.min(Math.max(figure, 0), 100);

function place(box, [left, top, right, bottom]) {
  Object.assign(box.style, {
    left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%`,
  });
}

function show(layer, field) {
  layer.replaceChildren();
  for (const line of lines(field)) {
    const corners = figures(line);
    if (corners.length !== 4 || corners.some(Number.isNaN)) continue;
    const box = document.createElement("span");
    place(box, corners);
    layer.append(box);
  }
}

function draw(layer, field) {
  let start = null;
  let box = null;
  const at = (event) => {
    const frame = layer.getBoundingClientRect();
    return [
      within(((event.clientX - frame.left) / frame.width) * 100),
      within(((event.clientY - frame.top) / frame.height) * 100),
    ];
  };
  const corners = (event) => {
    const [x, y] = at(event);
    return [Math.min(x, start[0]), Math.min(y, start[1]), Math.max(x, start[0]), Math.max(y, start[1])];
  };
  layer.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = at(event);
    box = document.createElement("span");
    layer.append(box);
    layer.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  layer.addEventListener("pointermove", (event) => {
    if (start) place(box, corners(event));
  });
  layer.addEventListener("pointerup", (event) => {
    if (!start) return;
    const drawn = corners(event);
    if (drawn[2] - drawn[0] >= LEAST && drawn[3] - drawn[1] >= LEAST) {
      const line = drawn.map((figure) => Number(figure.toFixed(1))).join(" ");
      field.value = [...lines(field), line].join("\n");
    }
    start = null;
    show(layer, field);
  });
  layer.addEventListener("pointercancel", () => {
    start = null;
    show(layer, field);
  });
}

for (const details of document.querySelectorAll("details[data-boxes]")) {
  const field = details.querySelector("textarea");
  const layer = document.createElement("div");
  layer.className = "drawn-boxes";
  layer.hidden = !details.open;
  details.closest("figure").querySelector(".drawn").append(layer);
  details.querySelector("[data-hint]").hidden = false;
  details.addEventListener("toggle", () => { layer.hidden = !details.open; });
  field.addEventListener("input", () => show(layer, field));
  details.querySelector("[data-undo]").addEventListener("click", () => {
    field.value = lines(field).slice(0, -1).join("\n");
    show(layer, field);
  });
  show(layer, field);
  draw(layer, field);
}
