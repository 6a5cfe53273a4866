// Warns before the session ends, in every window of the browser at once, and leads to sign-in when it is over.
// The server's time counts: `data-session-ends`, and `data-session-now` so that a wrong clock here does no harm.
import { csrfToken } from "./fields.js";
import { keep, kept, whenKept } from "./memory.js";
import { keepUnsent } from "./unsent.js";

const ENDS = "session-ends";
const MINUTE = 60_000;

let ends;
let skew = 0;
let warnAt;
let dialog;
let saidLastMinute;

export function setUpSession() {
  const { sessionEnds, sessionNow, sessionWarnMinutes = "5" } = document.body.dataset;
  if (!sessionEnds) return;
  if (sessionNow) skew = Date.parse(sessionNow) - Date.now();
  warnAt = Number(sessionWarnMinutes) * MINUTE;
  setEnd(sessionEnds);
  whenKept(ENDS, (value) => value && take(Number(value)));
  document.addEventListener("htmx:after:request", ({ detail }) => heard(detail.ctx.response.headers));
  setInterval(look, 1000);
  look();
}

/** Any answer of the server may say anew when the session ends. */
export function heard(headers) {
  const said = headers.get("X-Session-Ends");
  if (said && ends) setEnd(said);
}

function setEnd(iso) {
  take(Date.parse(iso) - skew);
  keep(ENDS, String(ends));
}

function take(moment) {
  ends = moment;
  saidLastMinute = false;
  if (dialog?.open && ends - Date.now() > warnAt) dialog.close();
}

function look() {
  const left = ends - Date.now();
  if (left <= 0) signIn();
  else if (left <= warnAt) warn(left);
}

/** What was typed is kept first; as long as the server cannot be reached it stays where it is. */
async function signIn() {
  const query = new URLSearchParams({ next: location.pathname + location.search, ended: "yes" });
  ends = Infinity;
  try {
    await keepUnsent();
    location.assign(`/sign-in?${query}`);
  } catch {
    warn(0);
    dialog.querySelector("[data-left]").textContent = "You have been signed out.";
    trouble("What you typed could not be kept: the server could not be reached. Copy it, or try again.");
  }
}

function warn(left) {
  dialog ??= makeDialog();
  if (!dialog.open) {
    saidLastMinute = left <= MINUTE;
    dialog.showModal();
    dialog.querySelector("button").focus();
  }
  const text = `You will be signed out in ${inWords(left)}.`;
  const place = dialog.querySelector("[data-left]");
  if (place.textContent !== text) place.textContent = text;
  if (left <= MINUTE && !saidLastMinute) {
    saidLastMinute = true;
    dialog.querySelector("[role=status]").textContent = "One minute is left before you are signed out.";
  }
}

function inWords(left) {
  const [number, unit] = left > MINUTE ? [Math.ceil(left / MINUTE), "minute"] : [Math.ceil(left / 1000), "second"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function makeDialog() {
  const made = document.createElement("dialog");
  made.className = "app-dialog";
  made.setAttribute("aria-labelledby", "session-title");
  made.setAttribute("aria-describedby", "session-left");
  made.innerHTML = `
    <h2 class="govuk-heading-m" id="session-title">Your session is about to end</h2>
    <p class="govuk-body" id="session-left" data-left></p>
    <p class="govuk-body" data-trouble role="alert"></p>
    <p class="govuk-visually-hidden" role="status"></p>
    <div class="app-dialog__buttons">
      <button type="button" class="govuk-button" data-stay>Stay signed in</button>
      <button type="button" class="app-link-button" data-leave>Sign out</button>
    </div>`;
  made.querySelector("[data-stay]").addEventListener("click", stay);
  made.querySelector("[data-leave]").addEventListener("click", leave);
  made.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.body.append(made);
  return made;
}

async function stay() {
  trouble("");
  try {
    const headers = { "X-CSRF-Token": csrfToken(), Accept: "application/json" };
    const answer = await fetch("/session/extend", { method: "POST", headers, redirect: "manual" });
    if (!answer.ok) return signIn();
    setEnd((await answer.json()).ends);
    dialog.close();
  } catch {
    trouble("The server could not be reached. Check your connection, then try again.");
  }
}

function trouble(text) {
  dialog.querySelector("[data-trouble]").textContent = text;
}

function leave() {
  const form = document.querySelector('form[action="/sign-out"]');
  if (form) form.requestSubmit();
  else signIn();
}
