// What this browser remembers of a person's choices. Where that is forbidden, nothing is remembered and all goes on.
const PREFIX = "once-and-done:";

/** What was kept under `name`, or an empty text. */
export function kept(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    return "";
  }
}

/** Keep `value` under `name`; an empty text forgets it. */
export function keep(name, value) {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // private windows may forbid it
  }
}

/** Call `then` with the new value whenever another window of this browser keeps something else under `name`. */
export function whenKept(name, then) {
  addEventListener("storage", (event) => {
    if (event.key === PREFIX + name) then(event.newValue ?? "");
  });
}
