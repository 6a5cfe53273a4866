// The step table and the drawing say the same: choosing in one shows it in the other.
import { announce } from "../announce.js";
import { centre } from "./view.js";

const MARKED = "app-table__row--marked";

export function tieToRows(viewer, place) {
  const registry = viewer.get("elementRegistry");
  const selection = viewer.get("selection");
  viewer.on("selection.changed", ({ newSelection: [chosen] }) => mark(chosen && (chosen.labelTarget ?? chosen).id));
  viewer.on("element.click", ({ element }) => {
    const row = rowsOf((element.labelTarget ?? element).id)[0];
    row?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
  for (const button of document.querySelectorAll("[data-show-element]")) {
    const element = registry.get(button.dataset.showElement);
    if (!element) continue;
    button.hidden = false;
    button.addEventListener("click", () => show(viewer, place, selection, element));
  }
}

function show(viewer, place, selection, element) {
  selection.select(element);
  centre(viewer.get("canvas"), element);
  place.scrollIntoView({ block: "nearest", behavior: "smooth" });
  announce(`${element.businessObject.name || element.id} is shown on the diagram.`);
}

function mark(id) {
  for (const row of document.querySelectorAll(`.${MARKED}`)) row.classList.remove(MARKED);
  if (id) for (const row of rowsOf(id)) row.classList.add(MARKED);
}

function rowsOf(id) {
  return [...document.querySelectorAll(`[data-element="${CSS.escape(id)}"]`)];
}
