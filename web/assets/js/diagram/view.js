const READABLE = 0.8;

/** Put `element` into the middle, large enough to read. */
export function centre(view, element) {
  view.setRootElement(view.findRoot(element));
  if (view.zoom() < READABLE) view.zoom(READABLE);
  const { width, height } = view.viewbox();
  const { x, y } = element.waypoints?.[0] ?? { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  view.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
}
