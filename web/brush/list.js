// @ts-check
// The areas beside the stage: which there are, what each still lacks, and what one can do with the chosen one.

import { el } from "../dom.js";
import { button } from "./bars.js";
import { isUntouched, paintingOf, problems } from "./document.js";
import { icon } from "./icons.js";
import { COLOURS, MAX_AREAS, MAX_POINTS, STATIC_COLOUR } from "./limits.js";

/** @import { Texts } from "../texts.js" */
/** @import { Problem, Which } from "./document.js" */
/** @import { Session } from "./session.js" */

/**
 * @param {Session} session
 * @param {Texts} texts
 * @param {readonly boolean[]} masks of which areas a mask is connected
 */
export function makeList(session, texts, masks) {
  const { t } = texts;
  const rows = el("ul", { class: "kk-brush-areas", role: "list" });
  const add = press("kk-brush-add", () => session.addArea(), icon("plus"), t("brush.add"));
  const paint = press("", () => session.clearPaint(), t("brush.clear_paint"));
  const path = press("", () => session.clearPath(), t("brush.clear_path"));
  const help = el("p", { class: "kk-hint" });
  const keys = el("p", { class: "kk-hint" }, t("brush.keys"));
  const draw = () => {
    keepingFocus(rows, drawRows(session, texts, masks));
    add.disabled = session.brush.areas.length >= MAX_AREAS || session.locked;
    paint.disabled = isUntouched(paintingOf(session.brush, session.which)) || session.locked;
    path.disabled = session.path.length === 0 || session.locked;
    help.textContent = t(
      `brush.help.${session.which === "static" && session.tool === "path" ? "static" : session.tool}`,
    );
  };
  draw();
  session.changed((event) => event === "change" && draw());
  const clear = el("div", { class: "kk-brush-clear" }, paint, path);
  const parts = [el("h3", {}, t("brush.areas")), rows, add, clear, el("div", { class: "kk-brush-help" }, help, keys)];
  return el("section", { class: "kk-brush-side", "aria-label": t("brush.areas") }, parts);
}

/** @param {string} name @param {() => void} onclick @param {...(Node | string)} content */
function press(name, onclick, ...content) {
  return el("button", { class: `kk-button ${name}`, type: "button", onclick }, content);
}

/** @param {Session} session @param {Texts} texts @param {readonly boolean[]} masks */
function drawRows(session, texts, masks) {
  const open = problems(session.brush, masks);
  /** @type {Which[]} */
  const all = [...session.brush.areas.keys(), "static"];
  return all.map((which) => drawRow(which, session, texts, masks, open));
}

/**
 * @param {Which} which @param {Session} session @param {Texts} texts @param {readonly boolean[]} masks
 * @param {Problem[]} open
 */
function drawRow(which, session, texts, masks, open) {
  const { t } = texts;
  const name = which === "static" ? t("brush.static") : t("brush.area", { area: which + 1 });
  const lacks = which === "static" ? [] : open.filter(({ area }) => area === which + 1);
  const look = lacks.length > 0 ? "kk-brush-lacks" : "kk-brush-state";
  const state = el("span", { class: look }, stateOf(which, session, texts, masks, lacks));
  const choose = el(
    "button",
    {
      class: "kk-brush-area",
      type: "button",
      title: `${name} (${which === "static" ? "S" : which + 1})`,
      "aria-pressed": `${session.which === which}`,
      dataset: { key: `${which}` },
      onclick: () => session.choose(which),
    },
    [chip(which), el("span", { class: "kk-brush-name" }, name), state],
  );
  if (which === "static") return el("li", {}, choose);
  const away = button("trash", t("brush.remove", { area: which + 1 }), () => session.removeArea(which));
  away.dataset.key = `remove-${which}`;
  away.disabled = session.locked;
  return el("li", {}, choose, away);
}

/** The area's colour and number. @param {Which} which */
function chip(which) {
  const isStill = which === "static";
  const background = isStill ? STATIC_COLOUR : (COLOURS[which] ?? "");
  const props = {
    class: "kk-brush-chip",
    "aria-hidden": "true",
    dataset: { still: `${isStill}` },
    style: { background },
  };
  return el("span", props, isStill ? "" : which + 1);
}

/**
 * @param {Which} which @param {Session} session @param {Texts} texts @param {readonly boolean[]} masks
 * @param {Problem[]} lacks
 */
function stateOf(which, { brush }, { t }, masks, lacks) {
  const masked = masks[which === "static" ? 6 : which];
  if (which === "static") {
    if (masked) return t("brush.masked");
    return isUntouched(brush.still) ? t("brush.static_empty") : t("brush.static_painted");
  }
  const { path = [], painting } = brush.areas[which] ?? {};
  if (!masked && path.length === 0 && painting && isUntouched(painting)) return t("brush.untouched");
  if (lacks.length > 0) return lacks.map(({ what }) => t(`brush.lacks.${what}`)).join(" ");
  const count = { n: path.length, most: MAX_POINTS };
  const points = path.length > MAX_POINTS ? t("brush.thinned", count) : t("brush.points", count);
  return masked ? `${t("brush.masked")} ${points}` : points;
}

/** New rows for old ones; who had the focus has it again. @param {HTMLElement} place @param {HTMLElement[]} rows */
function keepingFocus(place, rows) {
  const had = place.contains(document.activeElement) ? document.activeElement : null;
  const key = had instanceof HTMLElement ? had.dataset.key : undefined;
  place.replaceChildren(...rows);
  if (key === undefined) return;
  const same = place.querySelector(`[data-key="${key}"]`) ?? place.querySelector("[aria-pressed=true]");
  if (same instanceof HTMLElement) same.focus();
}
