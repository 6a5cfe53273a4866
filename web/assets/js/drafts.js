// Keeps what a person has typed: a form with `data-draft-url` is sent there three seconds after the last change.
import { wordsOf } from "./fields.js";
import { heard } from "./session.js";

const PAUSE = 3000;
const waiting = new Map();

export function setUpDrafts() {
  document.addEventListener("input", ({ target }) => changed(target.form));
  document.addEventListener("change", ({ target }) => changed(target.form));
  document.addEventListener("submit", ({ target }) => forget(target));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) for (const form of [...waiting.keys()]) send(form);
  });
}

function changed(form) {
  if (!form?.dataset.draftUrl) return;
  forget(form);
  waiting.set(form, setTimeout(() => send(form), PAUSE));
}

function forget(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
}

async function send(form) {
  forget(form);
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: form.dataset.draftMethod ?? "POST",
      headers: { Accept: "application/json" },
      body: wordsOf(form),
      redirect: "manual",
      keepalive: true,
    });
    heard(answer.headers);
    say(form, answer.ok ? `Draft kept at ${timeNow()}` : "The draft was not kept. Finish the form, or copy your text.");
  } catch {
    say(form, "The draft was not kept: the server could not be reached.");
  }
}

function timeNow() {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function say(form, text) {
  let place = form.querySelector("[data-draft-status]");
  if (!place) {
    place = document.createElement("p");
    place.className = "app-quiet";
    place.dataset.draftStatus = "";
    form.append(place);
  }
  place.setAttribute("role", "status");
  if (place.textContent !== text) place.textContent = text;
}
