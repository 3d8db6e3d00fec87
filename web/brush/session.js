// @ts-check
// What is open in the editor: the brush with its history, what is chosen, and what is being drawn just now.

import { MAX_AREAS } from "./limits.js";
import { NEW_AREA, UNPAINTED, pathOf, withNewArea, withPainting, withPath, withoutArea } from "./document.js";

/** @import { Brush, Stroke, Which } from "./document.js" */
/** @import { Point, Points } from "./geometry.js" */
/** @typedef {"brush" | "eraser" | "polygon" | "path" | "hand"} ToolName */
/**
 * @typedef {{kind: "stroke", stroke: Stroke} | {kind: "polygon", corners: Points, at: Point}
 *   | {kind: "line", points: Points} | {kind: "point", path: Points, index: number}} Draft
 */
/** @typedef {"draw" | "change"} Event `draw`: only the stage looks different; `change`: what the panels tell as well */

/** Hidden steps are not kept for ever: a long evening's painting must not fill the memory. */
const MOST_STEPS = 200;

export class Session {
  /** @type {Brush[]} */
  #past = [];
  /** @type {Brush[]} */
  #future = [];
  /** @type {Set<(event: Event) => void>} */
  #heard = new Set();
  #brush;
  /** @type {Brush | null} */
  #saved;

  /** @type {ToolName} */
  tool = "brush";
  /** @type {Which} */
  which = 0;
  /** The pen's diameter in px of the picture. */
  size;
  /** The chosen point of the chosen area's path. @type {number | null} */
  point = null;
  /** @type {Draft | null} */
  draft = null;
  /** Where the pointer is, in px of the picture. @type {Point | null} */
  pointer = null;
  /** px of the picture in one px of the screen, and how near on the screen is a hit. */
  pixel = 1;
  reach = 10;
  /** While a question about the whole brush is open, nothing can be drawn. */
  locked = false;
  /**
   * Something for a person who does not see the stage.
   * @type {(key: string, values?: Record<string, string | number>) => void}
   */
  say = () => {};

  /** @param {Brush} brush */
  constructor(brush) {
    this.#brush = brush.areas.length > 0 ? brush : withNewArea(brush);
    this.#saved = this.#brush;
    this.size = Math.max(2, Math.round(Math.max(brush.width, brush.height) / 16));
  }

  get brush() {
    return this.#brush;
  }

  /** The brush as it would be if the pointer were lifted now; a stroke is drawn apart, for speed. */
  get shown() {
    return this.draft?.kind === "point" ? withPath(this.#brush, this.which, this.draft.path) : this.#brush;
  }

  get path() {
    return pathOf(this.shown, this.which);
  }

  get isDirty() {
    return this.#brush !== this.#saved;
  }

  /** It was made to fit another picture: that wants to be saved as well. */
  unlock() {
    this.locked = false;
    this.#saved = null;
    this.tell("change");
  }

  get canUndo() {
    return this.#past.length > 0 || this.draft !== null;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** @param {(event: Event) => void} heard @returns {() => void} */
  changed(heard) {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  /** @param {Event} event */
  tell(event) {
    for (const heard of this.#heard) heard(event);
  }

  /** A step that can be undone. @param {Brush} brush */
  change(brush) {
    this.#past.push(this.#brush);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
    this.#show(brush);
  }

  undo() {
    if (this.draft) {
      this.drop();
      return;
    }
    const brush = this.#past.pop();
    if (!brush) return;
    this.#future.push(this.#brush);
    this.#show(brush);
    this.say("undone");
  }

  redo() {
    const brush = this.#future.pop();
    if (!brush) return;
    this.#past.push(this.#brush);
    this.#show(brush);
    this.say("redone");
  }

  /** @param {Brush} brush */
  #show(brush) {
    this.#brush = brush;
    this.draft = null;
    if (this.which !== "static") this.which = Math.min(this.which, brush.areas.length - 1);
    if (this.point !== null && this.point >= this.path.length) this.point = null;
    this.tell("change");
  }

  /** Leaves what is being drawn. */
  drop() {
    const corners = this.draft?.kind === "polygon" ? this.draft.corners.slice(0, -1) : [];
    this.draft = this.draft?.kind === "polygon" && corners.length > 0 ? { ...this.draft, corners } : null;
    this.tell("change");
  }

  /** @param {ToolName} tool */
  useTool(tool) {
    this.draft = null;
    this.tool = tool;
    this.tell("change");
  }

  /** @param {Which} which */
  choose(which) {
    if (which !== "static" && !this.brush.areas[which]) return;
    this.draft = null;
    if (which !== this.which) this.point = null;
    this.which = which;
    this.tell("change");
  }

  /** @param {number} size */
  useSize(size) {
    const most = Math.max(this.brush.width, this.brush.height);
    this.size = Math.round(Math.min(most, Math.max(1, size)) * 10) / 10;
    this.tell("change");
  }

  addArea() {
    if (this.brush.areas.length >= MAX_AREAS) return;
    this.change(withNewArea(this.brush));
    this.choose(this.brush.areas.length - 1);
  }

  /** @param {number} which */
  removeArea(which) {
    const rest = withoutArea(this.brush, which);
    this.change(rest.areas.length > 0 ? rest : { ...rest, areas: [NEW_AREA] });
    this.say("removed", { area: which + 1 });
  }

  clearPaint() {
    this.change(withPainting(this.brush, this.which, UNPAINTED));
  }

  clearPath() {
    this.change(withPath(this.brush, this.which, []));
  }

  /** Moves the chosen point of the path. @param {number} dx @param {number} dy px of the picture */
  movePoint(dx, dy) {
    const index = this.point;
    if (index === null) return;
    this.change(
      withPath(
        this.brush,
        this.which,
        this.path.map(([x, y], at) => (at === index ? [x + dx, y + dy] : [x, y])),
      ),
    );
    const [x = 0, y = 0] = this.path[index] ?? [];
    this.say("point_at", { point: index + 1, x: Math.round(x), y: Math.round(y) });
  }

  removePoint() {
    const index = this.point;
    if (index === null) return;
    this.change(
      withPath(
        this.brush,
        this.which,
        this.path.filter((_, at) => at !== index),
      ),
    );
    this.point = this.path.length > 0 ? Math.min(index, this.path.length - 1) : null;
    this.say("path_has", { n: this.path.length });
    this.tell("change");
  }

  /** @param {1 | -1} step */
  nextPoint(step) {
    const count = this.path.length;
    if (count === 0) return;
    this.point = this.point === null ? (step > 0 ? 0 : count - 1) : (this.point + step + count) % count;
    const [x = 0, y = 0] = this.path[this.point] ?? [];
    this.say("point_at", { point: this.point + 1, x: Math.round(x), y: Math.round(y) });
    this.tell("change");
  }
}
