// @ts-check
// A menu over the page, at a place or below a button. Arrow keys move, Enter chooses, Escape goes back.

import { el } from "../dom.js";

/** @typedef {{label: string, run: () => void, danger?: boolean}} Item */
/** @typedef {Item | null} Entry null draws a line */

/**
 * @param {object} what
 * @param {Entry[]} what.entries
 * @param {string} what.label what the menu is of
 * @param {{x: number, y: number} | HTMLElement} what.at
 * @param {HTMLElement | null} [what.back] what gets the focus when it closes
 */
export function openMenu({ entries, label, at, back = null }) {
  const element = el("div", { class: "kk kk-menu", role: "menu", popover: "auto", "aria-label": label });
  const close = () => element.hidePopover();
  element.append(...entries.map((entry) => drawn(entry, close)));
  element.addEventListener("keydown", (event) => move(element, event));
  element.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    const had = element.contains(document.activeElement) || document.activeElement === document.body;
    element.remove();
    if (had) back?.focus();
  });
  document.body.append(element);
  element.showPopover();
  put(element, at);
  buttons(element)[0]?.focus();
}

/** @param {Entry} entry @param {() => void} close */
function drawn(entry, close) {
  if (!entry) return el("hr", {});
  const name = `kk-menu-item ${entry.danger ? "kk-menu-danger" : ""}`;
  const run = () => {
    close();
    entry.run();
  };
  return el("button", { class: name, type: "button", role: "menuitem", tabIndex: -1, onclick: run }, entry.label);
}

/** @param {HTMLElement} element @returns {HTMLElement[]} */
function buttons(element) {
  return [...element.querySelectorAll("button")];
}

/** @param {HTMLElement} element @param {KeyboardEvent} event */
function move(element, event) {
  const all = buttons(element);
  const from = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: -1 }[event.key];
  // ComfyUI's own shortcuts listen at the window.
  event.stopPropagation();
  if (event.key === "Tab") element.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

/**
 * Below the button or the pointer, and inside the window.
 * @param {HTMLElement} element
 * @param {{x: number, y: number} | HTMLElement} at
 */
function put(element, at) {
  const place =
    at instanceof HTMLElement ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const { width, height } = element.getBoundingClientRect();
  const left = at instanceof HTMLElement ? place.right - width : place.left;
  const top = place.bottom + height + 8 > innerHeight ? Math.max(8, place.top - height) : place.bottom;
  element.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  element.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}
