// @ts-check
// A task as a whole, in a dialog: its video with sound, its ids, what went wrong.

import { openDialog } from "../dialog.js";
import { el } from "../dom.js";
import { groupOf } from "./store.js";
import { clock, madeOf, moment, price, whatHappened } from "./words.js";

/**
 * @import * as types from "../types.js"
 * @import { Actions } from "./actions.js"
 */

/** @param {types.Task} task @param {Actions} actions */
export function openDetails(task, actions) {
  const { texts } = actions.host;
  const body = [
    task.video && video(task, actions),
    task.state === "unknown" && el("p", {}, whatHappened(task, texts)),
    task.reason && el("p", { class: task.state === "failed" ? "kk-error" : "kk-hint" }, task.reason),
    task.prompt && el("p", { class: "kk-details-prompt" }, task.prompt),
    facts(task, actions),
  ];
  openDialog({
    title: texts.t(`gallery.details_of.${groupOf(task.state)}`),
    texts,
    body: body.filter((part) => part instanceof Node),
    actions: task.video ? links(task, actions) : [],
    name: "kk-details",
  });
}

/** @param {types.Task} task @param {Actions} actions */
function video(task, { host }) {
  const shown = { controls: true, autoplay: true, loop: true, playsInline: true };
  return el("video", { class: "kk-details-video", ...shown, src: host.routes.videoUrl(task) });
}

/** @param {types.Task} task @param {Actions} actions */
function links(task, { host }) {
  const { t } = host.texts;
  const link = { class: "kk-button", href: host.routes.videoUrl(task) };
  return [
    el("a", { ...link, target: "_blank", rel: "noopener" }, t("gallery.menu.tab")),
    el("a", { ...link, download: `kling-${task.task_id || task.id}.mp4` }, t("gallery.menu.download")),
  ];
}

/** @param {types.Task} task @param {Actions} actions */
function facts(task, actions) {
  const { texts } = actions.host;
  const { t } = texts;
  const took = task.finished_at && task.submitted_at ? clock(task.finished_at - task.submitted_at) : "";
  const rows = [
    fact(t("gallery.details.made_of"), madeOf(task, texts)),
    fact(t("gallery.details.account"), task.account),
    fact(t("gallery.details.cost"), price(task, texts)),
    fact(t("gallery.details.sent"), moment(task.submitted_at ?? task.created_at, texts)),
    fact(t("gallery.details.took"), took),
    id(t("gallery.details.task_id"), task.task_id, actions),
    id(t("gallery.details.video_id"), task.video_id, actions),
    id(t("gallery.details.own_id"), task.external_task_id, actions),
  ];
  return el("dl", { class: "kk-facts" }, rows.flat());
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return value ? [el("dt", {}, name), el("dd", {}, value)] : [];
}

/** @param {string} name @param {string} value @param {Actions} actions */
function id(name, value, actions) {
  if (!value) return [];
  const { t } = actions.host.texts;
  const label = t("gallery.details.copy_what", { what: name });
  const copy = el("button", { class: "kk-button", type: "button", "aria-label": label }, t("gallery.details.copy"));
  copy.addEventListener("click", () => actions.copy(value));
  return [el("dt", {}, name), el("dd", { class: "kk-fact-id" }, el("code", {}, value), copy)];
}
