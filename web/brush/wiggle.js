// @ts-check
// A guess at the movement before anything is paid: what is painted is cut out of the picture and moves along its path.

import { isUntouched } from "./document.js";
import { along } from "./geometry.js";
import { canvasOf, penOf } from "./tinting.js";

/** @import { Brush, Which } from "./document.js" */
/** @import { Point, Points } from "./geometry.js" */
/** @import { Layers } from "./layers.js" */
/** @import { Picture } from "./scene.js" */

/** ms of a turn, of which the last part stands still. */
const TURN = 2600;
const REST = 500;
const MOST = 1400;

/** Whether there is anything to see. @param {Brush} brush */
export function canWiggle(brush) {
  return brush.areas.some(({ painting, path }) => path.length > 1 && !isUntouched(painting));
}

/** How far along its path an area is, from 0 to 1: it starts and ends gently. @param {number} time ms */
export function progress(time) {
  const share = Math.min(1, (time % TURN) / (TURN - REST));
  return share * share * (3 - 2 * share);
}

/**
 * Prepares the pieces, and gives what draws them at a time.
 * @param {Brush} brush @param {Picture} picture @param {Layers} layers
 * @returns {(pen: CanvasRenderingContext2D, place: [number, number, number, number], time: number) => void}
 */
export function prepareWiggle(brush, picture, layers) {
  const moving = brush.areas.flatMap(({ path, painting }, index) =>
    path.length > 1 && !isUntouched(painting) ? [{ path, piece: cut(brush, index, picture, layers) }] : [],
  );
  const ground = filled(
    brush,
    moving.map(({ piece }) => piece),
    picture,
  );
  const still = isUntouched(brush.still) ? null : cut(brush, "static", picture, layers);
  return (pen, [left, top, width, height], time) => {
    const scale = width / brush.width;
    pen.save();
    pen.beginPath();
    pen.rect(left, top, width, height);
    pen.clip();
    pen.drawImage(ground, left, top, width, height);
    for (const { path, piece } of moving) {
      const [dx, dy] = offset(path, progress(time));
      pen.drawImage(piece, left + dx * scale, top + dy * scale, width, height);
    }
    if (still) pen.drawImage(still, left, top, width, height);
    pen.restore();
  };
}

/** @param {Points} path @param {number} share @returns {Point} */
function offset(path, share) {
  const [[x, y], [startX, startY]] = [along(path, share), along(path, 0)];
  return [x - startX, y - startY];
}

/**
 * An area of the picture, and nothing else.
 * @param {Brush} brush @param {Which} which @param {Picture} picture @param {Layers} layers
 */
function cut(brush, which, picture, layers) {
  const mask = layers.mask(brush, which);
  const piece = canvasOf(mask.width, mask.height);
  const pen = penOf(piece);
  pen.drawImage(mask, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.drawImage(picture, 0, 0, piece.width, piece.height);
  return piece;
}

/**
 * The picture with the moving pieces taken out, and the holes filled with their surroundings: shrunken copies of what
 * is left, the coarsest below, show through where finer ones have nothing.
 * @param {Brush} brush @param {HTMLCanvasElement[]} pieces @param {Picture} picture
 */
function filled(brush, pieces, picture) {
  const scale = Math.min(1, MOST / Math.max(brush.width, brush.height));
  const rest = canvasOf(brush.width * scale, brush.height * scale);
  const pen = penOf(rest);
  pen.drawImage(picture, 0, 0, rest.width, rest.height);
  pen.globalCompositeOperation = "destination-out";
  for (const piece of pieces) pen.drawImage(piece, 0, 0, rest.width, rest.height);
  const result = canvasOf(rest.width, rest.height);
  const ground = penOf(result);
  ground.imageSmoothingQuality = "high";
  for (const small of shrunken(rest).reverse()) ground.drawImage(small, 0, 0, rest.width, rest.height);
  return result;
}

/** Halves, until a few px are left; the first is the canvas itself. @param {HTMLCanvasElement} canvas */
function shrunken(canvas) {
  const all = [canvas];
  for (let last = canvas; Math.min(last.width, last.height) > 2;) {
    const half = canvasOf(last.width / 2, last.height / 2);
    penOf(half).drawImage(last, 0, 0, half.width, half.height);
    all.push(half);
    last = half;
  }
  return all;
}
