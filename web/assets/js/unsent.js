// Keeps what was typed when a session ends: forms that have been changed are sent to be kept, never to be acted on.
// A form with `data-draft-url` keeps itself; one with `data-never-kept`, or with a field for a password, is not kept.
import { holdsPassword, wordsOf } from "./fields.js";

const PATIENCE = 10_000;
const changed = new Set();

export function setUpUnsent() {
  document.addEventListener("input", ({ target }) => note(target.form));
  document.addEventListener("change", ({ target }) => note(target.form));
  document.addEventListener("submit", ({ target }) => changed.delete(target));
  for (const form of document.querySelectorAll("form[data-unsent]")) note(form);
}

function note(form) {
  if (form?.matches("form[method=post]:not([data-draft-url], [data-never-kept])") && !holdsPassword(form)) changed.add(form);
}

/** Send what has been typed on this page and not been sent. Fails when the server cannot be reached. */
export async function keepUnsent() {
  await Promise.all([...changed].filter((form) => form.isConnected).map(keepWordsOf));
}

async function keepWordsOf(form) {
  await fetch(form.getAttribute("action") ?? location.pathname, {
    method: "POST",
    headers: { Accept: "application/json", "X-Background": "1", "X-Keep-Unsent": "1" },
    body: wordsOf(form),
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  changed.delete(form);
}
