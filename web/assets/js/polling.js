// Lists that bring themselves up to date: `data-poll` on an element with `hx-get` and `hx-trigger="every 20s"`.
// An update never moves focus, is announced only when rows came or went, and waits for people who are busy in a field.
import htmx from "htmx.org";
import { announce } from "./announce.js";
import { isField } from "./fields.js";
import { keep, kept } from "./memory.js";

const PAUSED = "updates-paused";
const TICK = "every";

export function setUpPolling() {
  const regions = document.querySelectorAll("[data-poll]");
  if (!regions.length) return;
  for (const region of regions) region.tabIndex = -1;
  document.querySelectorAll("[data-poll-pause]").forEach(showButton);
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", compare);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) for (const region of regions) htmx.trigger(region, TICK);
  });
}

function showButton(button) {
  button.hidden = false;
  label(button);
  button.addEventListener("click", () => {
    keep(PAUSED, kept(PAUSED) ? "" : "yes");
    label(button);
    announce(kept(PAUSED) ? "Updates are paused." : "Updates go on.");
    if (!kept(PAUSED)) htmx.trigger(document.getElementById(button.dataset.pollPause), TICK);
  });
}

function label(button) {
  button.textContent = kept(PAUSED) ? "Resume updates" : "Pause updates";
}

function isTick(ctx) {
  return ctx.sourceElement?.hasAttribute("data-poll") && ctx.sourceEvent?.type === TICK;
}

function prepare(event) {
  const { ctx } = event.detail;
  if (!isTick(ctx)) return;
  const region = ctx.sourceElement;
  const busy = region.contains(document.activeElement) && isField(document.activeElement);
  if (document.hidden || kept(PAUSED) || busy) {
    event.preventDefault();
    return;
  }
  ctx.background = true;
  ctx.request.headers["X-Background"] = "1";
  if (region.dataset.etag) ctx.request.headers["If-None-Match"] = region.dataset.etag;
}

function remember({ detail: { ctx } }) {
  if (!ctx.background || ctx.swap === "none") return;
  const focused = document.activeElement;
  ctx.before = { rows: rowsOf(ctx.sourceElement), focused: ctx.sourceElement.contains(focused) ? focused : null };
}

function compare({ detail: { ctx } }) {
  if (!ctx.before) return;
  const region = ctx.sourceElement;
  region.dataset.etag = ctx.response.headers.get("ETag") ?? "";
  const { rows, focused } = ctx.before;
  const now = rowsOf(region);
  const come = [...now].filter((row) => !rows.has(row)).length;
  const gone = [...rows].filter((row) => !now.has(row)).length;
  announce([come && counted(region, come), gone && `${gone} gone from the list`].filter(Boolean).join(", "));
  if (focused && focused !== document.activeElement) holdFocus(region, focused);
}

/** Focus stays on what has the same id; when that is gone, on the list it was in. */
function holdFocus(region, lost) {
  const same = lost.id && document.getElementById(lost.id);
  (same || region).focus({ preventScroll: true });
}

function rowsOf(region) {
  return new Set([...region.querySelectorAll("[data-row]")].map((row) => row.dataset.row));
}

function counted(region, number) {
  const { pollOne = "new row", pollMany = "new rows" } = region.dataset;
  return `${number} ${number === 1 ? pollOne : pollMany}`;
}
