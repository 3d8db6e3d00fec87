// @ts-check
// What a Kling Poll shows: the tasks of the node that it is wired to, else those whose ids it was given.

import { madeOn } from "./made.js";
import { withAnswer, withNews } from "./shown.js";

/** @import * as types from "../types.js" */

const INPUT = "task_id";

export class Polled {
  #node;
  #host;
  #made;
  /** @type {types.Task[]} */
  #tasks = [];
  #asked = "";

  /** @param {types.Node} node @param {types.Host} host */
  constructor(node, host) {
    this.#node = node;
    this.#host = host;
    this.#made = madeOn(host);
  }

  /** @param {() => void} changed @returns {types.Stop} */
  onChange(changed) {
    const ask = (/** @type {string[]} */ ids) => this.#ask(ids).then(changed);
    const stops = [
      this.#made.onChange(changed),
      this.#host.on("klingkit.task", (task) => {
        if (!this.#tasks.some((one) => one.id === task.id)) return;
        this.#tasks = withNews(this.#tasks, task).tasks;
        changed();
      }),
      this.#host.on("klingkit.gone", ({ id }) => {
        this.#tasks = this.#tasks.filter((task) => task.id !== id);
        changed();
      }),
      this.#host.on("executed", ({ node, display_node, output }) => {
        if (this.#host.nodeAt(display_node ?? node) === this.#node) ask(idsIn(output));
      }),
      this.#host.on("klingkit.graph", () => ask(this.#written())),
    ];
    ask(this.#written());
    return () => stops.forEach((stop) => stop());
  }

  /** @returns {types.Task[]} */
  tasks() {
    const source = this.#source();
    const upstream = source ? this.#made.of(source) : [];
    return upstream.length > 0 ? upstream : this.#tasks;
  }

  /** The ids in its widget, where no wire has a say. */
  #written() {
    const text = this.#node.widgets?.find((widget) => widget.name === INPUT)?.value;
    return typeof text === "string" && text.trim() && !this.#source() ? [text.trim()] : [];
  }

  #source() {
    const slot = this.#node.findInputSlot(INPUT);
    return slot < 0 ? null : this.#node.getInputNode(slot);
  }

  /** @param {string[]} ids */
  async #ask(ids) {
    const asked = ids.join();
    this.#asked = asked;
    try {
      const found = await Promise.all(ids.map((id) => this.#host.routes.madeAs(id)));
      if (asked === this.#asked) this.#tasks = withAnswer(found.flatMap((tasks) => tasks.slice(0, 1)), this.#tasks);
    } catch {
      // Nothing is shown then; the next run or the next load asks again.
    }
  }
}

/**
 * The task ids among what a node gave to the page.
 * @param {Record<string, unknown> | null} output
 * @returns {string[]}
 */
function idsIn(output) {
  const facts = /** @type {{task_id?: string}[]} */ (output?.klingkit ?? []);
  return facts.flatMap(({ task_id }) => (task_id ? [task_id] : []));
}
