// @ts-check
// The brush as the JSON that the node keeps, version 1. What it means is written in docs/motion-brush.md.

import { UNPAINTED, isUntouched, usedAreas } from "./document.js";
import { MAX_AREAS, PEN, REACH, SIDE } from "./limits.js";

/** @import { Area, Brush, Painting, Stroke } from "./document.js" */
/** @import { Point, Points } from "./geometry.js" */

/** Where a text is no brush: `where` as in "areas[1].path[0]"; "version" for one of a later KlingKit. */
export class Unreadable extends Error {
  /** @param {string} where @param {"json" | "version" | "place"} what */
  constructor(where, what = "place") {
    super(where);
    this.where = where;
    this.what = what;
  }
}

/**
 * @param {Brush} brush
 * @param {readonly boolean[]} masks of which areas a mask is connected: those are kept although nothing is painted
 * @returns {string}
 */
export function write(brush, masks = []) {
  const { width, height, still } = brush;
  const areas = usedAreas(brush, masks).map(({ painting, path }) => ({ ...drawn(painting), path: path.map(rounded) }));
  const document = { version: 1, width: round(width), height: round(height), areas };
  return JSON.stringify(isUntouched(still) ? document : { ...document, static: drawn(still) });
}

/** @param {Painting} painting */
function drawn({ strokes, polygons }) {
  return {
    ...(strokes.length > 0 && {
      strokes: strokes.map(({ points, size, erase, fill }) => ({
        points: points.map(rounded),
        ...(fill ? { fill } : { size: Math.max(PEN[0] ?? 0, round(size)) }),
        ...(erase && { erase }),
      })),
    }),
    ...(polygons.length > 0 && { polygons: polygons.map((polygon) => polygon.map(rounded)) }),
  };
}

/** A tenth of a px is finer than any mask. @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {Point} point @returns {Point} */
function rounded([x, y]) {
  const [low, high] = [-REACH, REACH];
  return [round(Math.min(high, Math.max(low, x))), round(Math.min(high, Math.max(low, y)))];
}

/**
 * @param {string} text
 * @returns {Brush | null} null where there is no text
 * @throws {Unreadable}
 */
export function read(text) {
  if (!text.trim()) return null;
  const { version, width, height, areas = [], static: still, ...unknown } = object(parsed(text), "");
  if (version !== 1) throw new Unreadable("version", Number.isInteger(version) && version > 1 ? "version" : "place");
  refuse(unknown, "");
  const read = list(areas, "areas").map((area, index) => readArea(area, `areas[${index}]`));
  if (read.length > MAX_AREAS) throw new Unreadable(`areas[${MAX_AREAS}]`);
  return {
    width: number(width, SIDE, "width"),
    height: number(height, SIDE, "height"),
    areas: read,
    still: still === undefined || still === null ? UNPAINTED : readStill(still),
  };
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable(String(/** @type {Error} */ (error).message), "json");
  }
}

/** @param {unknown} value @param {string} where @returns {Area} */
function readArea(value, where) {
  const { path = [], ...painting } = object(value, where);
  return { painting: readPainting(painting, where), path: readPoints(path, `${where}.path`) };
}

/** @param {unknown} value */
function readStill(value) {
  return readPainting(object(value, "static"), "static");
}

/** @param {Record<string, unknown>} value @param {string} where @returns {Painting} */
function readPainting({ strokes = [], polygons = [], ...unknown }, where) {
  refuse(unknown, where);
  return {
    strokes: list(strokes, `${where}.strokes`).map((one, index) => readStroke(one, `${where}.strokes[${index}]`)),
    polygons: list(polygons, `${where}.polygons`).map((one, index) =>
      readPoints(one, `${where}.polygons[${index}]`, 3),
    ),
  };
}

/** @param {unknown} value @param {string} where @returns {Stroke} */
function readStroke(value, where) {
  const { points, size, erase = false, fill = false, ...unknown } = object(value, where);
  refuse(unknown, where);
  if (typeof erase !== "boolean") throw new Unreadable(`${where}.erase`);
  if (typeof fill !== "boolean") throw new Unreadable(`${where}.fill`);
  const width = fill && size === undefined ? 1 : number(size, PEN, `${where}.size`);
  return { points: readPoints(points, `${where}.points`, fill ? 3 : 1), size: width, erase, fill };
}

/** @param {unknown} value @param {string} where @param {number} fewest @returns {Points} */
function readPoints(value, where, fewest = 0) {
  const points = list(value, where);
  if (points.length < fewest) throw new Unreadable(where);
  return points.map((point, index) => readPoint(point, `${where}[${index}]`));
}

/** @param {unknown} value @param {string} where @returns {Point} */
function readPoint(value, where) {
  const pair = list(value, where);
  if (pair.length !== 2) throw new Unreadable(where);
  return [number(pair[0], [-REACH, REACH], where), number(pair[1], [-REACH, REACH], where)];
}

/** @param {unknown} value @param {readonly number[]} range @param {string} where */
function number(value, [low = 0, high = 0], where) {
  if (typeof value !== "number" || !(value >= low && value <= high)) throw new Unreadable(where);
  return value;
}

/** @param {unknown} value @param {string} where @returns {unknown[]} */
function list(value, where) {
  if (!Array.isArray(value)) throw new Unreadable(where);
  return value;
}

/** @param {unknown} value @param {string} where @returns {Record<string, any>} */
function object(value, where) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unreadable(where);
  return /** @type {Record<string, any>} */ (value);
}

/** What is not known would be lost on saving, so it is not read. @param {object} unknown @param {string} where */
function refuse(unknown, where) {
  const [key] = Object.keys(unknown);
  if (key !== undefined) throw new Unreadable(where ? `${where}.${key}` : key);
}
