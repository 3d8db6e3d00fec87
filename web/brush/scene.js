// @ts-check
// Draws a brush on its picture, for the editor and for the node.

import { drawArrow, drawHandles, trace } from "./arrows.js";
import { canvasOf, penOf } from "./tinting.js";
import { COLOURS, HALO } from "./limits.js";
import { toScreen } from "./view.js";

/** @import { Brush, Which } from "./document.js" */
/** @import { Layers } from "./layers.js" */
/** @import { Session } from "./session.js" */
/** @import { View } from "./view.js" */
/** @typedef {HTMLImageElement | HTMLCanvasElement} Picture */

/**
 * The picture, or squares where there is none, in the brush's place on the screen.
 * @param {CanvasRenderingContext2D} pen @param {Brush} brush @param {View} view @param {Picture | null} picture
 */
export function drawPicture(pen, brush, view, picture) {
  const place = placeOf(brush, view);
  pen.imageSmoothingEnabled = view.scale < 4;
  if (picture) {
    pen.drawImage(picture, ...place);
    return;
  }
  pen.fillStyle = squares(pen);
  pen.fillRect(...place);
}

/** @param {Brush} brush @param {View} view @returns {[number, number, number, number]} */
export function placeOf(brush, { x, y, scale }) {
  return [x, y, brush.width * scale, brush.height * scale];
}

/** @param {CanvasRenderingContext2D} pen */
function squares(pen) {
  const tile = canvasOf(24, 24);
  const paint = penOf(tile);
  paint.fillStyle = "#45474f";
  paint.fillRect(0, 0, 24, 24);
  paint.fillStyle = "#505259";
  paint.fillRect(0, 0, 12, 12);
  paint.fillRect(12, 12, 12, 12);
  return /** @type {CanvasPattern} */ (pen.createPattern(tile, "repeat"));
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Brush} brush @param {View} view @param {Layers} layers
 * @param {Session | null} session whose stroke is being drawn
 */
export function drawAreas(pen, brush, view, layers, session = null) {
  const draft = session?.draft?.kind === "stroke" ? session.draft.stroke : null;
  /** @type {Which[]} */
  const all = ["static", ...brush.areas.keys()];
  for (const which of all) {
    pen.drawImage(layers.tinted(brush, which, session?.which === which ? draft : null), ...placeOf(brush, view));
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Brush} brush @param {View} view @param {number} size
 * @param {Which | null} chosen
 */
export function drawPaths(pen, brush, view, size = 1, chosen = null) {
  brush.areas.forEach(({ path }, index) => {
    const points = path.map((point) => toScreen(view, point));
    drawArrow(pen, points, { colour: COLOURS[index] ?? "", label: `${index + 1}`, size, chosen: chosen === index });
  });
}

/**
 * What is being drawn, and with what.
 * @param {CanvasRenderingContext2D} pen @param {Session} session @param {View} view
 */
export function drawDraft(pen, session, view) {
  const { draft, which, tool, path } = session;
  const colour = which === "static" ? "#ffffff" : (COLOURS[which] ?? "#ffffff");
  if (tool === "path") {
    drawHandles(
      pen,
      path.map((point) => toScreen(view, point)),
      colour,
      session.point,
    );
  }
  if (draft?.kind === "line")
    outline(
      pen,
      draft.points.map((point) => toScreen(view, point)),
      colour,
    );
  if (draft?.kind === "polygon") {
    const corners = draft.corners.map((point) => toScreen(view, point));
    outline(pen, [...corners, toScreen(view, draft.at)], colour);
    drawHandles(pen, corners, colour, 0);
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {readonly (readonly [number, number])[]} points
 * @param {string} colour
 */
function outline(pen, points, colour) {
  pen.save();
  pen.lineCap = pen.lineJoin = "round";
  for (const [ink, width] of /** @type {[string, number][]} */ ([
    [HALO, 5],
    [colour, 2.5],
  ])) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    trace(pen, points);
    pen.stroke();
  }
  pen.restore();
}

/**
 * The pen's round, or a cross for the other tools when the keyboard leads.
 * @param {CanvasRenderingContext2D} pen @param {Session} session @param {View} view @param {boolean} cross
 */
export function drawPointer(pen, session, view, cross) {
  const { pointer, tool, size } = session;
  if (!pointer || tool === "hand") return;
  const [x, y] = toScreen(view, pointer);
  pen.save();
  for (const [ink, width] of /** @type {[string, number][]} */ ([
    ["rgb(0 0 0 / 70%)", 3.5],
    ["#ffffff", 1.5],
  ])) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.setLineDash(tool === "eraser" && ink === "#ffffff" ? [5, 4] : []);
    pen.beginPath();
    if (tool === "brush" || tool === "eraser") pen.arc(x, y, Math.max(1.5, (size / 2) * view.scale), 0, 2 * Math.PI);
    if (cross) {
      pen.moveTo(x - 12, y);
      pen.lineTo(x + 12, y);
      pen.moveTo(x, y - 12);
      pen.lineTo(x, y + 12);
    }
    pen.stroke();
  }
  pen.restore();
}
