// Draws the model of a page with a diagram, shows findings and states on it, and ties it to the rows that say the same.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { announce } from "./announce.js";
import { addControls } from "./diagram/controls.js";
import { addFindings, addStates } from "./diagram/overlays.js";
import { showWholeInPrint } from "./diagram/printing.js";
import { tieToRows } from "./diagram/rows.js";
import { centre } from "./diagram/view.js";

const NO_DRAWING = "This model has no drawing: the step table says the same.";
const NOT_LOADED = "The diagram could not be loaded. The step table says the same.";

async function draw(place) {
  const canvas = document.createElement("div");
  canvas.className = "app-diagram__canvas";
  place.prepend(canvas);
  const viewer = new NavigatedViewer({ container: canvas, zoomScroll: { enabled: false } });
  try {
    await viewer.importXML(await fetchModel(place.dataset.diagramUrl));
  } catch (error) {
    viewer.destroy();
    canvas.remove();
    sayInstead(place, /no diagram|no process or collaboration/.test(error.message) ? NO_DRAWING : NOT_LOADED);
    return;
  }
  const { findings = [], markers = [] } = dataOf(place);
  open(viewer, canvas, findings, markers);
  name(canvas, place);
  addStates(viewer, markers);
  addFindings(viewer, findings);
  addControls(viewer, place, canvas);
  tieToRows(viewer, place);
  showWholeInPrint(viewer, canvas);
  place.dataset.drawn = "";
}

/** The whole drawing; where that would be too small to read, what matters most on it. */
function open(viewer, canvas, findings, markers) {
  const view = viewer.get("canvas");
  const { width, height } = view.viewbox().inner;
  const needed = (canvas.clientWidth * height) / width + 80;
  canvas.style.height = `${Math.round(Math.min(Math.max(needed, 320), innerHeight * 0.65, 640))}px`;
  view.resized();
  view.zoom("fit-viewport", "auto");
  const registry = viewer.get("elementRegistry");
  const now = registry.get(markers.find(({ state }) => state === "active")?.element);
  const first = registry.get(findings[0]?.element) ?? registry.find(({ type }) => type === "bpmn:StartEvent");
  if (now && view.zoom() < 0.6) centre(view, now);
  else if (first && view.zoom() < 0.2) centre(view, first);
}

async function fetchModel(address) {
  const answer = await fetch(address, { headers: { Accept: "application/xml" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.text();
}

function dataOf(place) {
  const script = document.getElementById(place.dataset.diagramData);
  return script ? JSON.parse(script.textContent) : {};
}

function name(canvas, place) {
  const drawing = canvas.querySelector("svg[tabindex]") ?? canvas.querySelector("svg");
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-label", `${place.dataset.diagramName}. The step table says the same.`);
}

function sayInstead(place, sentence) {
  const said = place.querySelector(".app-diagram__fallback");
  const link = said.querySelector("a");
  said.textContent = `${sentence} `;
  if (link) said.append(link);
  place.dataset.drawn = "no";
  announce(sentence);
}

document.querySelectorAll("[data-diagram-url]").forEach(draw);
