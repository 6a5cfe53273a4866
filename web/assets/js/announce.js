// Says something to people who listen to the page instead of looking at it.
const ID = "announcements";

function region() {
  let found = document.getElementById(ID);
  if (!found) {
    found = document.createElement("div");
    found.id = ID;
    found.className = "govuk-visually-hidden";
    found.setAttribute("role", "status");
    document.body.append(found);
  }
  return found;
}

let pending;

/** Announce `text` politely. What is said within a moment of each other is said together. */
export function announce(text) {
  if (!text) return;
  const place = region();
  const words = pending ? `${pending} ${text}` : text;
  pending = words;
  place.textContent = "";
  setTimeout(() => {
    if (pending !== words) return;
    place.textContent = words;
    pending = undefined;
  }, 100);
}
