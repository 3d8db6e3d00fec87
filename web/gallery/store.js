// @ts-check
// What the gallery knows of the journal: which tasks the filter shows, and the rows that were needed so far.

import { RouteError } from "../routes.js";

/** @import * as types from "../types.js" */

/** Rows in one request; the route gives 200 at most. */
export const PAGE = 100;
/** ms from the first news to the list that it changes: a batch brings many at once. */
export const SETTLE = 300;

/** @typedef {{list?: boolean, rows?: number[], error?: boolean}} Change what is to be drawn anew */
/** @typedef {(fn: () => void, ms: number) => void} Later */
/** @typedef {Pick<import("../routes.js").Routes, "tasks" | "rows">} Source */

/** @type {Record<types.State, types.Group>} */
const GROUPS = {
  prepared: "running",
  submitted: "running",
  succeeded: "running",
  saved: "done",
  failed: "failed",
  unknown: "unknown",
};

/** @param {types.State} state */
export function groupOf(state) {
  return GROUPS[state];
}

export class Store {
  #routes;
  #later;
  /** @type {Set<(change: Change) => void>} */
  #heard = new Set();
  /** @type {Map<number, types.Task>} */
  #rows = new Map();
  /** Rows that need not be asked for. @type {Set<number>} */
  #fresh = new Set();
  /**
   * Forgotten rows, whose numbers may come back for other tasks.
   * @type {Map<number, {revision: number, asked: number}>}
   */
  #gone = new Map();
  /** @type {number[]} */
  #wanted = [];
  /** The number of the newest request, of either kind; and of the last before everything was asked anew. */
  #asked = 0;
  #renewed = 0;
  #lists = { newest: 0, open: false, again: false, waits: false };
  #fetching = false;

  /** @type {Required<types.Filter>} */
  filter = { state: "", search: "", account: "" };
  /** Newest first. @type {number[]} */
  ids = [];
  counts = { all: 0, running: 0, done: 0, failed: 0, unknown: 0 };
  /** @type {string[]} */
  accounts = [];
  /** Whether the list has been answered once. */
  ready = false;
  /** What the server said no with, until `retry`. */
  error = "";
  /** Whether the error is that there is no server. */
  isOffline = false;

  /** @param {Source} routes @param {Later} later */
  constructor(routes, later = (fn, ms) => void setTimeout(fn, ms)) {
    this.#routes = routes;
    this.#later = later;
  }

  /** @param {(change: Change) => void} heard @returns {types.Stop} */
  changed(heard) {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  /** @param {number} id */
  row(id) {
    return this.#rows.get(id);
  }

  /** Whether all tasks are shown. */
  get isWhole() {
    return !this.filter.state && !this.filter.search && !this.filter.account;
  }

  /** Asks for the list that a filter shows; the old one stays until the answer. @param {types.Filter} filter */
  show(filter) {
    this.filter = { ...this.filter, ...filter };
    return this.#list();
  }

  /** Asks everything anew: after an error, or after a time in which no news could come. */
  retry() {
    this.#fresh.clear();
    this.#renewed = this.#asked;
    this.#mended();
    return this.#list();
  }

  /** These rows are in sight, or nearly so. Earlier wishes are dropped. @param {number[]} ids */
  need(ids) {
    this.#wanted = ids;
    return this.#fetch();
  }

  /** A task as it stands now, by an event or as the answer to a decision. @param {types.Task} task */
  hear(task) {
    const before = this.#rows.get(task.id);
    if (!this.#take(task, Infinity)) return;
    this.#tell({ rows: [task.id] });
    this.recount(!before || groupOf(before.state) !== groupOf(task.state) || before.units !== task.units);
  }

  /** A row has been forgotten. @param {number} id */
  hearGone(id) {
    this.#gone.set(id, { revision: this.#rows.get(id)?.revision ?? 0, asked: this.#asked });
    this.#rows.delete(id);
    this.#fresh.delete(id);
    if (this.ids.includes(id)) this.ids = this.ids.filter((other) => other !== id);
    this.#tell({ list: true });
    this.recount(true);
  }

  /** Asks for the list again, soon, and once for all that happens until then. @param {boolean} needed */
  recount(needed = true) {
    if (!needed || this.#lists.waits) return;
    if (this.#lists.open) {
      this.#lists.again = true;
      return;
    }
    this.#lists.waits = true;
    this.#later(() => {
      this.#lists.waits = false;
      this.#list();
    }, SETTLE);
  }

  async #list() {
    const lists = this.#lists;
    const asked = (lists.newest = this.#asked += 1);
    lists.open = true;
    try {
      const listing = await this.#routes.tasks(this.filter);
      if (asked !== lists.newest) return;
      this.ready = true;
      this.ids = listing.ids.filter((id) => asked > (this.#gone.get(id)?.asked ?? 0) || this.#rows.has(id));
      this.counts = listing.counts;
      this.accounts = listing.accounts;
      this.#mended();
      this.#tell({ list: true });
    } catch (error) {
      if (asked === lists.newest) this.#fail(error);
    } finally {
      if (asked === lists.newest) this.#listed();
    }
  }

  #listed() {
    this.#lists.open = false;
    if (!this.#lists.again) return;
    this.#lists.again = false;
    this.recount();
  }

  /** One request at a time: whoever scrolls fast asks only for where they stop. */
  async #fetch() {
    const ids = this.#wanted.filter((id) => !this.#fresh.has(id)).slice(0, PAGE);
    if (this.#fetching || this.error || ids.length === 0) return;
    this.#fetching = true;
    const asked = (this.#asked += 1);
    try {
      this.#answered(ids, await this.#routes.rows(ids), asked);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#fetching = false;
    }
    await this.#fetch();
  }

  /** @param {number[]} ids @param {types.Task[]} tasks @param {number} asked */
  #answered(ids, tasks, asked) {
    if (asked > this.#renewed) for (const id of ids) this.#fresh.add(id);
    for (const task of tasks) this.#take(task, asked);
    this.#tell({ rows: ids });
    // A row that is listed, and not there: the list is older than its going.
    this.recount(tasks.length < ids.length);
  }

  /** @param {types.Task} task @param {number} asked @returns {boolean} whether it is news */
  #take(task, asked) {
    const gone = this.#gone.get(task.id);
    if (gone && (asked <= gone.asked || task.revision <= gone.revision)) return false;
    const known = this.#rows.get(task.id);
    if (known && known.revision > task.revision) return false;
    this.#rows.set(task.id, task);
    return true;
  }

  /** @param {unknown} error */
  #fail(error) {
    this.error = error instanceof Error ? error.message : String(error);
    this.isOffline = error instanceof RouteError && error.status === 0;
    this.#tell({ error: true });
  }

  #mended() {
    if (!this.error) return;
    this.error = "";
    this.#tell({ error: true });
  }

  /** @param {Change} change */
  #tell(change) {
    for (const heard of this.#heard) heard(change);
  }
}
