// @ts-check
// What one can do with a task: its menu, its dialog, and where it may be dropped.

import { copyText } from "./clipboard.js";
import { askToForget, askToGiveUp, askToSendAgain, askWhichItIs } from "./deciding.js";
import { openDetails } from "./details.js";
import { openMenu } from "./menu.js";
import { groupOf } from "./store.js";

/**
 * @import * as types from "../types.js"
 * @import { Store } from "./store.js"
 * @import { Entry } from "./menu.js"
 */

/** @typedef {{x: number, y: number}} Place px of the screen */
/** @typedef {"find" | "ask" | "give_up" | "menu"} Button what a card's buttons are for */

export class Actions {
  #store;

  /** @param {Store} store @param {types.Host} host */
  constructor(store, host) {
    this.#store = store;
    this.host = host;
  }

  /** The row as the server has just given it. @param {types.Task} task */
  hear(task) {
    this.#store.hear(task);
  }

  /** @param {number} id */
  hearGone(id) {
    this.#store.hearGone(id);
  }

  /**
   * A card's button was pressed.
   * @param {Button} what
   * @param {types.Task} task
   * @param {HTMLElement} from
   */
  press(what, task, from) {
    if (what === "menu") this.menu(task, from, from);
    else if (what === "find") askWhichItIs(task, this);
    else if (what === "give_up") askToGiveUp(task, this);
    else this.resume(task);
  }

  /** Shows a task as a whole: its video with sound, its ids, what went wrong. @param {types.Task} task */
  open(task) {
    openDetails(task, this);
  }

  /** @param {types.Task} task @param {Place | HTMLElement} at @param {HTMLElement} back */
  menu(task, at, back) {
    const { t } = this.host.texts;
    openMenu({ entries: this.entries(task), label: t("gallery.menu.label"), at, back });
  }

  /** @param {types.Task} task @returns {Entry[]} */
  entries(task) {
    const groups = [this.#seeing(task), this.#copying(task), this.#placing(task), this.#deciding(task)];
    const full = groups.filter((group) => group.length > 0);
    return full.flatMap((group, index) => (index > 0 ? [null, ...group] : group));
  }

  /** @param {types.Task} task @returns {Entry[]} */
  #seeing(task) {
    const { t } = this.host.texts;
    const url = this.host.routes.videoUrl(task);
    const details = { label: t("gallery.menu.details"), run: () => this.open(task) };
    if (!task.video) return [details];
    return [
      { label: t("gallery.menu.open"), run: () => this.open(task) },
      { label: t("gallery.menu.tab"), run: () => void window.open(url, "_blank", "noopener") },
      { label: t("gallery.menu.download"), run: () => download(url, task) },
    ];
  }

  /** @param {types.Task} task @returns {Entry[]} */
  #copying(task) {
    const { t } = this.host.texts;
    /** @param {string} label @param {string} text */
    const copy = (label, text) => (text ? [{ label, run: () => void this.copy(text) }] : []);
    return [
      ...copy(t("gallery.menu.copy_prompt"), task.prompt),
      ...copy(t("gallery.menu.copy_task"), task.task_id),
      ...copy(t("gallery.menu.copy_video"), task.video_id),
      ...copy(t("gallery.menu.copy_own"), task.task_id ? "" : task.external_task_id),
    ];
  }

  /** @param {types.Task} task @param {Place} [at] @returns {Entry[]} */
  #placing(task, at) {
    const { t } = this.host.texts;
    return [
      ...(task.task_id ? [{ label: t("gallery.menu.poll"), run: () => this.#addPoll(task, at) }] : []),
      ...(task.has_workflow ? [{ label: t("gallery.menu.workflow"), run: () => void this.#openWorkflow(task) }] : []),
    ];
  }

  /** @param {types.Task} task @returns {Entry[]} */
  #deciding(task) {
    const { t } = this.host.texts;
    const group = groupOf(task.state);
    const isUnknown = group === "unknown";
    const again = task.can_send_again && (group === "done" || group === "failed");
    const resume =
      ["submitted", "succeeded", "unknown"].includes(task.state) || (task.state === "saved" && !task.video);
    return [
      ...(resume ? [{ label: t("gallery.menu.resume"), run: () => void this.resume(task) }] : []),
      ...(isUnknown && !task.task_id
        ? [{ label: t("gallery.menu.find"), run: () => void askWhichItIs(task, this) }]
        : []),
      ...(isUnknown ? [{ label: t("gallery.menu.give_up"), run: () => void askToGiveUp(task, this) }] : []),
      ...(again ? [{ label: t("gallery.menu.again"), run: () => void askToSendAgain(task, this) }] : []),
      { label: t("gallery.menu.forget"), danger: true, run: () => void askToForget(task, this) },
    ];
  }

  /** A card was dropped on the canvas. @param {string} id @param {Place} at */
  async dropped(id, at) {
    const task = this.#store.row(Number(id));
    if (!task) return;
    const entries = this.#placing(task, at);
    const [only] = entries;
    if (entries.length === 1 && only) only.run();
    else openMenu({ entries, label: this.host.texts.t("gallery.menu.drop"), at });
  }

  /** @param {string} text */
  async copy(text) {
    const { t } = this.host.texts;
    if (await copyText(text)) this.host.tell("success", t("gallery.told.copied"), text);
    else this.host.tell("error", t("gallery.told.not_copied"), text);
  }

  /** @param {types.Task} task */
  async resume(task) {
    const { t } = this.host.texts;
    const now = await this.tried(this.host.routes.resume(task.id));
    if (!now) return;
    this.hear(now);
    const isUnknown = now.state === "unknown";
    this.host.tell(
      isUnknown ? "warn" : "info",
      isUnknown ? t("gallery.told.still_unknown") : t("gallery.told.resumed"),
      now.reason,
    );
  }

  /**
   * What a route answers, or null when it says no, which the person is told.
   * @template T
   * @param {Promise<T>} answer
   * @returns {Promise<T | null>}
   */
  async tried(answer) {
    try {
      return await answer;
    } catch (error) {
      this.host.tell(
        "error",
        this.host.texts.t("gallery.told.failed"),
        error instanceof Error ? error.message : String(error),
      );
      return null;
    }
  }

  /** @param {types.Task} task @param {Place} [at] */
  #addPoll(task, at) {
    const widgets = { task_id: task.task_id, kind: task.kind, account: task.account };
    this.host.addNode("KlingKitPoll", widgets, at);
  }

  /** @param {types.Task} task */
  async #openWorkflow(task) {
    const { t } = this.host.texts;
    const source = await this.tried(this.host.routes.source(task.id));
    if (!source) return;
    if (!source.workflow) return this.host.tell("error", t("gallery.told.no_workflow"));
    await this.tried(
      this.host.openWorkflow(source.workflow, t("gallery.workflow_name", { id: task.task_id || task.id })),
    );
  }
}

/** @param {string} url @param {types.Task} task */
function download(url, task) {
  const link = document.createElement("a");
  link.href = url;
  link.download = `kling-${task.task_id || task.id}.mp4`;
  link.click();
}
