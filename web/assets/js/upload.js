// A large file takes a while: from the second second on the page says that it is being sent and checked.
const PATIENCE = 2000;

export function setUpUploads() {
  document.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", () => wait(form)));
  window.addEventListener("pageshow", forget);
}

function wait(form) {
  const place = form.querySelector("[data-upload-status]");
  form.dataset.uploading = String(setTimeout(() => say(place, form), PATIENCE));
}

function say(place, form) {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
  const bar = document.createElement("progress");
  bar.className = "app-progress";
  bar.setAttribute("aria-label", "Upload");
  place.textContent = `Sending and checking ${files.map((file) => file.name).join(", ")}. Keep this page open.`;
  place.after(bar);
}

// Coming back to the page by the browser's own button: nothing is on its way any more.
function forget() {
  for (const form of document.querySelectorAll("form[data-uploading]")) {
    clearTimeout(Number(form.dataset.uploading));
    const place = form.querySelector("[data-upload-status]");
    place.textContent = "";
    if (place.nextElementSibling?.matches("progress")) place.nextElementSibling.remove();
  }
}
