// @ts-check
// The picture that one drags: it moves as the camera would make it move, over and over, and a knob shows how far.

import { el, on } from "../dom.js";
import { EYE, fitted, knobAt, pose, rollRadius, SIMPLE, stepsOf, valueAt } from "./moves.js";
import { drawnScene } from "./scene.js";

/**
 * @import * as types from "../types.js"
 * @import { Move, Range } from "./moves.js"
 */

/** ms of one round of the preview: it waits, moves, and waits again. */
const ROUND = 4200;

export class Stage {
  #range;
  #drag;
  #drop;
  /** @type {Move} */
  #move = { type: SIMPLE, moved: [], axis: "", value: 0 };
  #axis = "";
  #url = /** @type {string | null} */ (null);
  #dragged = false;
  #seen = false;
  #paused = false;
  /** @type {Animation | null} */
  #preview = null;

  /**
   * @param {Range} range
   * @param {(value: number) => void} drag the knob was moved to
   * @param {() => void} drop and let go of
   */
  constructor(range, drag, drop) {
    this.#range = range;
    this.#drag = drag;
    this.#drop = drop;
    this.picture = el("div", { class: "kk-camera-picture" }, drawnScene());
    this.view = el("div", { class: "kk-camera-view", style: { perspective: `${EYE}px` } }, this.picture);
    this.rail = el("div", { class: "kk-camera-rail" });
    this.knob = el("div", { class: "kk-camera-knob" });
    this.element = el(
      "div",
      {
        class: "kk-camera-stage",
        role: "slider",
        tabIndex: 0,
        "aria-valuemin": range.low,
        "aria-valuemax": range.high,
      },
      this.view,
      this.rail,
      this.knob,
    );
    this.stop = this.#listen();
  }

  /** @returns {types.Stop} */
  #listen() {
    const watching = new IntersectionObserver((entries) => {
      // Several where it came and went in between: the last is how it is now.
      this.#seen = Boolean(entries.at(-1)?.isIntersecting);
      this.#place();
      this.#play();
    });
    const sized = new ResizeObserver(() => this.#place());
    watching.observe(this.element);
    sized.observe(this.element);
    const stops = [
      on(this.element, "pointerdown", (event) => this.#grab(event)),
      on(this.element, "pointermove", (event) => this.#dragged && this.#follow(event)),
      on(this.element, "pointerup", () => this.#letGo()),
      on(this.element, "pointercancel", () => this.#letGo()),
      on(this.element, "keydown", (event) => this.#press(event)),
      () => watching.disconnect(),
      () => sized.disconnect(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /**
   * @param {Move} move
   * @param {string} axis that dragging sets
   * @param {string} said the move in words
   */
  show(move, axis, said) {
    const same = move.type === this.#move.type && move.axis === this.#move.axis && move.value === this.#move.value;
    this.#move = move;
    this.#axis = axis;
    this.element.dataset.axis = move.type === SIMPLE ? axis : "";
    this.element.setAttribute("aria-valuenow", String(move.value));
    this.element.setAttribute("aria-valuetext", said);
    this.#place();
    if (!same || !this.#preview) this.#play();
  }

  /** @param {string | null} url of the connected picture */
  showPicture(url) {
    if (url === this.#url) return;
    this.#url = url;
    if (!url) return this.#put(drawnScene(), "");
    const loaded = el("img", { src: url, alt: "", draggable: false });
    const isWanted = () => url === this.#url;
    loaded.addEventListener("error", () => isWanted() && this.#put(drawnScene(), ""));
    loaded.addEventListener("load", () => {
      if (isWanted()) this.#put(loaded, String(loaded.naturalWidth / loaded.naturalHeight));
    });
  }

  /** @param {HTMLElement} shown @param {string} ratio of its sides; "" fills the stage */
  #put(shown, ratio) {
    this.picture.replaceChildren(shown);
    this.view.style.setProperty("--kk-ratio", ratio);
    this.view.classList.toggle("kk-camera-framed", ratio !== "");
  }

  /** @param {boolean} paused whether the picture stands still */
  pause(paused) {
    this.#paused = paused;
    this.#play();
  }

  #place() {
    const size = { width: this.element.clientWidth, height: this.element.clientHeight };
    const { x, y } = knobAt(this.#axis, this.#move.value, size, this.#range);
    this.rail.style.setProperty("--kk-roll", `${rollRadius(size)}px`);
    this.knob.style.translate = `${x}px ${y}px`;
  }

  /** The round from its beginning; while one drags, the end of the move. Nothing runs where nobody sees it. */
  #play() {
    this.#preview?.cancel();
    this.#preview = null;
    const at = (/** @type {number} */ share) => pose(this.#move, this.#range, share);
    this.picture.style.transform = this.#dragged ? at(1) : "";
    if (this.#dragged || this.#paused || !this.#seen) return;
    if (this.#move.type === SIMPLE && this.#move.value === 0) return;
    this.#preview = this.picture.animate(
      [
        { transform: at(0), opacity: 0.3, offset: 0 },
        { transform: at(0), opacity: 1, offset: 0.08, easing: "ease-in-out" },
        { transform: at(1), opacity: 1, offset: 0.85 },
        { transform: at(1), opacity: 1, offset: 0.96 },
        { transform: at(1), opacity: 0.3, offset: 1 },
      ],
      { duration: ROUND, iterations: Infinity },
    );
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    // Else the node would be dragged along.
    event.stopPropagation();
    this.element.setPointerCapture(event.pointerId);
    this.#dragged = true;
    this.#follow(event);
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    const frame = this.element.getBoundingClientRect();
    const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    this.#drag(valueAt(this.#axis, at, frame, this.#range));
  }

  #letGo() {
    if (!this.#dragged) return;
    this.#dragged = false;
    this.#play();
    this.#drop();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const steps = stepsOf(event.key);
    if (steps === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // ComfyUI's shortcuts listen at the window.
    event.stopPropagation();
    const { low, high, step } = this.#range;
    const value = steps === "start" ? low : steps === "end" ? high : this.#move.value + Number(steps) * step;
    this.#drag(fitted(value, this.#range));
    this.#drop();
  }
}
