// @ts-check
// A path as an arrow over the picture: its number at the start, a head at the end, and its points where one edits it.

import { distance } from "./geometry.js";
import { HALO } from "./limits.js";

/** @import { Point, Points } from "./geometry.js" */

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Points} points px of the screen
 * @param {object} look
 * @param {string} look.colour
 * @param {string} look.label
 * @param {number} look.size 1 for the editor, less for a thumbnail
 * @param {boolean} look.chosen
 */
export function drawArrow(pen, points, { colour, label, size, chosen }) {
  const [start] = points;
  if (!start) return;
  const { shaft, head } = shaped(points, 13 * size);
  const line = (chosen ? 3.4 : 2.6) * size;
  pen.save();
  pen.lineCap = pen.lineJoin = "round";
  for (const [ink, rim] of /** @type {[string, number][]} */ ([
    [HALO, 3 * size],
    [colour, 0],
  ])) {
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = line + rim;
    trace(pen, shaft);
    pen.stroke();
    if (head.length > 0) {
      pen.lineWidth = Math.max(1, rim);
      trace(pen, head);
      pen.closePath();
      pen.stroke();
      pen.fill();
    }
    disc(pen, start, 9.5 * size + rim / 2);
  }
  write(pen, label, start, size);
  pen.restore();
}

/** @param {CanvasRenderingContext2D} pen @param {string} label @param {Point} at @param {number} size */
function write(pen, label, [x, y], size) {
  pen.fillStyle = HALO;
  pen.font = `700 ${Math.round(12 * size)}px Inter, system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(label, x, y + 0.5 * size);
}

/**
 * The points that one can take hold of.
 * @param {CanvasRenderingContext2D} pen @param {Points} points @param {string} colour
 * @param {number | null} chosen
 */
export function drawHandles(pen, points, colour, chosen) {
  pen.save();
  points.forEach((point, index) => {
    if (index === 0 && chosen !== 0) return;
    pen.fillStyle = HALO;
    disc(pen, point, index === chosen ? 8 : 5.5);
    pen.fillStyle = index === chosen ? "#ffffff" : colour;
    disc(pen, point, index === chosen ? 6.5 : 4);
  });
  pen.restore();
}

/**
 * The path up to the head's base, and the head's corners. The head points away from where the path was `length` before
 * its end: the last two points alone may lie side by side and say little about the direction.
 * @param {Points} points @param {number} length
 * @returns {{shaft: Points, head: Points}}
 */
function shaped(points, length) {
  const tip = points.at(-1);
  if (!tip) return { shaft: points, head: [] };
  const before = points.findLastIndex((point) => distance(point, tip) >= length);
  const from = points[before];
  if (!from) return { shaft: points, head: [] };
  const away = distance(from, tip);
  const [dx, dy] = [(tip[0] - from[0]) / away, (tip[1] - from[1]) / away];
  /** @type {Point} */
  const base = [tip[0] - dx * length, tip[1] - dy * length];
  const wing = length * 0.45;
  /** @type {Points} */
  const head = [tip, [base[0] - dy * wing, base[1] + dx * wing], [base[0] + dy * wing, base[1] - dx * wing]];
  return { shaft: [...points.slice(0, before + 1), base], head };
}

/** @param {CanvasRenderingContext2D} pen @param {Points} points */
export function trace(pen, points) {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
}

/** @param {CanvasRenderingContext2D} pen @param {Point} middle @param {number} radius */
export function disc(pen, [x, y], radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}
