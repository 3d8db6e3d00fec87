// @ts-check
// Masks of areas: how they are painted, and how they look in an area's colour.

/** @import { Painting, Stroke } from "./document.js" */
/** @import { Points } from "./geometry.js" */
/** @typedef {{left: number, top: number, width: number, height: number}} Box px of a layer */
/** @typedef {{colour: string, hatched: boolean, rim: number}} Look `rim` in px */

const TINT = 0.45;
const AROUND = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth * Math.PI) / 4);

/** @param {number} width @param {number} height */
export function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
export function penOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** @param {CanvasRenderingContext2D} pen @param {Painting} painting @param {number} scale */
export function paint(pen, { polygons, strokes }, scale) {
  pen.fillStyle = "#fff";
  for (const polygon of polygons) {
    trace(pen, polygon, scale);
    pen.fill("evenodd");
  }
  for (const stroke of strokes) draw(pen, stroke, scale);
}

/** @param {CanvasRenderingContext2D} pen @param {Stroke} stroke @param {number} scale */
export function draw(pen, { points, size, erase, fill }, scale) {
  pen.save();
  pen.globalCompositeOperation = erase ? "destination-out" : "source-over";
  pen.strokeStyle = pen.fillStyle = "#fff";
  pen.lineWidth = size * scale;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  trace(pen, points, scale);
  const [first] = points;
  // A line to where it starts is a dot, with round ends.
  if (points.length === 1 && first) pen.lineTo(first[0] * scale, first[1] * scale);
  if (fill) pen.fill("evenodd");
  else pen.stroke();
  pen.restore();
}

/** @param {CanvasRenderingContext2D} pen @param {Points} points @param {number} scale */
function trace(pen, points, scale) {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x * scale, y * scale);
}

/**
 * A mask in its colour, with a rim around it.
 * @param {HTMLCanvasElement} mask
 * @param {Look} look
 * @param {Box} box where the mask is in its layer: stripes go through from part to part
 */
export function tint(mask, look, box) {
  const result = canvasOf(mask.width, mask.height);
  const pen = penOf(result);
  for (const angle of AROUND) pen.drawImage(mask, Math.cos(angle) * look.rim, Math.sin(angle) * look.rim);
  pen.globalCompositeOperation = "destination-out";
  pen.drawImage(mask, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = look.colour;
  pen.fillRect(0, 0, mask.width, mask.height);
  pen.globalCompositeOperation = "source-over";
  pen.drawImage(
    inked(mask, (ink) => flat(ink, mask, look)),
    0,
    0,
  );
  if (look.hatched)
    pen.drawImage(
      inked(mask, (ink) => stripe(ink, look, box)),
      0,
      0,
    );
  return result;
}

/** @param {HTMLCanvasElement} mask @param {(pen: CanvasRenderingContext2D) => void} ink what shows where the mask is */
function inked(mask, ink) {
  const result = canvasOf(mask.width, mask.height);
  const pen = penOf(result);
  pen.drawImage(mask, 0, 0);
  pen.globalCompositeOperation = "source-in";
  ink(pen);
  return result;
}

/** @param {CanvasRenderingContext2D} pen @param {HTMLCanvasElement} mask @param {Look} look */
function flat(pen, { width, height }, { colour, hatched }) {
  pen.globalAlpha = hatched ? 0.3 : TINT;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, width, height);
}

/**
 * From the lower left to the upper right, as in the node's preview.
 * @param {CanvasRenderingContext2D} pen @param {Look} look @param {Box} box
 */
function stripe(pen, { colour }, { left, top, width, height }) {
  const step = Math.max(8, Math.max(width, height) / 60);
  pen.globalAlpha = 0.6;
  pen.strokeStyle = colour;
  pen.lineWidth = step / 4;
  pen.translate(-left, -top);
  pen.beginPath();
  for (let x = 0; x < width + height; x += step) {
    pen.moveTo(x, 0);
    pen.lineTo(x - height, height);
  }
  pen.stroke();
}
