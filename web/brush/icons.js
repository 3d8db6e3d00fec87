// @ts-check
// The editor's signs, drawn here: thin lines on a field of 24 x 24.

const SHAPES = Object.freeze({
  brush: [
    "M4 20c3.5 0 5-1.4 5-3.6a2.4 2.4 0 0 0-4.8-.2C4 18 3.4 19 2.6 19.6",
    "M9.3 14.2 19 4.4a1.9 1.9 0 0 1 2.7 2.7l-9.8 9.6",
  ],
  eraser: [
    "M8.2 19.5 3.6 15a1.8 1.8 0 0 1 0-2.5L12.3 3.8a1.8 1.8 0 0 1 2.5 0l5 5a1.8 1.8 0 0 1 0 2.5l-8.2 8.2z",
    "M8 8.2l7.6 7.6",
    "M8.2 19.5H20.5",
  ],
  polygon: ["M5 17 3.5 8.5 12 3.5l8.5 5.5-3 10z"],
  path: ["M5 19c8.5.5 1.5-12.5 12-12", "M14.5 3.8 18 7l-3.2 3.4"],
  hand: [
    "M12 3v18",
    "M3 12h18",
    "M9.2 5.6 12 2.8l2.8 2.8",
    "M9.2 18.4l2.8 2.8 2.8-2.8",
    "M5.6 9.2 2.8 12l2.8 2.8",
    "M18.4 9.2l2.8 2.8-2.8 2.8",
  ],
  undo: ["M8.5 4.5 4 9l4.5 4.5", "M4.5 9h9.7a5.3 5.3 0 0 1 0 10.6H9"],
  redo: ["M15.5 4.5 20 9l-4.5 4.5", "M19.5 9H9.8a5.3 5.3 0 0 0 0 10.6H15"],
  plus: ["M12 5v14", "M5 12h14"],
  minus: ["M5 12h14"],
  fit: ["M4 9V4h5", "M15 4h5v5", "M20 15v5h-5", "M9 20H4v-5"],
  play: ["M7.5 4.8v14.4L19 12z"],
  stop: ["M6.5 6.5h11v11h-11z"],
  trash: ["M4.5 7h15", "M9.5 7V4.5h5V7", "M6.5 7l.9 12.5h9.2L17.5 7", "M10.2 10.5v5.6", "M13.8 10.5v5.6"],
  code: ["M8.5 7 3.5 12l5 5", "M15.5 7l5 5-5 5"],
});

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "kk-brush-icon");
  svg.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(NAMESPACE, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
