// @ts-check
// The stage: the picture with the brush on it, drawn anew when something changes, and the pointer's way to the tools.

import { el, on } from "../dom.js";
import { Layers } from "./layers.js";
import { followPointers } from "./pointers.js";
import { drawAreas, drawDraft, drawPaths, drawPicture, drawPointer, placeOf } from "./scene.js";
import { penOf } from "./tinting.js";
import { TOOLS } from "./tools.js";
import { fitted, moved, toPicture, toScreen, zoomed } from "./view.js";
import { canWiggle, prepareWiggle } from "./wiggle.js";

/** @import { Point } from "./geometry.js" */
/** @import { Session } from "./session.js" */
/** @import { Picture } from "./scene.js" */

const MOST = 1400;
/** px of the screen that the keyboard's pointer keeps from the stage's edge. */
const EDGE = 24;
const REACH = { mouse: 10, pen: 14, touch: 22 };

export class Stage {
  #session;
  #picture;
  #layers = new Layers(MOST);
  #canvas;
  #view = { scale: 1, x: 0, y: 0 };
  #least = 1;
  #size = { width: 1, height: 1 };
  #frame = 0;
  #follows = true;
  /** @type {((pen: CanvasRenderingContext2D, place: [number, number, number, number], time: number) => void) | null} */
  #wiggle = null;
  #began = 0;
  #byKeyboard = false;
  #stops;

  /** Space is held: the pointer drags the picture, whatever the tool. */
  holdsSpace = false;
  /** @type {() => void} */
  onview = () => {};

