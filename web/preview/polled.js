// @ts-check
// What a Kling Poll shows: the tasks of the node that it is wired to, else those whose ids it was given.

import { Given } from "./given.js";
import { madeOn } from "./made.js";

/** @import * as types from "../types.js" */

const INPUT = "task_id";

export class Polled {
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
    const ask = () => this.#given.ask(this.#written()).then(changed);
    const stops = [this.#made.onChange(changed), this.#given.onChange(changed), this.#host.on("klingkit.graph", ask)];
    ask();
    return () => stops.forEach((stop) => stop());
  }

  /** @returns {types.Task[]} */
  tasks() {
    const source = this.#source();
    const upstream = source ? this.#made.of(source) : [];
    return upstream.length > 0 ? upstream : this.#given.tasks;
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
}
