"use strict";

// What belongs to a value has its name in `data-value`; a line of the source has the names of all values that come up in it.
const details = JSON.parse(document.getElementById("details").textContent);
const readout = document.querySelector(".readout");
const hint = readout.textContent;
const elements = new Map();
const add = (name, element) => elements.has(name) ? elements.get(name).push(element) : elements.set(name, [element]);
for (const element of document.querySelectorAll("[data-value]")) add(element.dataset.value, element);
for (const line of document.querySelectorAll("[data-values]")) {
  for (const name of line.dataset.values.split(" ")) add(name, line);
}

let lit = null;
let held = null;

function show(name) {
  if (name === lit) return;
  for (const element of elements.get(lit) ?? []) element.classList.remove("lit");
  for (const element of elements.get(name) ?? []) element.classList.add("lit");
  lit = name;
  readout.textContent = name === null ? hint : details[name] ?? name;
}

const nameAt = (target) => target.closest?.("[data-value]")?.dataset.value ?? null;

document.addEventListener("pointerover", (event) => show(nameAt(event.target) ?? held));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") show(held = null);
});

// The picture is moved and enlarged by its view box.
const viewer = document.querySelector(".viewer");
const picture = viewer.querySelector("svg");
const { width, height } = picture.viewBox.baseVal;
let view = { x: 0, y: 0, width, height };

function look(next) {
  view = next;
  picture.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
}

// All of it, or, where that would be too small to be read, its upper part.
function fit(all) {
  const { clientWidth, clientHeight } = viewer;
  const scale = Math.min(clientWidth / width, clientHeight / height, 1.5);
  const readable = all ? scale : Math.max(scale, Math.min(0.55, clientWidth / Math.min(width, 1400)));
  const seen = { width: clientWidth / readable, height: clientHeight / readable };
  const x = seen.width > width ? (width - seen.width) / 2 : 0;
  look({ x, y: 0, ...seen });
}

function zoom(factor, clientX, clientY) {
  const box = viewer.getBoundingClientRect();
  const across = (clientX - box.left) / box.width;
  const down = (clientY - box.top) / box.height;
  const next = Math.min(Math.max(view.width / factor, width / 60), 4 * Math.max(width, box.width));
  const grown = next / view.width;
  look({
    x: view.x + across * view.width * (1 - grown),
    y: view.y + down * view.height * (1 - grown),
    width: next,
    height: view.height * grown,
  });
}

viewer.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });

let grip = null;
let wasDragged = false;
viewer.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  grip = { x: event.clientX, y: event.clientY, view };
  wasDragged = false;
});
window.addEventListener("pointermove", (event) => {
  if (grip === null) return;
  const moved = { x: event.clientX - grip.x, y: event.clientY - grip.y };
  if (!wasDragged && Math.hypot(moved.x, moved.y) < 4) return;
  wasDragged = true;
  viewer.classList.add("dragged");
  const scale = grip.view.width / viewer.clientWidth;
  look({ ...grip.view, x: grip.view.x - moved.x * scale, y: grip.view.y - moved.y * scale });
});
const release = () => {
  grip = null;
  viewer.classList.remove("dragged");
};
window.addEventListener("pointerup", release);
window.addEventListener("pointercancel", release);

document.addEventListener("click", (event) => {
  const factor = event.target.closest?.("[data-zoom]")?.dataset.zoom;
  if (factor !== undefined) {
    const box = viewer.getBoundingClientRect();
    if (factor === "0") fit(true);
    else zoom(Number(factor), box.left + box.width / 2, box.top + box.height / 2);
    return;
  }
  if (wasDragged) {
    wasDragged = false;
    return;
  }
  const name = nameAt(event.target);
  held = name === held ? null : name;
  show(name ?? held);
});

window.addEventListener("resize", () => fit(false));
fit(false);
