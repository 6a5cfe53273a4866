/** Whether `element` takes a person's answers: text, a choice, a box to tick. */
export function isField(element) {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches("input, select, textarea"));
}

/** The token that the forms of this page send, to send with our own requests. */
export function csrfToken() {
  return document.body.dataset.csrf ?? document.querySelector("input[name=csrf_token]")?.value ?? "";
}
