const PAPER = 660; // the narrower side of A4 within its margins, in pixels of CSS

/** On paper the whole drawing, as wide as the page; afterwards what was on the screen again. */
export function showWholeInPrint(viewer, canvas) {
  const view = viewer.get("canvas");
  let before = null;
  addEventListener("beforeprint", () => {
    before ??= { viewbox: view.viewbox(), width: canvas.style.width, height: canvas.style.height };
    const { width, height } = before.viewbox.inner;
    resize(`${PAPER}px`, `${Math.ceil(Math.min((PAPER * height) / width, PAPER * 1.3) + 40)}px`);
    view.zoom("fit-viewport", "auto");
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    resize(before.width, before.height);
    view.viewbox(before.viewbox);
    before = null;
  });

  function resize(width, height) {
    Object.assign(canvas.style, { width, height });
    view.resized();
  }
}
