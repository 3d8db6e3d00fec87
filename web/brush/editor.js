// @ts-check
// The motion-brush editor: a dialog over the connected picture.

import { ask, openDialog } from "../dialog.js";
import { el, on } from "../dom.js";
import { makeBar, makeRail } from "./bars.js";
import { newBrush, problems } from "./document.js";
import { escape, pressKey } from "./keys.js";
import { catchEscape, confirmLeave } from "./leaving.js";
import { makeList } from "./list.js";
import { opened } from "./opening.js";
import { loadPicture } from "./picture.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";
import { write } from "./text.js";

/** @import * as types from "../types.js" */
/** @import { Texts } from "../texts.js" */
/** @import { Opened } from "./opening.js" */

/**
 * @param {object} what
 * @param {types.Host} what.host
 * @param {string} what.text the node's
 * @param {string | null} what.picture where it is served
 * @param {readonly boolean[]} what.masks of which areas a mask is connected
 * @param {(text: string) => void} what.save
 * @param {() => void} what.closed
 */
export async function openEditor({ host, text, picture: url, masks, save, closed }) {
  const { texts } = host;
  const picture = await loadPicture(url);
  const start = opened(text, picture && { width: picture.naturalWidth, height: picture.naturalHeight });
  const session = new Session(start.brush);
  session.locked = start.notice === "aspect";
  const stage = new Stage(session, picture, texts.t("brush.stage"));
  const leave = async () => void ((await confirmLeave(session.isDirty, texts)) && close());
  const finish = async () => {
    if (!(await confirmSave(session, texts, masks))) return;
    save(write(session.brush, masks));
    close();
  };
  const { element, close } = openDialog({
    title: texts.t("brush.title"),
    texts,
    name: "kk-brush-dialog",
    body: [makeBody(session, stage, texts, masks, start)],
    actions: makeFoot(session, texts, leave, finish),
    mayClose: () => !session.isDirty || (leave(), false),
    closed: () => {
      stage.stop();
      closed();
    },
  });
  listen(element, session, stage, leave, finish);
  const first = session.locked && element.querySelector(".kk-brush-notice button");
  (first instanceof HTMLElement ? first : stage.element).focus();
}

/** @param {Session} session @param {Texts} texts @param {() => void} leave @param {() => void} finish */
function makeFoot(session, { t }, leave, finish) {
  const said = el("p", { class: "kk-brush-said", role: "status" });
  session.say = (key, values = {}) => (said.textContent = t(`brush.said.${key}`, values));
  const cancel = el("button", { class: "kk-button", type: "button", onclick: leave }, t("dialog.cancel"));
  const save = el("button", { class: "kk-button kk-primary", type: "button", onclick: finish }, t("brush.save"));
  const draw = () => (save.disabled = session.locked);
  draw();
  session.changed(draw);
  return [said, cancel, save];
}

/**
 * @param {Session} session @param {Stage} stage @param {Texts} texts
 * @param {readonly boolean[]} masks @param {Opened} start
 */
function makeBody(session, stage, texts, masks, start) {
  const bar = makeBar(session, stage, texts);
  const middle = el("div", { class: "kk-brush-middle" }, bar, makeNotice(session, texts, start), stage.element);
  return el("div", { class: "kk-brush-editor" }, makeRail(session, texts), middle, makeList(session, texts, masks));
}

/**
 * What is to be said about the text or the picture.
 * @param {Session} session @param {Texts} texts @param {Opened} start
 */
function makeNotice(session, texts, { notice, where, brush }) {
  if (!notice) return null;
  const { width, height } = brush;
  const text = el("p", {}, texts.t(`brush.notice.${notice}`, { where, width, height }));
  if (notice !== "aspect") return el("div", { class: "kk-brush-notice", role: "note" }, text);
  const answer = (/** @type {boolean} */ anew) => {
    box.remove();
    session.unlock();
    if (anew) session.change(newBrush(width, height));
  };
  const fit = el(
    "button",
    { class: "kk-button", type: "button", onclick: () => answer(false) },
    texts.t("brush.stretch"),
  );
  const anew = el("button", { class: "kk-button", type: "button", onclick: () => answer(true) }, texts.t("brush.anew"));
  const box = el("div", { class: "kk-brush-notice", role: "alert" }, text, fit, anew);
  return box;
}

/**
 * @param {HTMLElement} element @param {Session} session @param {Stage} stage @param {() => void} leave
 * @param {() => void} finish
 */
function listen(element, session, stage, leave, finish) {
  on(element, "keydown", (event) => {
    if (catchEscape(event)) void (escape(session, stage) || leave());
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) finish();
    else if (pressKey(event, session, stage)) event.preventDefault();
  });
  // A button that is gone or cannot be pressed any more has no keys to hear: they go to the stage.
  element.tabIndex = -1;
  session.changed((event) => {
    if (event === "change" && document.activeElement?.matches("body, :disabled")) stage.element.focus();
  });
  on(element, "keyup", (event) => {
    if (event.key === " ") stage.holdsSpace = false;
  });
}

/**
 * Says what the node would refuse; one may be in the middle of it and save all the same.
 * @param {Session} session @param {Texts} texts @param {readonly boolean[]} masks
 */
async function confirmSave(session, texts, masks) {
  if (session.locked) return false;
  const { t } = texts;
  const lines = problems(session.brush, masks).map(({ area, what }) =>
    el("li", {}, t(`brush.refused.${what}`, { area })),
  );
  if (lines.length === 0) return true;
  const text = [t("brush.incomplete"), el("ul", {}, lines)];
  return ask({ title: t("brush.incomplete_title"), text, yes: t("brush.save_anyway"), texts });
}
