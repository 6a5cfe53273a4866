// A form in which some questions depend on the answers to others: `data-questions-url` answers which are asked now.
// Without this script every question is shown; what does not apply is not kept.
import { announce } from "./announce.js";
import { heard } from "./session.js";

export function setUpQuestions() {
  for (const form of document.querySelectorAll("form[data-questions-url]")) {
    for (const question of form.querySelectorAll("[data-not-asked]")) question.hidden = true;
    form.addEventListener("change", () => ask(form));
  }
}

async function ask(form) {
  const asked = (form.questionsAsked = Symbol("asked"));
  const headers = { Accept: "application/json" };
  let answer;
  try {
    answer = await fetch(form.dataset.questionsUrl, { method: "POST", headers, body: answersOf(form), redirect: "manual" });
  } catch {
    return;
  }
  heard(answer.headers);
  if (!answer.ok || form.questionsAsked !== asked) return;
  show(form, new Set((await answer.json()).shown));
}

function answersOf(form) {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
  return data;
}

/** A question that is being answered stays; new ones are said to those who do not see them come. */
function show(form, keys) {
  let come = 0;
  for (const question of form.querySelectorAll("[data-question]")) {
    const hide = !keys.has(question.dataset.question) && !question.contains(document.activeElement);
    if (question.hidden && !hide) come += 1;
    question.hidden = hide;
  }
  if (come) announce(come === 1 ? "One more question." : `${come} more questions.`);
}
