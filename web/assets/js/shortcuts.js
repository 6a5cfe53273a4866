// Single keys for links and buttons with `data-shortcut`. They never act in a field, and a person can switch them off.
import { isField } from "./fields.js";
import { keep, kept } from "./memory.js";

const OFF = "shortcuts-off";

export function setUpShortcuts() {
  document.addEventListener("keydown", act);
  for (const box of document.querySelectorAll("input[data-shortcut-switch]")) {
    box.checked = !kept(OFF);
    box.addEventListener("change", () => keep(OFF, box.checked ? "" : "yes"));
  }
}

function act(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.isComposing) return;
  if (kept(OFF) || isField(event.target) || document.querySelector("dialog[open]")) return;
  const found = [...document.querySelectorAll("[data-shortcut]")].find(
    (element) => element.dataset.shortcut === event.key && element.checkVisibility(),
  );
  if (!found) return;
  event.preventDefault();
  if (isField(found)) found.focus();
  else found.click();
}
