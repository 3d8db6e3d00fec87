// @ts-check
// The prices, asked for once for all nodes, and anew when the accounts change.

/** @import * as types from "../types.js" */

export class PriceList {
  #ask;
  #asked = false;
  /** @type {types.Prices | null} */
  #prices = null;
  /** @type {Set<() => void>} */
  #heard = new Set();

  /** @param {() => Promise<types.Prices>} ask the server */
  constructor(ask) {
    this.#ask = ask;
  }

  /** What is known now; null until it has come, and where it could not be asked for. */
  get now() {
    if (!this.#asked) this.refresh();
    return this.#prices;
  }

  /** Asks anew. What was known stays until then, and where the server does not answer. */
  async refresh() {
    this.#asked = true;
    try {
      this.#prices = await this.#ask();
    } catch (error) {
      console.warn("KlingKit could not ask for the prices.", error);
    }
    for (const heard of this.#heard) heard();
  }

  /** @param {() => void} heard called when they have come @returns {types.Stop} */
  changed(heard) {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }
}
