// @ts-check
// What was spent today and this month: a line, and below it each account with its budget.

import { el } from "../dom.js";
import { money } from "./words.js";

/**
 * @import { Texts } from "../texts.js"
 * @import * as types from "../types.js"
 * @import { Store } from "./store.js"
 */

/**
 * @param {Store} store
 * @param {types.Host} host
 * @returns {{element: HTMLElement, stop: types.Stop}}
 */
export function spendingLine(store, host) {
  const { t } = host.texts;
  const summary = el("summary", {});
  const accounts = el("div", { class: "kk-spending-accounts" });
  const element = el("details", { class: "kk-spending", hidden: true }, summary, accounts);
  let asked = 0;
  const ask = async () => {
    const mine = (asked += 1);
    try {
      const spent = await host.routes.spending();
      if (mine !== asked) return;
      summary.replaceChildren(...total(spent, host.texts));
      accounts.replaceChildren(...spent.map((one) => accountLine(one, host.texts)));
      element.hidden = spent.length === 0;
    } catch (error) {
      if (mine !== asked) return;
      const again = el("button", { class: "kk-button", type: "button", onclick: ask }, t("gallery.retry"));
      accounts.replaceChildren(
        el("p", { class: "kk-error" }, error instanceof Error ? error.message : String(error)),
        again,
      );
      summary.textContent = t("gallery.spending.failed");
      element.hidden = false;
    }
  };
  if (store.ready) ask();
  // What changes the list changes what was spent; and the first list has the server to itself.
  return { element, stop: store.changed((change) => change.list && ask()) };
}

/** @param {types.Spending[]} spent @param {Texts} texts */
function total(spent, texts) {
  const paid = spent.filter((one) => !one.free);
  /** @param {"today" | "month"} span */
  const sum = (span) =>
    money(
      paid.reduce((units, one) => units + one[span], 0),
      paid.some((one) => one.estimated && one[span] > 0),
      texts,
    );
  return [
    el("span", {}, texts.t("gallery.spending.today"), " ", el("b", {}, sum("today"))),
    el("span", {}, texts.t("gallery.spending.month"), " ", el("b", {}, sum("month"))),
  ];
}

/** @param {types.Spending} one @param {Texts} texts */
function accountLine(one, texts) {
  const { t } = texts;
  if (one.free)
    return el(
      "div",
      { class: "kk-spending-account" },
      el("b", {}, one.account),
      el("span", {}, t("gallery.price.free")),
    );
  const words = t("gallery.spending.account", {
    today: money(one.today, one.estimated && one.today > 0, texts),
    month: money(one.month, one.estimated && one.month > 0, texts),
  });
  return el(
    "div",
    { class: "kk-spending-account" },
    el("b", {}, one.account),
    el("span", {}, words),
    budget(one, texts),
  );
}

/** @param {types.Spending} one @param {Texts} texts */
function budget({ budget, last_24h, account }, texts) {
  if (budget === null) return null;
  const words = texts.t("gallery.spending.budget", {
    spent: money(last_24h, false, texts),
    budget: money(budget, false, texts),
  });
  const part = budget > 0 ? Math.min(1, last_24h / budget) : 1;
  const bar = el("meter", { min: 0, max: 1, high: 0.8, optimum: 0, value: part, "aria-label": `${account}: ${words}` });
  return el("div", { class: "kk-budget" }, bar, el("span", {}, words));
}
