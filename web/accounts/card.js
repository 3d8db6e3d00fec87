// @ts-check
// One account in the list, with what can be done with it.

import { ask } from "../dialog.js";
import { el } from "../dom.js";
import { wayOf } from "./fields.js";
import { button, errorView, show, testButton } from "./testing.js";

/** @import * as types from "../types.js" */

/**
 * @param {types.Host} host
 * @param {types.AccountEntry} entry
 * @param {types.AccountList} list
 * @param {{edit: (entry: types.AccountEntry) => void, changed: (list: types.AccountList) => void}} then
 */
export function accountCard(host, entry, list, then) {
  const { t } = host.texts;
  const result = el("div", { class: "kk-findings", "aria-live": "polite" });
  /** @param {() => Promise<types.AccountList>} work */
  const change = (work) => work().then(then.changed, (error) => show(result, errorView(error)));
  const actions = [testButton(host, entry.name, () => ({ was: entry.name }), result)];
  if (!entry.is_default && !list.chosen_by_variable) {
    const choose = () => change(() => host.routes.makeDefault(entry.name));
    actions.push(button(t("accounts.makeDefault"), entry.name, choose));
  }
  if (entry.origin === "file") {
    const remove = () => change(() => host.routes.removeAccount(entry.name));
    const edit = () => then.edit(entry);
    const asked = async () => (await isMeant(host, entry)) && remove();
    actions.push(button(t("accounts.edit"), entry.name, edit), button(t("accounts.remove"), entry.name, asked));
  }
  const badge = entry.is_default && el("span", { class: "kk-badge" }, `★ ${t("accounts.default")}`);
  return el(
    "li",
    { class: "kk-account" },
    el("header", {}, el("h3", {}, entry.name), badge),
    about(host, entry),
    el("div", { class: "kk-actions" }, actions),
    result,
  );
}

/** @param {types.Host} host @param {types.AccountEntry} entry */
function about({ texts: { t } }, entry) {
  if (entry.origin === "simulator") return [el("p", { class: "kk-hint" }, t("accounts.simulator"))];
  /** @type {[string, string | false][]} */
  const rows = [
    [t("accounts.form.way"), entry.provider && t(`accounts.way.${wayOf(entry).id}`)],
    [t("accounts.form.address"), entry.base_url],
    [t("accounts.key.api_key"), entry.api_key],
    [t("accounts.key.access_key"), entry.access_key],
    [t("accounts.key.secret_key"), entry.secret_key],
    [t("accounts.form.slots"), entry.slots !== null && t("accounts.slots", { n: entry.slots })],
    [t("accounts.form.budget"), entry.daily_budget !== null && t("accounts.budget", { n: entry.daily_budget })],
  ];
  const told = rows.filter(([, value]) => value);
  return [
    el("dl", {}, told.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)])),
    entry.origin === "environment" && el("p", { class: "kk-hint" }, t("accounts.environment")),
    entry.problem && el("p", { class: "kk-error" }, `⚠ ${entry.problem}`),
  ];
}

/** @param {types.Host} host @param {types.AccountEntry} entry */
function isMeant({ texts }, entry) {
  return ask({
    title: texts.t("accounts.removeTitle", { name: entry.name }),
    text: texts.t("accounts.removeText"),
    yes: texts.t("accounts.remove"),
    danger: true,
    texts,
  });
}
