// @ts-check
// The test of an account: its button, and what was found, as a list.

import { el } from "../dom.js";

/**
 * @import * as types from "../types.js"
 * @import { Texts } from "../texts.js"
 */

const SIGNS = { ok: "✓", wrong: "✕", unknown: "?" };

/**
 * A button that tests an account and shows in `result` what was found.
 * @param {types.Host} host
 * @param {string} account whose button this is; "" where the form around it says so
 * @param {() => types.AccountFields | {was: string}} fields
 * @param {HTMLElement} result
 */
export function testButton({ routes, texts }, account, fields, result) {
  const made = button(texts.t("accounts.test.do"), account, async () => {
    made.disabled = true;
    show(result, el("p", { class: "kk-hint" }, texts.t("accounts.test.running")));
    try {
      show(result, ...findingsView(texts, await routes.testAccount(fields())));
    } catch (error) {
      show(result, errorView(error));
    }
    made.disabled = false;
  });
  return made;
}

/**
 * @param {string} label
 * @param {string} account whose, for who hears the page instead of seeing it
 * @param {() => void} onclick
 */
export function button(label, account, onclick) {
  const name = account && `${label}: ${account}`;
  return el("button", { class: "kk-button", type: "button", "aria-label": name || null, onclick }, label);
}

/** Puts news where they are seen, also below a long form. @param {HTMLElement} place @param {...Node} news */
export function show(place, ...news) {
  place.replaceChildren(...news);
  place.scrollIntoView({ block: "nearest" });
}

/** @param {unknown} error */
export function errorView(error) {
  return el("p", { class: "kk-error", role: "alert" }, error instanceof Error ? error.message : String(error));
}

/** @param {Texts} texts @param {{ok: boolean, findings: types.Finding[]}} result */
function findingsView({ t }, { ok, findings }) {
  const sum = ok ? t("accounts.test.good") : t("accounts.test.bad");
  return [
    el("p", { class: "kk-sum", dataset: { state: ok ? "ok" : "wrong" } }, sum),
    el("ul", {}, findings.map((finding) => row(t, finding))),
  ];
}

/** @param {Texts["t"]} t @param {types.Finding} finding */
function row(t, { what, state, text }) {
  return el(
    "li",
    { dataset: { state } },
    el("span", { class: "kk-sign", role: "img", "aria-label": t(`accounts.state.${state}`) }, SIGNS[state]),
    el("b", {}, t(`accounts.what.${what}`)),
    el("span", {}, text),
  );
}
