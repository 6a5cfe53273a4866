// Draws the model of a page with a diagram, shows findings and states on it, and ties it to the rows that say the same.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { announce } from "./announce.js";
import { addControls } from "./diagram/controls.js";
import { addFindings, addStates } from "./diagram/overlays.js";
import { tieToRows } from "./diagram/rows.js";

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
  showAll(viewer.get("canvas"), canvas);
  name(canvas, place);
  addStates(viewer, markers);
  addFindings(viewer, findings);
  addControls(viewer, place, canvas);
  tieToRows(viewer, place);
  place.dataset.drawn = "";
}

/** The whole drawing, in as much height as it needs at the width there is. */
function showAll(view, canvas) {
  const { width, height } = view.viewbox().inner;
  const needed = (canvas.clientWidth * height) / width + 80;
  canvas.style.height = `${Math.round(Math.min(Math.max(needed, 320), innerHeight * 0.65, 640))}px`;
  view.resized();
  view.zoom("fit-viewport", "auto");
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
