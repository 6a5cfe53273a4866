const PAPER = 660; // the narrower side of A4 within its margins, in pixels of CSS
const READABLE = 0.7; // of its own size: words of 12 pixels are then 6 points high
const OVERLAP = 120; // wider than a step, so that each is whole on one part
const NAMESPACE = "http://www.w3.org/2000/svg";

/** On paper the whole drawing, as wide as the page, and a large one in parts as well; afterwards the screen's again. */
export function showWholeInPrint(viewer, canvas) {
  const view = viewer.get("canvas");
  let before = null;
  addEventListener("beforeprint", () => {
    if (before) return;
    before = { viewbox: view.viewbox(), width: canvas.style.width, height: canvas.style.height };
    const { width, height } = before.viewbox.inner;
    resize(`${PAPER}px`, `${Math.ceil(Math.min((PAPER * height) / width, PAPER * 1.3) + 40)}px`);
    view.zoom("fit-viewport", "auto");
    canvas.after(...(view.zoom() < READABLE ? parts(canvas.querySelector("svg"), before.viewbox.inner) : []));
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    for (const part of canvas.parentElement.querySelectorAll(".app-diagram__part")) part.remove();
    resize(before.width, before.height);
    view.viewbox(before.viewbox);
    before = null;
  });

  function resize(width, height) {
    Object.assign(canvas.style, { width, height });
    view.resized();
  }
}

/** The drawing from left to right in so many pictures that each can be read. */
function parts(drawing, { x, y, width, height }) {
  const number = Math.ceil((width - OVERLAP) / (PAPER / READABLE - OVERLAP));
  const step = (width - OVERLAP) / number;
  return Array.from({ length: number }, (_, index) =>
    part(drawing, [x + index * step, y, step + OVERLAP, height], `Part ${index + 1} of ${number}`),
  );
}

function part(drawing, window, caption) {
  const picture = document.createElementNS(NAMESPACE, "svg");
  picture.setAttribute("viewBox", window.join(" "));
  const shapes = drawing.querySelector(".viewport").cloneNode(true);
  shapes.removeAttribute("transform");
  picture.append(shapes);
  const figure = document.createElement("figure");
  figure.className = "app-diagram__part";
  const words = document.createElement("figcaption");
  words.textContent = caption;
  figure.append(words, picture);
  return figure;
}
