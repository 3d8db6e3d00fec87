// @ts-check
// What the editor opens with: the node's text on the connected picture, and what is to be said about it.

import { isUntouched, newBrush, sameAspect, scaled } from "./document.js";
import { Unreadable, read } from "./text.js";

/** @import { Brush } from "./document.js" */
/** @typedef {"no_picture" | "broken" | "newer" | "no_json" | "aspect"} Notice */
/** @typedef {{brush: Brush, notice: Notice | null, where: string}} Opened */

const USUAL = { width: 1024, height: 1024 };

/**
 * @param {string} text
 * @param {{width: number, height: number} | null} picture
 * @returns {Opened} with "aspect", the brush is stretched to the picture, and somebody has to say whether that is meant
 */
export function opened(text, picture) {
  const { brush, notice, where } = readable(text);
  if (!brush) {
    const { width, height } = picture ?? USUAL;
    return { brush: newBrush(width, height), notice: notice ?? (picture ? null : "no_picture"), where };
  }
  if (!picture) return { brush, notice: "no_picture", where };
  const other = !sameAspect(brush, picture);
  return { brush: scaled(brush, picture.width, picture.height), notice: other ? "aspect" : null, where };
}

/** @param {string} text @returns {{brush: Brush | null, notice: Notice | null, where: string}} */
export function readable(text) {
  try {
    const brush = read(text);
    const isEmpty = !brush || (brush.areas.length === 0 && isUntouched(brush.still));
    return { brush: isEmpty ? null : brush, notice: null, where: "" };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const notice = /** @type {const} */ ({ json: "no_json", version: "newer", place: "broken" })[error.what];
    return { brush: null, notice, where: error.where };
  }
}
