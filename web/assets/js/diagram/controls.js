// Buttons and keys that do what dragging and the wheel would: the page's own scrolling stays the page's.
const STEP = 100;
const ZOOM = 1.3;
const KEYS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

export function addControls(viewer, place, canvas) {
  const view = viewer.get("canvas");
  const zoom = (factor) => view.zoom(Math.min(4, Math.max(0.1, view.zoom() * factor)));
  const move = (dx, dy) => view.scroll({ dx, dy });
  const buttons = [
    ["Zoom in", "+", () => zoom(ZOOM)],
    ["Zoom out", "−", () => zoom(1 / ZOOM)],
    ["Show the whole diagram", "Whole diagram", () => view.zoom("fit-viewport", "auto")],
    ["Move left", "←", () => move(...KEYS.ArrowLeft)],
    ["Move right", "→", () => move(...KEYS.ArrowRight)],
    ["Move up", "↑", () => move(...KEYS.ArrowUp)],
    ["Move down", "↓", () => move(...KEYS.ArrowDown)],
  ];
  const bar = document.createElement("div");
  bar.className = "app-diagram__controls";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Diagram");
  bar.append(...buttons.map(button));
  canvas.before(bar);
  canvas.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(...step);
  });
}

function button([label, shown, act]) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary app-button--small";
  made.textContent = shown;
  made.title = label;
  if (!label.endsWith(shown)) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}
