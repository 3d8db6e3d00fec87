// @ts-check
// A camera move as data: which widgets say it, where its knob stands on the pad, and how the picture moves under it.

/**
 * @typedef {{low: number, high: number, step: number}} Range of every axis
 * @typedef {{x: number, y: number}} Point px from the upper left corner of the pad
 * @typedef {{width: number, height: number}} Size px
 * @typedef {Record<string, string | number>} Values of the widgets, by name
 */

/**
 * @typedef {object} Move
 * @property {string} type `simple`, or one of Kling's ready-made moves
 * @property {string[]} moved the axes that are not 0. Kling takes exactly one with `simple`, and none otherwise
 * @property {string} axis the first of them, "" where there is none
 * @property {number} value on that axis
 */

export const SIMPLE = "simple";
export const AXES = ["horizontal", "vertical", "pan", "tilt", "roll", "zoom"];

/** How far from the middle the knob stands at the end of the range, in parts of the pad's side. */
const REACH = 0.4;
/** Degrees from the top where roll ends. */
const ROLL_REACH = 90;

/** @param {Values} values @returns {Move} */
export function readMove(values) {
  const moved = AXES.filter((axis) => Number(values[axis] ?? 0) !== 0);
  const [axis = ""] = moved;
  return { type: String(values.type ?? SIMPLE), moved, axis, value: Number(values[axis] ?? 0) };
}

/** The widgets of one axis alone. @param {string} axis @param {number} value @returns {Values} */
export function alongAxis(axis, value) {
  return { type: SIMPLE, ...Object.fromEntries(AXES.map((other) => [other, other === axis ? value : 0])) };
}

/** The widgets of a ready-made move. @param {string} type @returns {Values} */
export function readyMade(type) {
  return { ...alongAxis("", 0), type };
}

/**
 * What the other widgets must become when one was changed by hand; nothing where they fit together.
 * @param {Values} values as they are now
 * @param {string} changed
 * @returns {Values}
 */
export function afterChange(values, changed) {
  if (changed === "type") return values.type === SIMPLE ? {} : readyMade(String(values.type));
  const value = Number(values[changed]);
  return value === 0 ? {} : alongAxis(changed, value);
}

/** @param {number} value @param {Range} range */
export function fitted(value, { low, high, step }) {
  const stepped = Math.round(Math.min(Math.max(value, low), high) / step) * step;
  return Number(stepped.toFixed(4)) + 0; // + 0: no -0
}

/**
 * The value that a place on the pad stands for.
 * @param {string} axis
 * @param {Point} at
 * @param {Size} size
 * @param {Range} range
 */
export function valueAt(axis, at, size, range) {
  const right = at.x / size.width - 0.5;
  const up = 0.5 - at.y / size.height;
  if (axis === "roll") {
    const degrees = (Math.atan2(right * size.width, up * size.height) * 180) / Math.PI;
    return fitted((degrees / ROLL_REACH) * range.high, range);
  }
  return fitted(((isUpright(axis) ? up : right) / REACH) * range.high, range);
}

/**
 * Where the knob stands.
 * @param {string} axis
 * @param {number} value
 * @param {Size} size
 * @param {Range} range
 * @returns {Point}
 */
export function knobAt(axis, value, size, range) {
  const share = value / range.high;
  const middle = { x: size.width / 2, y: size.height / 2 };
  if (axis === "roll") {
    const angle = (share * ROLL_REACH * Math.PI) / 180;
    const radius = rollRadius(size);
    return { x: middle.x + radius * Math.sin(angle), y: middle.y - radius * Math.cos(angle) };
  }
  if (isUpright(axis)) return { x: middle.x, y: middle.y - share * REACH * size.height };
  return { x: middle.x + share * REACH * size.width, y: middle.y };
}

/** px of the circle that roll's knob goes along. @param {Size} size */
export function rollRadius({ width, height }) {
  return REACH * Math.min(width, height);
}

/** Whether an axis is dragged up and down. @param {string} axis */
export function isUpright(axis) {
  return axis === "vertical" || axis === "tilt";
}

/**
 * How a key moves the knob: steps, or to the "start" or "end" of the range; null for keys that do nothing.
 * @param {string} key
 */
export function stepsOf(key) {
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 4, PageDown: -4 };
  return /** @type {Record<string, number>} */ (steps)[key] ?? { Home: "start", End: "end" }[key] ?? null;
}

/**
 * The picture as the camera sees it when a share of the move is done, as CSS, with the functions in one order so that
 * the browser finds the way between two of them. The camera goes right: the picture goes left.
 * @param {Pick<Move, "type" | "axis" | "value">} move
 * @param {Range} range
 * @param {number} share 0 to 1
 */
export function pose(move, range, share) {
  const far = (move.value / range.high) * share;
  const { x = 0, y = 0, tilt = 0, pan = 0, roll = 0, scale = 1 } =
    move.type === SIMPLE ? alone(move.axis, far) : together(move.type, share);
  return (
    `translate(${x}%, ${y}%) translateZ(${EYE}px) rotateX(${tilt}deg) rotateY(${pan}deg) translateZ(${-EYE}px) ` +
    `rotate(${roll}deg) scale(${scale})`
  );
}

/** px from the eye to the picture: the pad's CSS perspective. */
export const EYE = 600;

/**
 * @typedef {{x?: number, y?: number, tilt?: number, pan?: number, roll?: number, scale?: number}} Pose
 * x and y in % of the picture, to the right and down; angles in degrees
 */

/** @param {string} axis @param {number} far -1 to 1 @returns {Pose} */
function alone(axis, far) {
  const poses = {
    horizontal: { x: -14 * far },
    vertical: { y: 14 * far },
    pan: { pan: 6 * far },
    tilt: { tilt: 4 * far },
    roll: { roll: -20 * far },
    zoom: { scale: 1.4 ** -far },
  };
  return /** @type {Record<string, Pose>} */ (poses)[axis] ?? {};
}

/** @param {string} type @param {number} share @returns {Pose} */
function together(type, share) {
  const poses = {
    down_back: { y: -10 * share, scale: 1.3 ** -share },
    forward_up: { tilt: 3 * share, scale: 1.35 ** share },
    right_turn_forward: { pan: 5 * share, scale: 1.3 ** share },
    left_turn_forward: { pan: -5 * share, scale: 1.3 ** share },
  };
  return /** @type {Record<string, Pose>} */ (poses)[type] ?? {};
}
