/** Whether `element` takes a person's answers: text, a choice, a box to tick. */
export function isField(element) {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches("input, select, textarea"));
}

/** The token that the forms of this page send, to send with our own requests. */
export function csrfToken() {
  return document.body.dataset.csrf ?? document.querySelector("input[name=csrf_token]")?.value ?? "";
}

// A password that is shown while it is typed is of type text for so long.
const PASSWORD = "input[type=password], input[autocomplete~=current-password], input[autocomplete~=new-password]";

export function holdsPassword(form) {
  return form.querySelector(PASSWORD) !== null;
}

/** What a form holds, to be kept: no files and no passwords. The server keeps of it what its page names. */
export function wordsOf(form) {
  const data = new FormData(form);
  for (const field of form.querySelectorAll(`input[type=file], ${PASSWORD}`)) data.delete(field.name);
  return data;
}
