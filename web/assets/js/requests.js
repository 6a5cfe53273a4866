// Settings of htmx, and what has to be right after every partial update: focus, announcement, components, sign-in.
import { initAll } from "govuk-frontend";
import htmx from "htmx.org";
import { announce } from "./announce.js";

const TROUBLE = "request-trouble";
const UNREACHABLE = "That could not be done just now. Check your connection, then try again.";

export function setUpRequests() {
  htmx.config.history = false;
  htmx.config.noSwap = [204, 304, "4xx", "5xx"];
  htmx.config.morphIgnore = ["data-htmx-powered", "data-govuk-"];
  for (const old of document.querySelectorAll("[data-focus]")) old.removeAttribute("data-focus");
  document.addEventListener("htmx:after:request", comeBackToThisPage);
  document.addEventListener("htmx:after:swap", settle);
  document.addEventListener("htmx:response:error", ({ detail }) => showTrouble(detail.ctx));
  document.addEventListener("htmx:error", ({ detail }) => detail.ctx && showTrouble(detail.ctx));
}

/** Start the design system's components that have come since; those that run already are left alone. */
export function startComponents() {
  initAll({ onError: (error) => error.name === "InitError" || console.error(error) });
}

/** Move focus to `element`, also when it is a heading. */
export function moveTo(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
}

/** Sign-in leads back to the page that was open, not to the part of it that was asked for. */
function comeBackToThisPage({ detail: { ctx } }) {
  if (ctx.response.status !== 401 || !ctx.hx.redirect) return;
  const address = new URL(ctx.hx.redirect, location.href);
  address.searchParams.set("next", location.pathname + location.search);
  ctx.hx.redirect = address.pathname + address.search;
}

function settle({ detail: { ctx } }) {
  if (ctx.swap === "none") return;
  document.getElementById(TROUBLE)?.remove();
  startComponents();
  announce([...document.querySelectorAll("[data-announce]")].map(takeWords).join(" ").trim());
  const next = document.querySelector("[data-focus]");
  if (!next) return;
  next.removeAttribute("data-focus");
  moveTo(next);
}

function takeWords(element) {
  const words = element.dataset.announce || element.textContent.trim();
  element.removeAttribute("data-announce");
  return words;
}

function showTrouble(ctx) {
  if (ctx.background || [401, 422].includes(ctx.response?.status)) return;
  document.getElementById(TROUBLE)?.remove();
  const notice = document.createElement("p");
  notice.id = TROUBLE;
  notice.className = "app-notice--trouble";
  notice.textContent = sentenceOf(ctx.text) || UNREACHABLE;
  document.querySelector("main").prepend(notice);
  announce(notice.textContent);
}

/** The sentence of the error page that the server sent. */
function sentenceOf(page) {
  if (!page) return "";
  const parsed = new DOMParser().parseFromString(page, "text/html");
  return parsed.querySelector("main .govuk-body")?.textContent.trim() ?? "";
}
