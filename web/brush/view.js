// @ts-check
// Where the picture is on the stage: zoom and place. Screen px are CSS px from the stage's top left corner.

/** @import { Point } from "./geometry.js" */
/** @typedef {{scale: number, x: number, y: number}} View */
/** @typedef {{width: number, height: number}} Size */

const MARGIN = 28;
const MOST = 32;

/** The whole picture in the middle of the stage. @param {Size} picture @param {Size} stage @returns {View} */
export function fitted(picture, stage) {
  const across = Math.max(1, stage.width - 2 * MARGIN) / picture.width;
  const down = Math.max(1, stage.height - 2 * MARGIN) / picture.height;
  const scale = Math.min(across, down);
  return {
    scale,
    x: (stage.width - picture.width * scale) / 2,
    y: (stage.height - picture.height * scale) / 2,
  };
}

/** @param {View} view @param {Point} point @returns {Point} */
export function toScreen({ scale, x, y }, [across, down]) {
  return [across * scale + x, down * scale + y];
}

/** @param {View} view @param {Point} point @returns {Point} */
export function toPicture({ scale, x, y }, [across, down]) {
  return [(across - x) / scale, (down - y) / scale];
}

/**
 * Zooms so that what is under a point of the screen stays there.
 * @param {View} view @param {number} factor @param {Point} at @param {number} least the smallest scale
 * @returns {View}
 */
export function zoomed(view, factor, at, least) {
  const scale = Math.min(Math.max(MOST, least), Math.max(least, view.scale * factor));
  const kept = scale / view.scale;
  return { scale, x: at[0] - (at[0] - view.x) * kept, y: at[1] - (at[1] - view.y) * kept };
}

/**
 * Moves the picture, but never out of sight: a part of it stays on the stage.
 * @param {View} view @param {number} dx @param {number} dy @param {Size} picture @param {Size} stage
 * @returns {View}
 */
export function moved(view, dx, dy, picture, stage) {
  const seen = 48;
  const [width, height] = [picture.width * view.scale, picture.height * view.scale];
  return {
    scale: view.scale,
    x: Math.min(stage.width - seen, Math.max(seen - width, view.x + dx)),
    y: Math.min(stage.height - seen, Math.max(seen - height, view.y + dy)),
  };
}
