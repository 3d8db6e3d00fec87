// @ts-check
// Points and lines: [x, y] in px of the picture, y downwards.

/** @typedef {readonly [number, number]} Point */
/** @typedef {readonly Point[]} Points */

/** @param {Point} a @param {Point} b */
export function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** @param {Point} a @param {Point} b @param {number} share 0 is a, 1 is b @returns {Point} */
export function between(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/**
 * How far a point is from a piece of a line, and at which share of the piece it is nearest.
 * @param {Point} point @param {Point} a @param {Point} b
 */
export function fromPiece(point, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square;
  const share = Math.min(1, Math.max(0, along));
  return { share, distance: distance(point, between(a, b, share)) };
}

/** The nearest piece of a line: the index of its first point. @param {Point} point @param {Points} line */
export function fromLine(point, line) {
  let nearest = { index: 0, share: 0, distance: line[0] ? distance(point, line[0]) : Infinity };
  for (let index = 0; index + 1 < line.length; index += 1) {
    const found = fromPiece(point, at(line, index), at(line, index + 1));
    if (found.distance < nearest.distance) nearest = { index, ...found };
  }
  return nearest;
}

/** The nearest of several points. @param {Point} point @param {Points} points */
export function nearest(point, points) {
  const distances = points.map((other) => distance(point, other));
  const least = Math.min(Infinity, ...distances);
  return { index: distances.indexOf(least), distance: least };
}

/** Whether a point is inside a closed shape, by the even-odd rule. @param {Point} point @param {Points} shape */
export function inside(point, shape) {
  let found = false;
  shape.forEach((a, index) => {
    const b = at(shape, (index + 1) % shape.length);
    const crosses = a[1] > point[1] !== b[1] > point[1];
    if (crosses && point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]) found = !found;
  });
  return found;
}

/** Left, top, right and bottom of all points, grown by a margin. @param {Points} points @param {number} margin */
export function bounds(points, margin = 0) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return [left - margin, top - margin, right + margin, bottom + margin];
}

/**
 * Fewer points for the same line: none that is left out was farther than `tolerance` from what is kept (Douglas and
 * Peucker). A loop instead of recursion: a long line must not fill the stack.
 * @param {Points} points @param {number} tolerance @returns {Points}
 */
export function simplify(points, tolerance) {
  if (points.length < 3) return points;
  const kept = new Set([0, points.length - 1]);
  const open = [[0, points.length - 1]];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const [first = 0, last = 0] = piece;
    const far = farthest(points, first, last);
    if (far.distance <= tolerance) continue;
    kept.add(far.index);
    open.push([first, far.index], [far.index, last]);
  }
  return points.filter((_, index) => kept.has(index));
}

/** @param {Points} points @param {number} first @param {number} last */
function farthest(points, first, last) {
  let far = { index: first, distance: -1 };
  for (let index = first + 1; index < last; index += 1) {
    const away = fromPiece(at(points, index), at(points, first), at(points, last)).distance;
    if (away > far.distance) far = { index, distance: away };
  }
  return far;
}

/** How long a line is up to each of its points. @param {Points} points */
export function travelled(points) {
  let sum = 0;
  return points.map((point, index) => (sum += index === 0 ? 0 : distance(at(points, index - 1), point)));
}

/** Where one is after a share of the way, 0 to 1. @param {Points} points @param {number} share @returns {Point} */
export function along(points, share) {
  const way = travelled(points);
  const wanted = (way.at(-1) ?? 0) * share;
  const next = way.findIndex((length) => length >= wanted);
  if (next <= 0) return at(points, next === 0 ? 0 : points.length - 1);
  const [before = 0, after = 0] = [way[next - 1], way[next]];
  return between(at(points, next - 1), at(points, next), after === before ? 0 : (wanted - before) / (after - before));
}

/** `count` points at equal distances; both ends stay. @param {Points} points @param {number} count @returns {Points} */
export function resample(points, count) {
  return Array.from({ length: count }, (_, index) => along(points, index / (count - 1)));
}

const COUNTS = [2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 62];

/**
 * As few points at equal distances as tell a drawn line within `tolerance`, at most `most`: equal, so that the movement
 * has one speed, whether Kling gives each piece the same time or goes by its length.
 * @param {Points} points @param {number} tolerance @param {number} most @returns {Points}
 */
export function evenly(points, tolerance, most) {
  for (const count of COUNTS.filter((count) => count < most)) {
    const fewer = resample(points, count);
    if (points.every((point) => fromLine(point, fewer).distance <= tolerance)) return fewer;
  }
  return resample(points, most);
}

/** A point that is known to be there. @param {Points} points @param {number} index @returns {Point} */
function at(points, index) {
  return /** @type {Point} */ (points[index]);
}