  /** @param {Session} session @param {Picture | null} picture @param {string} label */
  constructor(session, picture, label) {
    this.#session = session;
    this.#picture = picture;
    this.#canvas = el("canvas", {});
    this.element = el(
      "div",
      { class: "kk-brush-stage", tabindex: "0", role: "application", "aria-label": label },
      this.#canvas,
    );
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(this.element);
    this.#stops = [
      () => resized.disconnect(),
      session.changed((event) => this.#hear(event)),
      this.#followPointers(),
      on(this.element, "dblclick", () => this.#tool.finish?.(session)),
      on(this.element, "blur", () => this.#leaveKeyboard()),
    ];
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    this.#stops.forEach((stop) => stop());
  }

  get #tool() {
    return TOOLS[this.#session.tool];
  }

  get zoom() {
    return this.#view.scale;
  }

  get hasPicture() {
    return this.#picture !== null;
  }

  get isPlaying() {
    return this.#wiggle !== null;
  }

  play() {
    const { brush } = this.#session;
    if (!this.#picture || this.#session.locked || !canWiggle(brush)) return;
    this.#session.draft = null;
    this.#wiggle = prepareWiggle(brush, this.#picture, this.#layers);
    this.#began = performance.now();
    this.#look();
    this.onview();
  }

  pause() {
    if (!this.#wiggle) return;
    this.#wiggle = null;
    this.#look();
    this.onview();
  }

  fit() {
    this.#view = fitted(this.#session.brush, this.#size);
    this.#follows = true;
    this.#seen();
  }

  /** @param {number} factor @param {Point} at px of the screen */
  zoomBy(factor, at = [this.#size.width / 2, this.#size.height / 2]) {
    this.#view = zoomed(this.#view, factor, at, this.#least);
    this.#drag(0, 0);
  }

  /** @param {number} dx @param {number} dy */
  #drag(dx, dy) {
    this.#view = moved(this.#view, dx, dy, this.#session.brush, this.#size);
    this.#follows = false;
    this.#seen();
  }

  #seen() {
    this.#session.pixel = 1 / this.#view.scale;
    this.#look();
    this.onview();
  }

  #resize() {
    const { width, height } = this.element.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    this.#size = { width, height };
    const dense = window.devicePixelRatio || 1;
    Object.assign(this.#canvas, { width: Math.round(width * dense), height: Math.round(height * dense) });
    const whole = fitted(this.#session.brush, this.#size);
    this.#least = Math.min(1, whole.scale) / 4;
    if (this.#follows) this.#view = whole;
    this.#seen();
    this.#draw(performance.now());
  }

  /** @param {"draw" | "change"} event */
  #hear(event) {
    if (event === "change") this.pause();
    this.element.dataset.tool = this.#session.tool;
    this.#look();
  }

  /** Draws with the next frame, once. */
  #look() {
    this.#frame ||= requestAnimationFrame((time) => this.#draw(time));
  }

  /** @param {number} time */
  #draw(time) {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const session = this.#session;
    const brush = session.shown;
    const pen = penOf(this.#canvas);
    const dense = this.#canvas.width / this.#size.width;
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, this.#size.width, this.#size.height);
    if (this.#wiggle) {
      this.#wiggle(pen, placeOf(brush, this.#view), Math.max(0, time - this.#began));
      this.#look();
      return;
    }
    drawPicture(pen, brush, this.#view, this.#picture);
    drawAreas(pen, brush, this.#view, this.#layers, session);
    drawPaths(pen, brush, this.#view, 1, session.which);
    drawDraft(pen, session, this.#view);
    drawPointer(pen, session, this.#view, this.#byKeyboard);
  }

  #followPointers() {
    const session = this.#session;
    return followPointers(this.element, {
      down: (at, kind) => {
        this.element.focus({ preventScroll: true });
        this.#byKeyboard = false;
        this.pause();
        session.reach = REACH[/** @type {keyof typeof REACH} */ (kind)] ?? REACH.mouse;
        session.pointer = toPicture(this.#view, at);
        if (!session.locked) this.#tool.down(session, session.pointer);
      },
      move: (at) => this.#move(at),
      up: () => this.#tool.up(session),
      leave: () => session.draft?.kind !== "polygon" && session.drop(),
      // While the keyboard draws, a mouse that is only in the way does not.
      hover: (at) => (this.#byKeyboard && session.draft ? undefined : this.#move(at)),
      away: () => this.#away(),
      drag: (dx, dy) => this.#drag(dx, dy),
      zoom: (factor, at) => this.zoomBy(factor, at),
      drags: () => this.holdsSpace || session.tool === "hand",
    });
  }

  /** @param {Point} at */
  #move(at) {
    this.#byKeyboard = false;
    this.#session.pointer = toPicture(this.#view, at);
    this.#tool.move(this.#session, this.#session.pointer);
    this.#look();
  }

  #away() {
    if (this.#byKeyboard || this.#session.draft?.kind === "stroke") return;
    this.#session.pointer = null;
    this.#look();
  }

  /**
   * The keyboard's pointer: arrows lead it over the picture.
   * @param {number} dx @param {number} dy steps @param {boolean} far
   */
  steer(dx, dy, far) {
    const { brush } = this.#session;
    const step = (Math.max(brush.width, brush.height) / 100) * (far ? 5 : 1);
    const [x, y] = this.#session.pointer ?? [brush.width / 2, brush.height / 2];
    const clamp = (/** @type {number} */ value, /** @type {number} */ most) => Math.min(most, Math.max(0, value));
    const to = /** @type {Point} */ ([clamp(x + dx * step, brush.width), clamp(y + dy * step, brush.height)]);
    this.#follow(toScreen(this.#view, to));
    this.#move(toScreen(this.#view, to));
    this.#byKeyboard = true;
  }

  /** Moves the picture so far that a point is in sight. @param {Point} at */
  #follow([x, y]) {
    const { width, height } = this.#size;
    const over = (/** @type {number} */ value, /** @type {number} */ most) =>
      Math.min(0, most - EDGE - value) + Math.max(0, EDGE - value);
    if (over(x, width) !== 0 || over(y, height) !== 0) this.#drag(over(x, width), over(y, height));
  }

  /** @param {number} dx @param {number} dy px of the screen */
  pan(dx, dy) {
    this.#drag(dx, dy);
  }

  /** Enter: puts the pen down or lifts it, or sets a corner or a point where the keyboard's pointer is. */
  press() {
    const session = this.#session;
    if (session.locked) return;
    const { draft, brush } = session;
    session.pointer ??= [brush.width / 2, brush.height / 2];
    this.#byKeyboard = true;
    if (draft?.kind === "stroke") return this.#tool.up(session);
    const last = draft?.kind === "polygon" ? draft.corners.at(-1) : null;
    if (last && last[0] === session.pointer[0] && last[1] === session.pointer[1]) return this.#tool.finish?.(session);
    this.#tool.down(session, session.pointer);
    if (session.tool !== "path") return;
    this.#tool.up(session);
    // The arrows go on to lead the pointer to the next point, instead of this one.
    session.point = null;
    session.tell("change");
  }

  #leaveKeyboard() {
    if (this.#byKeyboard && this.#session.draft?.kind === "stroke") this.#tool.up(this.#session);
    this.#byKeyboard = false;
    this.holdsSpace = false;
    this.#look();
  }
}
