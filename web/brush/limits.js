// @ts-check
// What Kling and the node allow, and the colours of the areas: as in nodes/kling/catalog.py and nodes/media/brush.

export const MAX_AREAS = 6;
export const MIN_POINTS = 2;
export const MAX_POINTS = 77;

/** px of a canvas' side, and of a pen. */
export const SIDE = Object.freeze([16, 16384]);
export const PEN = Object.freeze([0.1, 16384]);
/** px; no point may be farther from the corner. */
export const REACH = 65536;

/** Of areas 1 to 6, the same as in the node's preview. */
export const COLOURS = Object.freeze(["#ff453a", "#3284ff", "#30d158", "#ffd60a", "#d65cff", "#40e0e8"]);
export const STATIC_COLOUR = "#c8c8cd";
export const HALO = "#101014";
