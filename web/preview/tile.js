// @ts-check
// One task on a node: its video, how far it is, or why there is no video.

import { el } from "../dom.js";
import { enlarge } from "./enlarge.js";
import { makePlayer } from "./player.js";
import { isRunning, progress } from "./shown.js";

/**
 * @import * as types from "../types.js"
 * @typedef {object} Tile
 * @property {HTMLElement} element
 * @property {(task: types.Task, moment: {now: number, told: boolean}) => void} update tells it what changed; `now`
 *   is s since epoch, `told` that the node says by itself how far it is
 * @property {types.Stop} stop
 */

/**
 * @param {types.Task} task
 * @param {number} number 1, 2, ... in a batch; 0 for one that is alone
 * @param {types.Host} host
 * @param {(aspect: number) => void} sized
 * @returns {Tile}
 */
export function makeTile(task, number, host, sized) {
  const { t } = host.texts;
  const name = number ? t("preview.item", { number }) : t("preview.video");
  const element = el("div", { class: "kk-preview-tile", role: "group", "aria-label": name });
  const badge = number > 0 && el("span", { class: "kk-preview-number", "aria-hidden": "true" }, number);
  if (task.state === "saved" && task.video) return videoTile(element, badge, task, number, host, sized);
  if (isRunning(task)) return waitingTile(element, badge, number, host);
  return sentenceTile(element, badge, host);
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement | false} badge
 * @param {types.Task} task
 * @param {number} number
 * @param {types.Host} host
 * @param {(aspect: number) => void} sized
 * @returns {Tile}
 */
function videoTile(element, badge, task, number, host, sized) {
  const { t } = host.texts;
  const play = iconButton("", "", () => player.toggle());
  const grow = iconButton("pi-window-maximize", t("preview.enlarge"), () => enlarge(task, host));
  const changed = () => {
    const stands = player.video.paused;
    element.classList.toggle("kk-preview-stands", stands);
    play.firstElementChild?.setAttribute("class", `pi ${stands ? "pi-play" : "pi-pause"}`);
    play.setAttribute("aria-label", stands ? t("preview.play") : t("preview.pause"));
    play.title = stands ? t("preview.play") : t("preview.pause");
  };
  const player = makePlayer({
    src: host.routes.videoUrl(task),
    poster: host.routes.thumbnailUrl(task),
    label: task.prompt || t("preview.video"),
    area: element,
    changed,
    sized,
    failed: () => element.replaceChildren(...shown(badge), sentence("pi-exclamation-triangle", t("preview.broken"))),
  });
  player.video.addEventListener("click", () => (number ? enlarge(task, host) : player.toggle()));
  element.append(player.video, ...shown(badge), el("div", { class: "kk-preview-buttons" }, play, grow));
  changed();
  return { element, update: () => {}, stop: player.stop };
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement | false} badge
 * @param {number} number
 * @param {types.Host} host
 * @returns {Tile}
 */
function waitingTile(element, badge, number, host) {
  const { t } = host.texts;
  const fill = el("div", { class: "kk-preview-fill" });
  const bar = el("div", { class: "kk-preview-bar", role: "progressbar" }, fill);
  const words = el("p", { class: "kk-preview-words" });
  element.classList.add("kk-preview-waits");
  element.append(...shown(badge), words, bar);
  /** @type {Tile["update"]} */
  const update = (task, { now, told }) => {
    const state = t(`preview.state.${task.state}`);
    const far = task.state === "submitted" ? progress(task, now) : null;
    const whole = far ? t("preview.time", { state, ...far }) : state;
    const share = task.state === "succeeded" ? 0.95 : (far?.share ?? 0);
    words.textContent = !told ? whole : number ? state : "";
    bar.setAttribute("aria-label", whole);
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    fill.style.inlineSize = `${share * 100}%`;
  };
  return { element, update, stop: () => {} };
}

/** @param {HTMLElement} element @param {HTMLElement | false} badge @param {types.Host} host @returns {Tile} */
function sentenceTile(element, badge, host) {
  const { t } = host.texts;
  const update = (/** @type {types.Task} */ task) => {
    // A saved one is here only where its file is not.
    const state = task.state === "saved" ? "gone" : task.state;
    const text = t(`preview.state.${state}`, { reason: task.reason });
    const icon = state === "failed" ? "pi-times-circle" : "pi-question-circle";
    element.title = text; // in a small tile it cannot be read whole
    element.replaceChildren(...shown(badge), sentence(icon, text));
  };
  element.classList.add("kk-preview-ended");
  return { element, update, stop: () => {} };
}

/** @param {HTMLElement | false} badge */
function shown(badge) {
  return badge ? [badge] : [];
}

/** @param {string} icon @param {string} text */
function sentence(icon, text) {
  return el("p", { class: "kk-preview-sentence" }, el("i", { class: `pi ${icon}`, "aria-hidden": "true" }), " ", text);
}

/** @param {string} icon @param {string} label @param {() => void} onclick */
function iconButton(icon, label, onclick) {
  const drawn = el("i", { class: `pi ${icon}`, "aria-hidden": "true" });
  const props = { class: "kk-preview-button", type: "button", title: label, "aria-label": label, onclick };
  return el("button", props, drawn);
}
