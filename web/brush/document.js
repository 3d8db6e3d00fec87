// @ts-check
// A brush as the editor holds it: never changed, each change gives another one.

import { bounds, fromLine, inside, nearest } from "./geometry.js";
import { MIN_POINTS } from "./limits.js";

/** @import { Point, Points } from "./geometry.js" */

/**
 * @typedef {{points: Points, size: number, erase: boolean, fill: boolean}} Stroke a line of a round pen, its diameter
 * in px; with `fill` a shape
 */
/**
 * @typedef {{strokes: readonly Stroke[], polygons: readonly Points[]}} Painting first all polygons, then the strokes
 * in their order
 */
/** @typedef {{painting: Painting, path: Points}} Area */
/** @typedef {{width: number, height: number, areas: readonly Area[], still: Painting}} Brush */
/** @typedef {number | "static"} Which an area by its index, or the one that stays */
/**
 * @typedef {{area: number, what: "paint" | "path" | "still"} | {area: 0, what: "empty"}} Problem `area` counts from 1
 */

/** @type {Painting} */
export const UNPAINTED = Object.freeze({ strokes: [], polygons: [] });
/** @type {Area} */
export const NEW_AREA = Object.freeze({ painting: UNPAINTED, path: [] });

const SAME_ASPECT = 0.01;

/** @param {number} width @param {number} height @returns {Brush} */
export function newBrush(width, height) {
  return { width, height, areas: [NEW_AREA], still: UNPAINTED };
}

/** @param {Brush} brush @param {Which} which @returns {Painting} */
export function paintingOf(brush, which) {
  return which === "static" ? brush.still : (brush.areas[which]?.painting ?? UNPAINTED);
}

/** @param {Brush} brush @param {Which} which @param {Painting} painting @returns {Brush} */
export function withPainting(brush, which, painting) {
  if (which === "static") return { ...brush, still: painting };
  return { ...brush, areas: brush.areas.map((area, index) => (index === which ? { ...area, painting } : area)) };
}

/** @param {Brush} brush @param {Which} which @param {Stroke} stroke */
export function withStroke(brush, which, stroke) {
  const painting = paintingOf(brush, which);
  return withPainting(brush, which, { ...painting, strokes: [...painting.strokes, stroke] });
}

/** @param {Brush} brush @param {Which} which @param {Points} polygon */
export function withPolygon(brush, which, polygon) {
  const painting = paintingOf(brush, which);
  // Polygons are filled before all strokes: one that is drawn over an erased place has to take its turn among them.
  const late = painting.strokes.some((stroke) => stroke.erase);
  if (late) return withStroke(brush, which, { points: polygon, size: 1, erase: false, fill: true });
  return withPainting(brush, which, { ...painting, polygons: [...painting.polygons, polygon] });
}

/** @param {Brush} brush @param {Which} which @returns {Points} */
export function pathOf(brush, which) {
  return which === "static" ? [] : (brush.areas[which]?.path ?? []);
}

/** @param {Brush} brush @param {Which} which @param {Points} path @returns {Brush} */
export function withPath(brush, which, path) {
  return { ...brush, areas: brush.areas.map((area, index) => (index === which ? { ...area, path } : area)) };
}

/** @param {Brush} brush @returns {Brush} */
export function withNewArea(brush) {
  return { ...brush, areas: [...brush.areas, NEW_AREA] };
}

/** @param {Brush} brush @param {number} which @returns {Brush} */
export function withoutArea(brush, which) {
  return { ...brush, areas: brush.areas.filter((_, index) => index !== which) };
}

/** @param {{width: number, height: number}} one @param {{width: number, height: number}} other */
export function sameAspect(one, other) {
  return Math.abs((one.width * other.height) / (one.height * other.width) - 1) <= SAME_ASPECT;
}

/**
 * The same brush on a canvas of another size.
 * @param {Brush} brush @param {number} width @param {number} height @returns {Brush}
 */
export function scaled(brush, width, height) {
  const [across, down] = [width / brush.width, height / brush.height];
  if (across === 1 && down === 1) return brush;
  /** @param {Points} points @returns {Points} */
  const moved = (points) => points.map(([x, y]) => [x * across, y * down]);
  /** @param {Painting} painting @returns {Painting} */
  const repainted = ({ strokes, polygons }) => ({
    strokes: strokes.map((one) => ({ ...one, points: moved(one.points), size: one.size * Math.sqrt(across * down) })),
    polygons: polygons.map(moved),
  });
  const areas = brush.areas.map(({ painting, path }) => ({ painting: repainted(painting), path: moved(path) }));
  return { width, height, areas, still: repainted(brush.still) };
}

