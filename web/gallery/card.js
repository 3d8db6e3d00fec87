// @ts-check
// One task as a card: picture, words, state. It draws and reports; what happens then is decided in list.js.

import { el } from "../dom.js";
import { groupOf } from "./store.js";
import { STEP } from "./windowing.js";
import { age, madeOf, moment, price, progress, progressText, whatHappened } from "./words.js";

/**
 * @import * as types from "../types.js"
 * @import { Button } from "./actions.js"
 */

/** What says the state without colour. */
export const SIGNS = { running: "◔", done: "✓", gone: "!", failed: "✕", unknown: "?" };

export class Card {
  #host;
  #act;
  #text = el("div", { class: "kk-card-text" });
  #running = el("div", { class: "kk-bar" }, el("span"));
  #late = el("span", { class: "kk-card-progress" });
  #age = el("time");
  /** @type {types.Task | undefined} */
  #task;

  /**
   * @param {number} id
   * @param {types.Host} host
   * @param {(what: Button, task: types.Task, from: HTMLElement) => void} act a button was pressed
   */
  constructor(id, host, act) {
    this.id = id;
    this.#host = host;
    this.#act = act;
    this.picture = el("div", { class: "kk-card-picture", "aria-hidden": "true" });
    this.menu = el("button", {
      class: "kk-icon-button kk-card-menu",
      type: "button",
      "aria-label": host.texts.t("gallery.menu.label"),
      "aria-haspopup": "menu",
      tabIndex: -1,
      onclick: () => this.#task && act("menu", this.#task, this.menu),
    });
    this.menu.append("⋯");
    this.element = el("article", { class: "kk-card", tabIndex: -1, dataset: { id: String(id) } });
    this.element.append(this.picture, this.#text, this.menu);
    this.#running.setAttribute("role", "progressbar");
    this.#running.setAttribute("aria-label", host.texts.t("gallery.progress.label"));
  }

  get task() {
    return this.#task;
  }

  /** Whether time changes how it looks from second to second. */
  get isRunning() {
    return this.#task !== undefined && groupOf(this.#task.state) === "running";
  }

  /** @param {number} index @param {number} count */
  place(index, count) {
    this.element.style.transform = `translateY(${index * STEP}px)`;
    this.element.setAttribute("aria-posinset", String(index + 1));
    this.element.setAttribute("aria-setsize", String(count));
  }

  /** Whether the tabulator comes here, and to the buttons in it. @param {boolean} on */
  reach(on) {
    const stop = on ? 0 : -1;
    this.element.tabIndex = stop;
    for (const button of this.element.querySelectorAll("button")) button.tabIndex = stop;
  }

  /** @param {types.Task | undefined} task undefined: its row is not here yet @param {number} now s since epoch */
  show(task, now) {
    if (task && task === this.#task) return;
    const had = this.element.contains(document.activeElement) && document.activeElement !== this.menu;
    const before = this.#task;
    this.#task = task;
    this.element.classList.toggle("kk-card-empty", !task);
    this.menu.hidden = !task;
    if (!task) return;
    this.element.dataset.group = lookOf(task);
    this.element.draggable = Boolean(task.task_id || task.has_workflow);
    this.#text.replaceChildren(...(task.state === "unknown" ? this.#unknown(task) : this.#known(task)));
    this.element.setAttribute("aria-label", this.#said(task));
    if (before?.video !== task.video || before?.revision !== task.revision) this.#draw(task);
    this.reach(this.element.tabIndex === 0);
    this.tick(now);
    if (had) this.element.focus();
  }

  /** What changes by time alone. @param {number} now s since epoch */
  tick(now) {
    const task = this.#task;
    if (!task) return;
    const since = age(now - task.created_at, this.#host.texts);
    if (this.#age.textContent !== since) this.#age.textContent = since;
    if (!this.isRunning) return;
    const { part } = progress(task, now);
    const bar = /** @type {HTMLElement} */ (this.#running.firstElementChild);
    bar.style.transform = `scaleX(${part ?? 0})`;
    this.#running.classList.toggle("kk-bar-open", part === null);
    if (part === null) this.#running.removeAttribute("aria-valuenow");
    else this.#running.setAttribute("aria-valuenow", String(Math.round(part * 100)));
    this.#late.textContent = progressText(task, now, this.#host.texts);
  }

  /** @param {types.Task} task */
  #known(task) {
    const isRunning = groupOf(task.state) === "running";
    return [
      this.#prompt(task),
      this.#made(task),
      this.#facts(task),
      el("div", { class: "kk-card-last" }, this.#state(task), isRunning ? this.#late : this.#reason(task)),
      isRunning && this.#running,
    ].filter((part) => part instanceof Node);
  }

  /** @param {types.Task} task */
  #unknown(task) {
    const { t } = this.#host.texts;
    /** @param {"find" | "ask" | "give_up"} what @param {string} label */
    const button = (what, label) =>
      el(
        "button",
        {
          class: "kk-button",
          type: "button",
          onclick: (/** @type {Event} */ event) => {
            this.#act(what, task, /** @type {HTMLElement} */ (event.currentTarget));
          },
        },
        label,
      );
    return [
      el("div", { class: "kk-card-last" }, this.#state(task), this.#facts(task)),
      this.#prompt(task),
      el(
        "p",
        { class: "kk-card-happened", title: whatHappened(task, this.#host.texts) },
        whatHappened(task, this.#host.texts),
      ),
      el(
        "div",
        { class: "kk-card-ways" },
        task.task_id ? button("ask", t("gallery.unknown.ask")) : button("find", t("gallery.unknown.find")),
        button("give_up", t("gallery.unknown.give_up")),
      ),
    ];
  }

  /** @param {types.Task} task */
  #prompt(task) {
    const shown = task.prompt || this.#host.texts.t("gallery.no_prompt");
    return el("div", { class: `kk-card-prompt ${task.prompt ? "" : "kk-quiet"}`, title: task.prompt }, shown);
  }

  /** @param {types.Task} task */
  #made(task) {
    const words = madeOf(task, this.#host.texts);
    return el("div", { class: "kk-card-line kk-card-made", title: words }, words);
  }

  /** @param {types.Task} task */
  #facts(task) {
    this.#age.title = moment(task.created_at, this.#host.texts);
    const cost = price(task, this.#host.texts);
    const account = el("span", { class: "kk-card-account", title: task.account }, task.account);
    return el(
      "div",
      { class: "kk-card-line kk-card-facts" },
      cost && el("span", { class: "kk-card-price" }, cost),
      this.#age,
      account,
    );
  }

  /** @param {types.Task} task */
  #state(task) {
    const sign = el("span", { class: "kk-sign", "aria-hidden": "true" }, SIGNS[lookOf(task)]);
    return el("span", { class: "kk-card-state" }, sign, this.#stateWords(task));
  }

  /** @param {types.Task} task */
  #stateWords(task) {
    const { t } = this.#host.texts;
    if (lookOf(task) === "gone") return t("gallery.file_gone");
    return t(`gallery.state.${task.state}`);
  }

  /** @param {types.Task} task */
  #reason(task) {
    return (
      task.state === "failed" && task.reason && el("span", { class: "kk-card-reason", title: task.reason }, task.reason)
    );
  }

  /** @param {types.Task} task */
  #draw(task) {
    const sign = el("span", { class: "kk-card-sign" }, SIGNS[lookOf(task)]);
    this.picture.replaceChildren(sign);
    if (!task.video) return;
    const image = el("img", {
      alt: "",
      decoding: "async",
      draggable: false,
      src: this.#host.routes.thumbnailUrl(task),
    });
    image.addEventListener("error", () => image.remove());
    this.picture.append(image);
  }

  /** The whole card in a sentence, for who hears it. @param {types.Task} task */
  #said(task) {
    const { texts } = this.#host;
    const parts = [
      this.#stateWords(task),
      task.prompt || texts.t("gallery.no_prompt"),
      madeOf(task, texts),
      price(task, texts),
    ];
    return parts.filter(Boolean).join(", ");
  }
}

/** A task that is done and whose file was taken away is no good news. @param {types.Task} task */
function lookOf(task) {
  return task.state === "saved" && !task.video ? "gone" : groupOf(task.state);
}
