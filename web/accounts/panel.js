// @ts-check
// The accounts in ComfyUI's settings: a list, and in its place the form of one account.

import { el, useStyle } from "../dom.js";
import { accountCard } from "./card.js";
import { accountForm } from "./form.js";
import { errorView } from "./testing.js";

/** @import * as types from "../types.js" */

/**
 * @param {types.Host} host
 * @returns {HTMLElement}
 */
export function accountsPanel(host) {
  useStyle(new URL("../klingkit.css", import.meta.url));
  useStyle(new URL("./accounts.css", import.meta.url));
  const root = el("div", { class: "kk kk-accounts", onkeydown: keepToItself });
  const load = () => host.routes.accounts().then(showList, (error) => root.replaceChildren(errorView(error)));
  /** @param {types.AccountList} list */
  const showList = (list) => {
    const then = { edit: (/** @type {types.AccountEntry} */ entry) => showForm(list, entry), changed };
    root.replaceChildren(...listView(host, list, then, () => showForm(list, null)));
  };
  /** @param {types.AccountList} list @param {types.AccountEntry | null} entry */
  const showForm = (list, entry) => {
    root.replaceChildren(accountForm(host, list, entry, { saved: changed, cancelled: () => back(list) }));
    root.querySelector("select")?.focus();
  };
  /** @param {types.AccountList} list */
  const back = (list) => {
    showList(list);
    /** @type {HTMLElement | null} */ (root.querySelector(".kk-add"))?.focus();
  };
  /** @param {types.AccountList} list */
  const changed = (list) => {
    back(list);
    host.refreshCombos();
  };
  const stop = host.texts.changed(() => (root.isConnected ? load() : stop()));
  load();
  return root;
}

/**
 * @param {types.Host} host
 * @param {types.AccountList} list
 * @param {Parameters<typeof accountCard>[3]} then
 * @param {() => void} add
 */
function listView(host, list, then, add) {
  const { t } = host.texts;
  const own = list.accounts.filter((entry) => entry.origin !== "simulator");
  const hasDefault = list.accounts.some((entry) => entry.is_default);
  const notes = [
    el("p", { class: "kk-hint" }, t("accounts.intro")),
    list.problem && el("p", { class: "kk-error", role: "alert" }, `⚠ ${list.problem}`),
    list.chosen_by_variable && el("p", { class: "kk-note" }, t("accounts.variable", { name: list.chosen_by_variable })),
    own.length > 1 && !hasDefault && !list.chosen_by_variable && el("p", { class: "kk-note" }, t("accounts.noDefault")),
    own.length === 0 && !list.problem && el("p", { class: "kk-note" }, t("accounts.none")),
  ];
  return [
    ...notes.filter((note) => note instanceof Node),
    el("button", { class: "kk-button kk-primary kk-add", type: "button", onclick: add }, `+ ${t("accounts.add")}`),
    el("ul", { class: "kk-account-list" }, list.accounts.map((entry) => accountCard(host, entry, list, then))),
  ];
}

/** ComfyUI's shortcuts listen further out: what is typed here must not run a workflow. @param {KeyboardEvent} event */
function keepToItself(event) {
  if (event.key !== "Escape") event.stopPropagation();
}
