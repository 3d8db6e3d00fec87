// @ts-check
// A video large and with its sound, and the ids by which Kling knows it.

import { openDialog } from "../dialog.js";
import { el, useStyle } from "../dom.js";

/** @import * as types from "../types.js" */

/** @param {types.Task} task whose video is there @param {types.Host} host */
export function enlarge(task, host) {
  useStyle(new URL("./preview.css", import.meta.url));
  const { t } = host.texts;
  const src = host.routes.videoUrl(task);
  const label = task.prompt || t("preview.video");
  const video = el("video", { src, controls: true, loop: true, playsInline: true, "aria-label": label });
  const facts = [task.model, task.mode, task.duration && t("preview.seconds", { n: Number(task.duration) })];
  openDialog({
    title: t("preview.title", { id: task.id }),
    texts: host.texts,
    name: "kk-enlarged",
    body: [
      video,
      el("p", { class: "kk-enlarged-prompt" }, task.prompt),
      el("p", { class: "kk-hint" }, facts.filter(Boolean).join(" · ")),
      idRow(t("preview.task_id"), task.task_id, t("preview.copy_task_id"), host),
      idRow(t("preview.video_id"), task.video_id, t("preview.copy_video_id"), host),
    ],
    closed: () => video.pause(),
  });
  video.play().catch(() => {}); // where the browser forbids it, its own button to play stands there
}

/**
 * @param {string} label
 * @param {string} id
 * @param {string} what the button does
 * @param {types.Host} host
 */
function idRow(label, id, what, host) {
  const field = el("input", { class: "kk-input", value: id, readOnly: true, "aria-label": label });
  const button = el("button", { class: "kk-button", type: "button", disabled: !id }, what);
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    // Pages that came by plain HTTP from another machine have no clipboard; the old way works there.
    if (navigator.clipboard) await navigator.clipboard.writeText(id).catch(() => document.execCommand("copy"));
    else document.execCommand("copy");
    button.textContent = host.texts.t("preview.copied");
  });
  return el("div", { class: "kk-enlarged-id" }, el("span", {}, label), field, button);
}
