// @ts-check
// KlingKit's routes, a method each. The page asks nothing else of the server.

/** @import * as types from "./types.js" */

/** An answer that says no: its message is a sentence for the person. */
export class RouteError extends Error {
  /**
   * @param {string} sentence
   * @param {number} status of HTTP; 0 where the server could not be reached
   * @param {boolean} force whether the same may be asked by force
   */
  constructor(sentence, status, force = false) {
    super(sentence);
    this.name = "RouteError";
    this.status = status;
    this.force = force;
  }
}

export class Routes {
  #fetch;
  #url;

  /**
   * @param {(route: string, init?: RequestInit) => Promise<Response>} fetch
   * @param {(route: string) => string} url what a picture or video can be shown from
   */
  constructor(fetch, url) {
    this.#fetch = fetch;
    this.#url = url;
  }

  /** @param {types.Filter} filter @returns {Promise<types.Listing>} */
  tasks(filter) {
    const { state = "", search = "", account = "" } = filter;
    return this.#get(`/tasks?${new URLSearchParams({ state, search, account })}`);
  }

  /** @param {number[]} ids at most 200 @returns {Promise<types.Task[]>} in their order, without those that are gone */
  async rows(ids) {
    return (await this.#get(`/tasks/rows?ids=${ids.join(",")}`)).tasks;
  }

  /** @param {string} graph @returns {Promise<Record<string, types.Task[]>>} by node: what its newest run made */
  async madeIn(graph) {
    return (await this.#get(`/tasks/made?${new URLSearchParams({ graph })}`)).nodes;
  }

  /** @param {string} taskId the provider's @returns {Promise<types.Task[]>} */
  async madeAs(taskId) {
    return (await this.#get(`/tasks/made?${new URLSearchParams({ task_id: taskId })}`)).tasks;
  }

  /** @returns {Promise<types.Spending[]>} */
  async spending() {
    return (await this.#get("/spending")).accounts;
  }

  /** @param {number} id @returns {Promise<types.Source>} */
  source(id) {
    return this.#get(`/tasks/${id}/source`);
  }

  /** @param {types.Task} task */
  thumbnailUrl(task) {
    return this.#url(`/klingkit/tasks/${task.id}/thumbnail?v=${task.revision}`);
  }

  /** @param {types.Task} task */
  videoUrl(task) {
    return this.#url(`/klingkit/tasks/${task.id}/video?v=${task.revision}`);
  }

  /** Go on with a task that nobody works on. @param {number} id @returns {Promise<types.Task>} */
  resume(id) {
    return this.#post(`/tasks/${id}/resume`);
  }

  /** Tell an unknown task the id that it has. @param {number} id @param {string} taskId @returns {Promise<types.Task>} */
  takeUp(id, taskId) {
    return this.#post(`/tasks/${id}/take-up`, { task_id: taskId });
  }

  /** Let an unknown task's inputs be sent, and paid, anew. @param {number} id @returns {Promise<types.Task>} */
  giveUp(id) {
    return this.#post(`/tasks/${id}/give-up`);
  }

  /** Drop the row; the file stays. @param {number} id @param {boolean} force although its video is not here yet */
  forget(id, force = false) {
    return this.#post(`/tasks/${id}/forget`, { force });
  }

  /** @returns {Promise<types.AccountList>} */
  accounts() {
    return this.#get("/accounts");
  }

  /** @param {types.AccountFields} fields @returns {Promise<types.AccountList>} */
  saveAccount(fields) {
    return this.#post("/accounts", fields);
  }

  /** @param {string} name @returns {Promise<types.AccountList>} */
  removeAccount(name) {
    return this.#post("/accounts/remove", { name });
  }

  /** @param {string} name @returns {Promise<types.AccountList>} */
  makeDefault(name) {
    return this.#post("/accounts/default", { name });
  }

  /** @param {types.AccountFields | {was: string}} fields @returns {Promise<{ok: boolean, findings: types.Finding[]}>} */
  testAccount(fields) {
    return this.#post("/accounts/test", fields);
  }

  /** @returns {Promise<types.Prices>} */
  prices() {
    return this.#get("/prices");
  }

  /** Which language errors shall have where ComfyUI's settings name none. @param {string} locale */
  useLocale(locale) {
    return this.#post("/locale", { locale });
  }

  /** @param {string} path */
  #get(path) {
    return this.#ask(path, { cache: "no-store" });
  }

  /** @param {string} path @param {object} body */
  #post(path, body = {}) {
    const headers = { "Content-Type": "application/json" };
    return this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** @param {string} path @param {RequestInit} init @returns {Promise<any>} */
  async #ask(path, init) {
    const answer = await this.#fetch(`/klingkit${path}`, init).catch((error) => {
      throw new RouteError(String(error.message ?? error), 0);
    });
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new RouteError(content.error ?? `HTTP ${answer.status}`, answer.status, content.force === true);
    return content;
  }
}