/** @param {Painting} painting */
export function isUntouched({ strokes, polygons }) {
  return strokes.length === 0 && polygons.length === 0;
}

/** Whether a point is painted. @param {Painting} painting @param {Point} point */
export function covers({ strokes, polygons }, point) {
  let covered = polygons.some((polygon) => inside(point, polygon));
  for (const { points, size, erase, fill } of strokes) {
    const hit = () => (fill ? inside(point, points) : fromLine(point, points).distance <= size / 2);
    if (covered === erase && hit()) covered = !erase;
  }
  return covered;
}

const GRID = 16;

/** Points of which at least one is painted, if anything to speak of is. @param {Painting} painting @returns {Points} */
function samples({ strokes, polygons }) {
  const pens = strokes.filter((stroke) => !stroke.erase);
  /** @type {Point[]} */
  const found = pens.flatMap(({ points }) => points);
  const boxes = [...pens.map(({ points, size }) => bounds(points, size / 2)), ...polygons.map((one) => bounds(one))];
  for (const [left = 0, top = 0, right = 0, bottom = 0] of boxes) {
    for (let cell = 0; cell < GRID * GRID; cell += 1) {
      const [column, row] = [cell % GRID, Math.floor(cell / GRID)];
      found.push([left + ((column + 0.5) / GRID) * (right - left), top + ((row + 0.5) / GRID) * (bottom - top)]);
    }
  }
  return found;
}

/**
 * What was found out about a painting, which never changes and stays on its canvas.
 * @type {WeakMap<Painting, boolean>}
 */
const known = new WeakMap();

/**
 * Whether something is painted inside the canvas, after all erasing.
 * @param {Painting} painting @param {{width: number, height: number}} canvas
 */
export function isPainted(painting, { width, height }) {
  const found =
    known.get(painting) ??
    samples(painting).some(
      (point) => point[0] >= 0 && point[1] >= 0 && point[0] < width && point[1] < height && covers(painting, point),
    );
  known.set(painting, found);
  return found;
}

/**
 * A painted point near the middle of what is painted, from which a path can start.
 * @param {Painting} painting @returns {Point | null}
 */
export function anchor(painting) {
  const painted = samples(painting).filter((point) => covers(painting, point));
  if (painted.length === 0) return null;
  const [left = 0, top = 0, right = 0, bottom = 0] = bounds(painted);
  return painted[nearest([(left + right) / 2, (top + bottom) / 2], painted).index] ?? null;
}

/**
 * What the node would refuse, by its own rules.
 * @param {Brush} brush
 * @param {readonly boolean[]} masks of which areas a mask is connected, which stands in for paint; the 7th is the
 *   static one's
 * @returns {Problem[]}
 */
export function problems(brush, masks) {
  const used = usedAreas(brush, masks);
  /** @type {Problem[]} */
  const found = used.flatMap(({ painting, path }, index) => {
    const area = index + 1;
    /** @type {Problem[]} */
    const of = masks[index] || isPainted(painting, brush) ? [] : [{ area, what: "paint" }];
    if (path.length < MIN_POINTS) of.push({ area, what: "path" });
    else if (staysOnOnePixel(path, brush)) of.push({ area, what: "still" });
    return of;
  });
  if (used.length === 0 && !masks[6] && !isPainted(brush.still, brush)) return [{ area: 0, what: "empty" }];
  return found;
}

/**
 * The areas up to the last one that holds anything: what comes after is not saved.
 * @param {Brush} brush @param {readonly boolean[]} masks
 */
export function usedAreas({ areas }, masks = []) {
  const last = areas.findLastIndex(
    (area, index) => masks[index] || area.path.length > 0 || !isUntouched(area.painting),
  );
  return areas.slice(0, last + 1);
}

/** @param {Points} path @param {{width: number, height: number}} canvas */
function staysOnOnePixel(path, { width, height }) {
  const pixels = path.map(([x, y]) => [
    Math.round(Math.min(width - 1, Math.max(0, x))),
    Math.round(Math.min(height - 1, Math.max(0, y))),
  ]);
  return pixels.every(([x, y]) => x === pixels[0]?.[0] && y === pixels[0]?.[1]);
}
