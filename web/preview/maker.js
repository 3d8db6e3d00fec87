// @ts-check
// What a node that makes videos shows: the tasks of its newest run in this graph.

import { Given } from "./given.js";
import { madeOn } from "./made.js";

/** @import * as types from "../types.js" */

export class Maker {
  #node;
  #host;
  #made;
  #given;

  /** @param {types.Node} node @param {types.Host} host */
  constructor(node, host) {
    this.#node = node;
    this.#host = host;
    this.#made = madeOn(host);
    this.#given = new Given(node, host);
  }

  /** @param {() => void} changed @returns {types.Stop} */
  onChange(changed) {
    const stops = [
      this.#made.onChange(changed),
      this.#given.onChange(changed),
      // What was given before counts no more; what ComfyUI has cached is given again.
      this.#host.on("execution_start", () => void (this.#given.tasks = [])),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /**
   * ComfyUI does not run a node again that ran with the same inputs in another workflow: then the journal knows
   * nothing of this graph, and what the node gave is all there is.
   * @returns {types.Task[]}
   */
  tasks() {
    const made = this.#made.of(this.#node);
    const given = this.#given.tasks;
    return given.every((task) => made.some((one) => one.id === task.id)) ? made : given;
  }
}
