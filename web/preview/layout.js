// @ts-check
// How large previews are. All in px of the canvas.

const HEIGHT_MIN = 120;
/** What a node grows by without being asked; who wants it larger can make it so. */
const HEIGHT_MAX = 380;
const COLUMNS_MAX = 4;
const GAP = 4;

/** @param {number} items */
export function columns(items) {
  return Math.min(Math.ceil(Math.sqrt(items)), COLUMNS_MAX);
}

/**
 * The height in which the items fill the width.
 * @param {number} items
 * @param {number} width
 * @param {number} aspect width of one by its height
 */
export function fittingHeight(items, width, aspect) {
  const across = columns(items);
  const rows = Math.ceil(items / across);
  const tile = (width - (across - 1) * GAP) / across / aspect;
  return Math.min(Math.max(Math.round(rows * tile + (rows - 1) * GAP), HEIGHT_MIN), HEIGHT_MAX);
}
