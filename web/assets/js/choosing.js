// Many rows at once: a table with `data-select-all` gets a box that ticks all, and says how many are chosen.
export function setUpChoosing() {
  document.querySelectorAll("table[data-select-all]").forEach(addBox);
}

function addBox(table) {
  const place = table.querySelector("[data-select-all-here]");
  const boxes = () => [...table.querySelectorAll("tbody input[type=checkbox]:not(:disabled)")];
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "app-table__check";
  all.setAttribute("aria-label", table.dataset.selectAll);
  place.replaceChildren(all);
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    count(table, all, boxes());
  });
  table.addEventListener("change", (event) => event.target !== all && count(table, all, boxes()));
  count(table, all, boxes());
}

function count(table, all, boxes) {
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  const scope = table.closest("form") ?? document;
  for (const place of scope.querySelectorAll("[data-selected-count]")) {
    place.setAttribute("role", "status");
    place.textContent = `${chosen} of ${boxes.length} chosen`;
  }
}
