// @ts-check
// The brush's text itself, for those who write it by hand.

import { openDialog } from "../dialog.js";
import { el } from "../dom.js";
import { catchEscape, confirmLeave } from "./leaving.js";
import { readable } from "./opening.js";

/** @import { Texts } from "../texts.js" */
/** @import * as types from "../types.js" */

/**
 * @param {types.Host} host
 * @param {string} text
 * @param {(text: string) => void} save
 * @param {() => void} closed
 */
export function openJson(host, text, save, closed) {
  const { texts } = host;
  const { t } = texts;
  const { field, said } = makeField(text, texts);
  const ok = el("button", { class: "kk-button kk-primary", type: "button" }, t("brush.save"));
  const cancel = el("button", { class: "kk-button", type: "button" }, t("dialog.cancel"));
  const label = el("label", { class: "kk-field" }, t("brush.json_label"), field);
  const before = field.value;
  const leave = () => confirmLeave(field.value !== before, texts).then((yes) => yes && close());
  const { element, close } = openDialog({
    title: t("brush.json_title"),
    texts,
    name: "kk-brush-json",
    body: [label, said],
    actions: [cancel, ok],
    mayClose: () => field.value === before || (leave(), false),
    closed,
  });
  element.addEventListener("keydown", (event) => catchEscape(event) && leave());
  cancel.addEventListener("click", leave);
  ok.addEventListener("click", () => {
    save(field.value);
    close();
  });
  field.focus();
  field.setSelectionRange(0, 0);
  field.scrollTop = 0;
}

/** @param {string} text @param {Texts} texts */
function makeField(text, { t }) {
  const field = el("textarea", { value: laidOut(text), rows: 18, spellcheck: false });
  const said = el("p", { class: "kk-hint kk-brush-said", role: "status" });
  const check = () => {
    const { notice, where } = readable(field.value);
    said.textContent = notice ? t(`brush.notice.${notice}`, { where }) : t("brush.json_reads");
    said.classList.toggle("kk-error", notice !== null);
  };
  field.addEventListener("input", check);
  check();
  return { field, said };
}

/**
 * One line as a person reads it, but with a point a line no longer; what is no JSON stays as it is.
 * @param {string} text
 */
function laidOut(text) {
  if (text.includes("\n")) return text;
  try {
    const lines = JSON.stringify(JSON.parse(text), null, 2);
    return lines.replace(/\[\s+(-?[\d.]+),\s+(-?[\d.]+)\s+\]/g, "[$1, $2]");
  } catch {
    return text;
  }
}
