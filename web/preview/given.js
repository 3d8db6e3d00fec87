// @ts-check
// The tasks whose ids a node gave in its last run, or was given: whatever graph they were made in.

import { withAnswer, withNews } from "./shown.js";

/** @import * as types from "../types.js" */

export class Given {
  #node;
  #host;
  #asked = "";
  /** @type {types.Task[]} */
  tasks = [];

  /** @param {types.Node} node @param {types.Host} host */
  constructor(node, host) {
    this.#node = node;
    this.#host = host;
  }

  /** @param {() => void} changed @returns {types.Stop} */
  onChange(changed) {
    const stops = [
      this.#host.on("klingkit.task", (task) => {
        if (!this.tasks.some((one) => one.id === task.id)) return;
        this.tasks = withNews(this.tasks, task).tasks;
        changed();
      }),
      this.#host.on("klingkit.gone", ({ id }) => {
        this.tasks = this.tasks.filter((task) => task.id !== id);
        changed();
      }),
      this.#host.on("executed", ({ node, display_node, output }) => {
        if (this.#host.nodeAt(display_node ?? node) === this.#node) this.ask(idsIn(output)).then(changed);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** @param {string[]} ids of tasks, the provider's */
  async ask(ids) {
    const asked = ids.join();
    this.#asked = asked;
    try {
      const found = await Promise.all(ids.map((id) => this.#host.routes.madeAs(id)));
      if (asked === this.#asked) this.tasks = withAnswer(found.flatMap((tasks) => tasks.slice(0, 1)), this.tasks);
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
