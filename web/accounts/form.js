// @ts-check
// The form in which an account is entered or changed. Keys go in and are never shown again.

import { el } from "../dom.js";
import { addressesOf, fieldsFrom, freeName, keepsKey, KEYS, sideOf, way, wayOf, WAYS } from "./fields.js";
import { errorView, show, testButton } from "./testing.js";

/** @import * as types from "../types.js" */

const OTHER = "other";

/**
 * @param {types.Host} host
 * @param {types.AccountList} list
 * @param {types.AccountEntry | null} entry null: a new account
 * @param {{saved: (list: types.AccountList) => void, cancelled: () => void}} then
 * @returns {HTMLFormElement}
 */
export function accountForm(host, list, entry, then) {
  return new AccountForm(host, list, entry, then).element;
}

class AccountForm {
  #host;
  #list;
  #entry;
  #then;
  #ways;
  #places = el("select", { onchange: () => this.#refresh() });
  #address;
  #name;
  #keys = KEYS.map((key) => ({ key, input: text(key, "", { type: "password" }) }));
  #result = el("div", { class: "kk-findings", "aria-live": "polite" });
  /** @type {HTMLFormElement} */
  element;

  /**
   * @param {types.Host} host
   * @param {types.AccountList} list
   * @param {types.AccountEntry | null} entry
   * @param {{saved: (list: types.AccountList) => void, cancelled: () => void}} then
   */
  constructor(host, list, entry, then) {
    this.#host = host;
    this.#list = list;
    this.#entry = entry;
    this.#then = then;
    this.#ways = this.#waySelect();
    const oninput = () => this.#refresh();
    this.#address = text("base_url", entry?.base_url, { type: "url", placeholder: "https://host/path", oninput });
    this.#name = text("name", entry?.name ?? freeName("kling", list.accounts), { maxLength: 60 });
    this.element = this.#form();
    this.#fillPlaces();
    if (entry?.base_url) this.#choosePlace(entry.base_url);
    this.#refresh();
  }

  #form() {
    const { t } = this.#host.texts;
    const entry = this.#entry;
    const title = entry ? t("accounts.form.change", { name: entry.name }) : t("accounts.form.add");
    const slots = text("slots", entry?.slots, { inputMode: "numeric" });
    const budget = text("daily_budget", entry?.daily_budget, { inputMode: "decimal" });
    const onsubmit = (/** @type {Event} */ event) => this.#save(event);
    return el(
      "form",
      { class: "kk-account-form", "aria-label": title, autocomplete: "off", noValidate: true, onsubmit },
      el("h3", {}, title),
      field(t("accounts.form.way"), this.#ways),
      field(t("accounts.form.place"), this.#places, t("accounts.form.placeHelp")),
      field(t("accounts.form.address"), this.#address, t("accounts.form.addressHelp")),
      this.#keys.map(({ key, input }) => field(t(`accounts.key.${key}`), input, " ")),
      field(t("accounts.form.name"), this.#name, entry ? t("accounts.form.renameHelp") : t("accounts.form.nameHelp")),
      field(t("accounts.form.slots"), slots, t("accounts.form.slotsHelp")),
      field(t("accounts.form.budget"), budget, t("accounts.form.budgetHelp")),
      this.#actions(),
      this.#result,
    );
  }

  #actions() {
    const { t } = this.#host.texts;
    return el(
      "div",
      { class: "kk-actions" },
      el("button", { class: "kk-button kk-primary", type: "submit" }, t("accounts.form.save")),
      testButton(this.#host, "", () => this.#fields(), this.#result),
      el("button", { class: "kk-button", type: "button", onclick: () => this.#then.cancelled() }, t("dialog.cancel")),
    );
  }

  #waySelect() {
    const { t } = this.#host.texts;
    /** @param {boolean} rare */
    const options = (rare) =>
      WAYS.filter((way) => Boolean(way.isRare) === rare).map(({ id }) => option(id, t(`accounts.way.${id}`)));
    const select = el(
      "select",
      { name: "way", onchange: () => this.#changeWay() },
      options(false),
      el("optgroup", { label: t("accounts.form.rare") }, options(true)),
    );
    if (this.#entry) select.value = wayOf(this.#entry).id;
    return select;
  }

  #changeWay() {
    this.#fillPlaces();
    this.#refresh();
  }

  #fillPlaces() {
    const { t } = this.#host.texts;
    const known = addressesOf(this.#list, way(this.#ways.value));
    /** @param {string} address */
    const label = (address) => `${new URL(address).host} · ${t(`accounts.side.${sideOf(address)}`)}`;
    const options = known.map((address) => option(address, label(address)));
    this.#places.replaceChildren(...options, option(OTHER, t("accounts.form.otherPlace")));
  }

  /** @param {string} address */
  #choosePlace(address) {
    const known = [...this.#places.options].some((option) => option.value === address);
    this.#places.value = known ? address : OTHER;
  }

  /** What is shown depends on the way and the place; what was typed stays. */
  #refresh() {
    const { t } = this.#host.texts;
    const now = way(this.#ways.value);
    around(this.#places).hidden = this.#places.options.length < 2;
    around(this.#address).hidden = this.#places.value !== OTHER;
    const keeps = keepsKey(this.#entry, now, this.#baseUrl());
    for (const { key, input } of this.#keys) {
      around(input).hidden = !now.keys.includes(key);
      const ends = keeps ? this.#entry?.[key] : "";
      input.placeholder = ends ?? "";
      hint(input).textContent = ends ? t("accounts.key.keep", { ends }) : t("accounts.key.help");
    }
  }

  #baseUrl() {
    return this.#places.value === OTHER ? this.#address.value : this.#places.value;
  }

  /** @returns {types.AccountFields} */
  #fields() {
    const typed = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(this.element)));
    return fieldsFrom({ ...typed, base_url: this.#baseUrl() }, this.#entry?.name ?? "");
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    try {
      const fields = this.#fields();
      const list = await this.#host.routes.saveAccount(fields);
      this.#host.tell("success", this.#host.texts.t("accounts.saved", { name: fields.name }));
      this.#then.saved(list);
    } catch (error) {
      show(this.#result, errorView(error));
    }
  }
}

/** @param {string} name @param {string | number | null | undefined} value @param {Record<string, unknown>} [more] */
function text(name, value, more = {}) {
  const shown = String(value ?? "");
  return el("input", { name, type: "text", value: shown, autocomplete: "off", spellcheck: false, ...more });
}

/** @param {string} value @param {string} label */
function option(value, label) {
  return el("option", { value }, label);
}

/**
 * A control with its label and a line of help.
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement} control
 * @param {string} [help]
 */
function field(label, control, help) {
  control.id = `kk-account-${(count += 1)}`;
  const line = help && el("small", { class: "kk-hint", id: `${control.id}-help` }, help);
  if (line) control.setAttribute("aria-describedby", line.id);
  return el("div", { class: "kk-field" }, el("label", { for: control.id }, label), control, line);
}

let count = 0;

/** @param {HTMLElement} control @returns {HTMLElement} */
function around(control) {
  return /** @type {HTMLElement} */ (control.parentElement);
}

/** @param {HTMLElement} control @returns {Element} */
function hint(control) {
  return /** @type {Element} */ (control.nextElementSibling);
}
