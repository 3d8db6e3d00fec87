// @ts-check
// What a pointer does with each tool, in px of the picture; nothing here knows of mice or the screen.

import { anchor, covers, paintingOf, pathOf, withPath, withPolygon, withStroke } from "./document.js";
import { distance, evenly, fromLine, nearest, simplify } from "./geometry.js";
import { MAX_POINTS } from "./limits.js";

/** @import { Point, Points } from "./geometry.js" */
/** @import { Session, ToolName } from "./session.js" */

/**
 * @typedef {object} Tool
 * @property {(session: Session, point: Point) => void} down
 * @property {(session: Session, point: Point) => void} move also while nothing is pressed
 * @property {(session: Session) => void} up
 * @property {(session: Session) => void} [finish] on Enter and on a double click
 */

/** px of the screen: what a hand does not mean. */
const STILL = 4;
const FINE = 0.4;
const PATH_FINE = 4;

/** @type {Record<ToolName, Tool>} */
export const TOOLS = {
  brush: pen(false),
  eraser: pen(true),
  polygon: { down: addCorner, move: follow, up: () => {}, finish: closePolygon },
  path: { down: grabPath, move: drawPath, up: releasePath },
  // The stage moves the picture by itself.
  hand: { down: () => {}, move: () => {}, up: () => {} },
};

/** @param {boolean} erase @returns {Tool} */
function pen(erase) {
  return {
    down(session, point) {
      session.draft = { kind: "stroke", stroke: { points: [point], size: session.size, erase, fill: false } };
      session.tell("draw");
    },
    move(session, point) {
      if (session.draft?.kind !== "stroke") return;
      const { stroke } = session.draft;
      const last = stroke.points.at(-1);
      if (last && distance(last, point) < FINE * session.pixel) return;
      session.draft = { kind: "stroke", stroke: { ...stroke, points: [...stroke.points, point] } };
      session.tell("draw");
    },
    up(session) {
      if (session.draft?.kind !== "stroke") return;
      const { stroke } = session.draft;
      const points = simplify(stroke.points, Math.min(1, FINE * session.pixel));
      session.change(withStroke(session.brush, session.which, { ...stroke, points }));
      session.say(erase ? "erased" : "painted");
    },
  };
}

/** @param {Session} session @param {Point} point */
function addCorner(session, point) {
  const corners = session.draft?.kind === "polygon" ? session.draft.corners : [];
  const [first] = corners;
  const near = session.reach * session.pixel;
  if (first && corners.length >= 3 && distance(first, point) <= near) {
    closePolygon(session);
    return;
  }
  const last = corners.at(-1);
  if (last && distance(last, point) <= 0.5 * session.pixel) return;
  session.draft = { kind: "polygon", corners: [...corners, point], at: point };
  session.say("corners", { n: corners.length + 1 });
  session.tell("change");
}

/** @param {Session} session @param {Point} point */
function follow(session, point) {
  if (session.draft?.kind !== "polygon") return;
  session.draft = { ...session.draft, at: point };
  session.tell("draw");
}

/** @param {Session} session */
function closePolygon(session) {
  if (session.draft?.kind !== "polygon") return;
  const { corners } = session.draft;
  if (corners.length < 3) {
    session.say("too_few_corners", { n: corners.length });
    return;
  }
  session.change(withPolygon(session.brush, session.which, corners));
  session.say("painted");
}

/** @param {Session} session @param {Point} point */
function grabPath(session, point) {
  chooseByHandle(session, point);
  if (session.which === "static") {
    session.say("static_has_no_path");
    return;
  }
  const path = session.path;
  const near = session.reach * session.pixel;
  const handle = nearest(point, path);
  if (handle.distance <= near) {
    session.point = handle.index;
    session.draft = { kind: "point", path, index: handle.index };
  } else if (path.length > 1 && path.length < MAX_POINTS && fromLine(point, path).distance <= near / 2) {
    const index = fromLine(point, path).index + 1;
    session.point = index;
    session.draft = { kind: "point", path: path.toSpliced(index, 0, point), index };
  } else {
    session.draft = { kind: "line", points: [point] };
  }
  session.tell("change");
}

/** A click on a path's point of another area means that area. @param {Session} session @param {Point} point */
function chooseByHandle(session, point) {
  const near = session.reach * session.pixel;
  if (nearest(point, session.path).distance <= near) return;
  const other = session.brush.areas.findIndex((area) => nearest(point, area.path).distance <= near);
  if (other >= 0) session.choose(other);
}

/** @param {Session} session @param {Point} point */
function drawPath(session, point) {
  const { draft } = session;
  if (draft?.kind === "point") {
    const path = draft.path.map((old, index) => (index === draft.index ? point : old));
    session.draft = { ...draft, path };
  } else if (draft?.kind === "line") {
    const last = draft.points.at(-1);
    if (last && distance(last, point) < session.pixel) return;
    session.draft = { kind: "line", points: [...draft.points, point] };
  } else return;
  session.tell("draw");
}

/** @param {Session} session */
function releasePath(session) {
  const { draft, which } = session;
  if (draft?.kind === "point") {
    session.draft = null;
    if (draft.path !== pathOf(session.brush, which)) session.change(withPath(session.brush, which, draft.path));
    return;
  }
  if (draft?.kind !== "line") return;
  const [first] = draft.points;
  const far = first ? Math.max(...draft.points.map((point) => distance(first, point))) : 0;
  const path = far < STILL * session.pixel ? extended(session, draft.points[0]) : fromArea(session, draft.points);
  session.draft = null;
  session.change(withPath(session.brush, which, path));
  session.point = path.length - 1;
  session.say("path_has", { n: path.length });
  session.tell("change");
}

/** A click adds one point at the end. @param {Session} session @param {Point | undefined} point @returns {Points} */
function extended(session, point) {
  const path = session.path;
  if (!point) return path;
  if (path.length >= MAX_POINTS) {
    session.say("path_is_full", { n: MAX_POINTS });
    return path;
  }
  const start = path.length === 0 ? startOf(session, point) : null;
  return start ? [start, point] : [...path, point];
}

/** A line drawn by hand is the new path. @param {Session} session @param {Points} line */
function fromArea(session, line) {
  const start = line[0] ? startOf(session, line[0]) : null;
  return evenly(start ? [start, ...line] : line, PATH_FINE * session.pixel, MAX_POINTS);
}

/** Where a path starts that was not begun on its area: on the area. @param {Session} session @param {Point} point */
function startOf(session, point) {
  const painting = paintingOf(session.brush, session.which);
  return covers(painting, point) ? null : anchor(painting);
}
