// @ts-check
// All tasks of a node side by side. A tile stays as long as what it shows, so that a video plays on.

import { el, useStyle } from "../dom.js";
import { columns } from "./layout.js";
import { isRunning, tileKey } from "./shown.js";
import { makeTile } from "./tile.js";

/** @import * as types from "../types.js" */

export class View {
  element = el("div", { class: "kk kk-preview" });
  #host;
  #node;
  /** @type {Map<string, import("./tile.js").Tile>} */
  #tiles = new Map();
  /** @type {types.Task[]} */
  #tasks = [];
  /** @type {number | undefined} */
  #clock;

  /**
   * @param {types.Host} host
   * @param {{sized: (aspect: number) => void, isTold: () => boolean}} node `sized` hears a video's width by its
   *   height; `isTold`: the node says in words how far it is
   */
  constructor(host, node) {
    useStyle(new URL("../klingkit.css", import.meta.url));
    useStyle(new URL("./preview.css", import.meta.url));
    this.#host = host;
    this.#node = node;
  }

  /** @param {types.Task[]} tasks */
  show(tasks) {
    this.#tasks = tasks;
    const keep = new Set(tasks.map((task, at) => this.#key(task, at)));
    for (const [key, tile] of this.#tiles) {
      if (keep.has(key)) continue;
      tile.stop();
      this.#tiles.delete(key);
    }
    this.element.style.setProperty("--kk-columns", String(columns(tasks.length)));
    this.element.classList.toggle("kk-preview-batch", tasks.length > 1);
    const elements = tasks.map((task, at) => this.#tile(task, at).element);
    const there = [...this.element.children];
    // To put an element where it is already would stop its video.
    const same = there.length === elements.length && elements.every((element, at) => element === there[at]);
    if (!same) this.element.replaceChildren(...elements);
    this.#tick();
  }

  /** All in the language that is spoken now. */
  speak() {
    this.#drop();
    this.show(this.#tasks);
  }

  stop() {
    clearInterval(this.#clock);
    this.#drop();
  }

  #drop() {
    for (const tile of this.#tiles.values()) tile.stop();
    this.#tiles.clear();
  }

  /** @param {types.Task} task @param {number} at */
  #tile(task, at) {
    const key = this.#key(task, at);
    const number = this.#tasks.length > 1 ? at + 1 : 0;
    const tile = this.#tiles.get(key) ?? makeTile(task, number, this.#host, this.#node.sized);
    this.#tiles.set(key, tile);
    return tile;
  }

  /** @param {types.Task} task @param {number} at */
  #key(task, at) {
    return `${tileKey(task)}/${this.#tasks.length > 1 ? at : "alone"}`;
  }

  /** Updates all, and as long as something runs once more every second. */
  #tick() {
    const now = Date.now() / 1000;
    const told = this.#node.isTold();
    this.#tasks.forEach((task, at) => this.#tile(task, at).update(task, { now, told }));
    clearInterval(this.#clock);
    if (this.#tasks.some(isRunning)) this.#clock = window.setInterval(() => this.#tick(), 1000);
  }
}
