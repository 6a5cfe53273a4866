// What is shown on the drawing: findings as links to where they are explained, states as words with an outline.
const SEVERITIES = ["error", "must-fix", "warning", "info"];
const WORDS = { error: "Error", "must-fix": "Must fix", warning: "Warning", info: "Advice" };
const STATES = {
  done: "✓ Done",
  active: "▶ Now",
  live: "● Live",
  "once-and-done": "✓ Once and done",
  "back-office": "Back office",
};

// A link stays large enough for a finger; a word keeps to its shape, which it would hide on a whole large model.
const CLICKABLE = { min: 0.75, max: 1 };
const WITH_ITS_SHAPE = { min: 0.25, max: 1 };

/** One badge an element, with its worst finding: `{element, severity, count, label, href}`. */
export function addFindings(viewer, findings) {
  for (const [element, found] of grouped(findings)) {
    const worst = [...found].sort((a, b) => rank(a) - rank(b))[0];
    const number = found.reduce((sum, one) => sum + (one.count ?? 1), 0);
    place(viewer, element, "finding", badge(worst, number), { top: -24, left: 0 }, CLICKABLE);
  }
}

/** `{element, state}` and, where the usual word will not do, `label`. */
export function addStates(viewer, markers) {
  for (const { element, state, label } of markers) {
    if (!viewer.get("elementRegistry").get(element) || !STATES[state]) continue;
    viewer.get("canvas").addMarker(element, `app-state--${state}`);
    place(viewer, element, "state", word(state, label), { bottom: 8, left: 4 }, WITH_ITS_SHAPE);
  }
}

function grouped(findings) {
  const groups = new Map();
  for (const one of findings) groups.set(one.element, [...(groups.get(one.element) ?? []), one]);
  return groups;
}

function rank(finding) {
  return SEVERITIES.indexOf(finding.severity);
}

function badge({ severity, label, href }, number) {
  const link = document.createElement("a");
  link.className = `app-diagram__badge app-severity app-severity--${severity}`;
  link.href = href;
  link.textContent = number > 1 ? `${WORDS[severity]} (${number})` : WORDS[severity];
  if (label) link.title = label;
  return link;
}

function word(state, label) {
  const shown = document.createElement("span");
  shown.className = `app-diagram__state app-diagram__state--${state}`;
  shown.textContent = label ?? STATES[state];
  shown.setAttribute("aria-hidden", "true"); // heard apart from its shape it says nothing: the step table names both
  return shown;
}

function place(viewer, element, type, html, position, scale) {
  if (!viewer.get("elementRegistry").get(element)) return;
  viewer.get("overlays").add(element, type, { html, position, scale });
}
