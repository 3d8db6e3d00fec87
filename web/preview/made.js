// @ts-check
// What the nodes of the graph on the canvas made last: asked once for the whole graph, then kept right by events.

import { withAnswer, withNews } from "./shown.js";

/** @import * as types from "../types.js" */

export class Made {
  #host;
  #graph = "";
  /** @type {Map<string, types.Task[]>} by the id that a node has in a run: "3", or "5:3" within a subgraph */
  #nodes = new Map();
  /** @type {Set<() => void>} */
  #heard = new Set();
  #asking = false;
  #again = false;

  /** @param {types.Host} host */
  constructor(host) {
    this.#host = host;
    host.on("klingkit.graph", () => this.ask());
    host.on("reconnected", () => this.ask());
    host.on("klingkit.task", (task) => this.#hear(task));
    host.on("klingkit.gone", ({ id }) => this.#forget(id));
    this.ask();
  }

  /** Calls after every change. @param {() => void} heard @returns {types.Stop} */
  onChange(heard) {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  /** The tasks of a node's newest run, in the order of its items. @param {types.Node} node @returns {types.Task[]} */
  of(node) {
    if (this.#graph !== this.#host.graphId()) return [];
    const runs = [...this.#nodes].filter(([id]) => this.#host.nodeAt(id) === node).map(([, tasks]) => tasks);
    // A subgraph that stands in the graph twice has each of its nodes twice: the later run is shown.
    return runs.sort((one, other) => began(other) - began(one))[0] ?? [];
  }

  /** Asks the server, once for all who call in the same moment. */
  ask() {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    queueMicrotask(() => this.#askUntilQuiet());
  }

  async #askUntilQuiet() {
    while (this.#again) {
      this.#again = false;
      const graph = this.#host.graphId();
      try {
        this.#take(graph, await this.#host.routes.madeIn(graph));
      } catch {
        break; // Nothing is shown then; when the connection is back, it is asked again.
      }
    }
    this.#asking = false;
  }

  /** @param {string} graph @param {Record<string, types.Task[]>} answer */
  #take(graph, answer) {
    if (graph !== this.#host.graphId()) return; // another workflow stands there by now, and has asked
    const known = graph === this.#graph ? [...this.#nodes.values()].flat() : [];
    this.#graph = graph;
    this.#nodes = new Map(Object.entries(answer).map(([node, tasks]) => [node, withAnswer(tasks, known)]));
    this.#tell();
  }

  /** @param {types.Task} task */
  #hear(task) {
    if (task.graph === "" || task.graph !== this.#host.graphId()) return;
    if (this.#graph !== task.graph) return this.ask();
    const { tasks, ask } = withNews(this.#nodes.get(task.node) ?? [], task);
    this.#nodes.set(task.node, tasks);
    this.#tell();
    if (ask) this.ask();
  }

  /** @param {number} id */
  #forget(id) {
    for (const [node, tasks] of this.#nodes) {
      const left = tasks.filter((task) => task.id !== id);
      this.#nodes.set(node, left);
    }
    this.#tell();
  }

  #tell() {
    for (const heard of this.#heard) heard();
  }
}

/** @param {types.Task[]} tasks */
function began(tasks) {
  return Math.max(0, ...tasks.map((task) => task.submitted_at ?? task.created_at));
}

/** @type {WeakMap<types.Host, Made>} */
const made = new WeakMap();

/** The one of a page. @param {types.Host} host */
export function madeOn(host) {
  const there = made.get(host) ?? new Made(host);
  made.set(host, there);
  return there;
}
