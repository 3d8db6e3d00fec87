// @ts-check
// The head of the gallery: search, which states, which account, and what was spent.

import { el, on } from "../dom.js";
import { SIGNS } from "./card.js";
import { spendingLine } from "./spending.js";

/**
 * @import * as types from "../types.js"
 * @import { Store } from "./store.js"
 */

/** @typedef {types.Group | ""} Chosen */

/** ms after the last letter. */
const TYPED = 200;
const STATES = /** @type {const} */ (["", "running", "done", "failed", "unknown"]);

/**
 * @param {Store} store
 * @param {types.Host} host
 * @returns {{element: HTMLElement, clear: () => void, stop: types.Stop}}
 */
export function makeHead(store, host) {
  const search = searchField(store, host);
  const chips = stateChips(store, host);
  const account = accountChoice(store, host);
  const spent = spendingLine(store, host);
  const element = el(
    "div",
    { class: "kk-gallery-head" },
    el("div", { class: "kk-gallery-find" }, search.element, account.element),
    chips.element,
    spent.element,
  );
  const draw = () => {
    chips.draw();
    account.draw();
  };
  draw();
  const stops = [search.stop, spent.stop, store.changed((change) => change.list && draw())];
  const clear = () => {
    search.clear();
    store.show({ state: "", search: "", account: "" });
    draw();
  };
  return { element, clear, stop: () => stops.forEach((stop) => stop()) };
}

/** @param {Store} store @param {types.Host} host */
function searchField(store, { texts: { t } }) {
  const element = el("input", {
    class: "kk-input",
    type: "search",
    placeholder: t("gallery.search"),
    "aria-label": t("gallery.search_in"),
    title: t("gallery.search_in"),
    autocomplete: "off",
    value: store.filter.search,
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typed;
  const stop = on(element, "input", () => {
    clearTimeout(typed);
    typed = setTimeout(() => store.show({ search: element.value.trim() }), TYPED);
  });
  // ComfyUI's own shortcuts listen at the window.
  element.addEventListener("keydown", (event) => event.stopPropagation());
  const clear = () => {
    clearTimeout(typed);
    element.value = "";
  };
  return { element, clear, stop: () => (clearTimeout(typed), stop()) };
}

/** @param {Store} store @param {types.Host} host */
function stateChips(store, { texts: { t } }) {
  const counts = new Map(STATES.map((state) => [state, el("span", { class: "kk-chip-count" })]));
  const chips = STATES.map((state) => {
    const name = state || "all";
    const sign = state && el("span", { class: "kk-sign", "aria-hidden": "true" }, SIGNS[state]);
    const press = () => {
      store.show({ state });
      draw();
    };
    return el(
      "button",
      { class: "kk-chip", type: "button", dataset: { group: name }, onclick: press },
      sign,
      el("span", {}, t(`gallery.chip.${name}`)),
      counts.get(state),
    );
  });
  const draw = () => {
    for (const [index, state] of STATES.entries()) {
      chips[index]?.setAttribute("aria-pressed", String(store.filter.state === state));
      const count = counts.get(state);
      if (count) count.textContent = String(store.counts[state || "all"]);
    }
  };
  return { element: el("div", { class: "kk-chips", role: "group", "aria-label": t("gallery.show") }, chips), draw };
}

/** Only where there is a choice. @param {Store} store @param {types.Host} host */
function accountChoice(store, { texts: { t } }) {
  const choose = () => store.show({ account: element.value });
  const element = el("select", { class: "kk-input", "aria-label": t("gallery.account"), onchange: choose });
  const draw = () => {
    // The one that is chosen stays, though a search may leave nothing of it.
    const names = [...new Set([...store.accounts, store.filter.account])].filter(Boolean).sort();
    const options = [
      el("option", { value: "" }, t("gallery.all_accounts")),
      ...names.map((name) => el("option", { value: name }, name)),
    ];
    element.replaceChildren(...options);
    element.value = store.filter.account;
    element.hidden = names.length < 2 && !store.filter.account;
  };
  return { element, draw };
}
