// @ts-check
// Dialogs: the browser's own <dialog>, which keeps the focus and closes on Escape.

import { el, useStyle } from "./dom.js";

/** @import { Texts } from "./texts.js" */

/**
 * Opens a dialog over the page.
 * @param {object} what
 * @param {string} what.title
 * @param {Texts} what.texts
 * @param {Node[]} what.body
 * @param {Node[]} [what.actions] buttons at its foot
 * @param {string} [what.name] a class of its own, for size and looks
 * @param {() => boolean} [what.mayClose] asked on Escape and on the cross; false keeps it open
 * @param {() => void} [what.closed]
 * @returns {{element: HTMLDialogElement, close: () => void}}
 */
export function openDialog({ title, texts, body, actions = [], name = "", mayClose = () => true, closed }) {
  useStyle(new URL("./klingkit.css", import.meta.url));
  const heading = el("h2", { id: `kk-title-${(count += 1)}` }, title);
  const cross = el("button", { class: "kk-icon-button", type: "button", "aria-label": texts.t("dialog.close") }, "✕");
  const element = el(
    "dialog",
    // It can hold the focus itself: else a click beside its buttons would hand it, and the keys, to the page behind.
    { class: `kk kk-dialog ${name}`, "aria-labelledby": heading.id, tabIndex: -1 },
    el("header", {}, heading, cross),
    el("div", { class: "kk-dialog-body" }, body),
    actions.length > 0 && el("footer", {}, actions),
  );
  const close = () => element.close();
  cross.addEventListener("click", () => mayClose() && close());
  element.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (event.target === element && mayClose()) close();
  });
  element.addEventListener("keydown", (event) => event.stopPropagation());
  // A dialog of ComfyUI behind this one would take a press in here as one outside of itself, and close.
  element.addEventListener("pointerdown", (event) => event.stopPropagation());
  element.addEventListener("close", () => {
    element.remove();
    closed?.();
  });
  document.body.append(element);
  element.showModal();
  return { element, close };
}

let count = 0;

/**
 * Asks a question that is answered by one of two buttons; Escape means no.
 * @param {object} what
 * @param {string} what.title
 * @param {string | Node | (string | Node)[]} what.text
 * @param {string} what.yes what the button does, in words
 * @param {boolean} [what.danger] whether it costs money or loses something
 * @param {Texts} what.texts
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, yes, danger = false, texts }) {
  return new Promise((resolve) => {
    let answer = false;
    const ok = el("button", { class: `kk-button ${danger ? "kk-danger" : "kk-primary"}`, type: "button" }, yes);
    const no = el("button", { class: "kk-button", type: "button" }, texts.t("dialog.cancel"));
    const parts = (Array.isArray(text) ? text : [text]).map((part) => (part instanceof Node ? part : el("p", {}, part)));
    const { close } = openDialog({
      title,
      texts,
      body: parts,
      actions: [no, ok],
      name: "kk-question",
      closed: () => resolve(answer),
    });
    no.addEventListener("click", close);
    ok.addEventListener("click", () => {
      answer = true;
      close();
    });
    (danger ? no : ok).focus();
  });
}
