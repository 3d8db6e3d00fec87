// @ts-check
// Mouse, pen and fingers on the stage: one draws, the middle button or space drags the picture, two fingers zoom it.

import { on } from "../dom.js";
import { distance } from "./geometry.js";

/** @import { Point } from "./geometry.js" */
/** @import { Stop } from "../types.js" */

/**
 * @typedef {object} Hands what happens, in CSS px of the stage
 * @property {(at: Point, kind: string) => void} down
 * @property {(at: Point) => void} move
 * @property {() => void} up
 * @property {() => void} leave what was begun is not meant: a second finger came, or the pointer is gone
 * @property {(at: Point) => void} hover
 * @property {() => void} away
 * @property {(dx: number, dy: number) => void} drag
 * @property {(factor: number, at: Point) => void} zoom
 * @property {() => boolean} drags whether the first pointer moves the picture
 */

/** @param {HTMLElement} stage @param {Hands} hands @returns {Stop} */
export function followPointers(stage, hands) {
  const pointers = new Pointers(stage, hands);
  const stops = [
    on(stage, "pointerdown", (event) => pointers.press(event)),
    on(stage, "pointermove", (event) => pointers.move(event)),
    on(stage, "pointerup", (event) => pointers.release(event)),
    on(stage, "pointercancel", (event) => pointers.release(event)),
    on(stage, "pointerleave", () => hands.away()),
    on(stage, "wheel", (event) => turn(stage, event, hands), { passive: false }),
    on(stage, "contextmenu", (event) => event.preventDefault()),
  ];
  return () => stops.forEach((stop) => stop());
}

class Pointers {
  #stage;
  #hands;
  /** @type {Map<number, Point>} */
  #down = new Map();
  /** @type {"draw" | "drag" | "pinch" | null} */
  #doing = null;

  /** @param {HTMLElement} stage @param {Hands} hands */
  constructor(stage, hands) {
    this.#stage = stage;
    this.#hands = hands;
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button > 1) return;
    const at = placeOf(this.#stage, event);
    this.#stage.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, at);
    if (this.#down.size > 1) {
      if (this.#doing === "draw") this.#hands.leave();
      this.#doing = "pinch";
      return;
    }
    this.#doing = event.button === 1 || this.#hands.drags() ? "drag" : "draw";
    if (event.button === 1) event.preventDefault();
    if (this.#doing === "draw") this.#hands.down(at, event.pointerType);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const before = this.#down.get(event.pointerId);
    const now = placeOf(this.#stage, event);
    if (!before) return this.#hands.hover(now);
    if (this.#doing === "draw") for (const one of steps(event)) this.#hands.move(placeOf(this.#stage, one));
    if (this.#doing === "drag") this.#hands.drag(now[0] - before[0], now[1] - before[1]);
    if (this.#doing === "pinch") pinch(this.#down, event.pointerId, now, this.#hands);
    this.#down.set(event.pointerId, now);
  }

  /** @param {PointerEvent} event */
  release(event) {
    if (!this.#down.delete(event.pointerId)) return;
    if (this.#doing === "draw") event.type === "pointerup" ? this.#hands.up() : this.#hands.leave();
    // After a pinch, the finger that stays does not begin to draw.
    if (this.#doing !== "pinch" || this.#down.size === 0) this.#doing = null;
  }
}

/** All that a fast hand did since the last event. @param {PointerEvent} event */
function steps(event) {
  const all = event.getCoalescedEvents?.() ?? [];
  return all.length > 0 ? all : [event];
}

/** @param {Map<number, Point>} down @param {number} moving @param {Point} now @param {Hands} hands */
function pinch(down, moving, now, hands) {
  const before = down.get(moving);
  const [other] = [...down].filter(([id]) => id !== moving).map(([, place]) => place);
  if (!before || !other) return;
  hands.drag((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  const middle = /** @type {Point} */ ([(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  hands.zoom(Math.max(1, distance(now, other)) / Math.max(1, distance(before, other)), middle);
}

/**
 * A wheel zooms; with Shift, or on a touchpad's sideways move, it drags.
 * @param {HTMLElement} stage @param {WheelEvent} event @param {Hands} hands
 */
function turn(stage, event, hands) {
  event.preventDefault();
  if (event.shiftKey || (event.deltaX !== 0 && !event.ctrlKey)) {
    hands.drag(-event.deltaX || -event.deltaY, event.deltaX !== 0 ? -event.deltaY : 0);
    return;
  }
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
  // A touchpad's pinch comes as small steps with ctrlKey.
  hands.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), placeOf(stage, event));
}

/** @param {HTMLElement} stage @param {MouseEvent} event @returns {Point} */
function placeOf(stage, event) {
  const { left, top } = stage.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}
