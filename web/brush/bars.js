// @ts-check
// The tools at the stage's side, and above it the pen's size, undo, the preview and the zoom.

import { el } from "../dom.js";
import { icon } from "./icons.js";
import { canWiggle } from "./wiggle.js";

/** @import { Texts } from "../texts.js" */
/** @import { Session, ToolName } from "./session.js" */
/** @import { Stage } from "./stage.js" */

/** Each tool and its key. @type {[ToolName, string][]} */
export const TOOL_KEYS = [
  ["brush", "B"],
  ["eraser", "E"],
  ["polygon", "P"],
  ["path", "T"],
  ["hand", "H"],
];

/** @param {Session} session @param {Texts} texts */
export function makeRail(session, texts) {
  const buttons = TOOL_KEYS.map(([tool, key]) => {
    const name = `${texts.t(`brush.tool.${tool}`)} (${key})`;
    const press = () => session.useTool(tool);
    const props = { class: "kk-brush-tool", type: "button", title: name, "aria-label": name, onclick: press };
    return el("button", props, icon(tool));
  });
  const label = texts.t("brush.tools");
  const rail = el(
    "div",
    { class: "kk-brush-rail", role: "toolbar", "aria-label": label, "aria-orientation": "vertical" },
    buttons,
  );
  const draw = () =>
    TOOL_KEYS.forEach(([tool], index) => buttons[index]?.setAttribute("aria-pressed", `${tool === session.tool}`));
  draw();
  session.changed((event) => event === "change" && draw());
  return rail;
}

/** @param {Session} session @param {Stage} stage @param {Texts} texts */
export function makeBar(session, stage, texts) {
  const { t } = texts;
  const undo = button("undo", `${t("brush.undo")} (Ctrl+Z)`, () => session.undo());
  const redo = button("redo", `${t("brush.redo")} (Ctrl+Shift+Z)`, () => session.redo());
  const play = makePlay(session, stage, texts);
  const zoom = makeZoom(stage, texts);
  const draw = () => {
    undo.disabled = !session.canUndo;
    redo.disabled = !session.canRedo;
  };
  draw();
  session.changed((event) => event === "change" && draw());
  stage.onview = () => {
    zoom.update();
    play.update();
  };
  const gap = () => el("span", { class: "kk-brush-gap" });
  const parts = [undo, redo, makeSize(session, texts), gap(), play.element, gap(), ...zoom.elements];
  return el("div", { class: "kk-brush-bar", role: "toolbar", "aria-label": t("brush.view") }, parts);
}

/** @param {Stage} stage @param {Texts} texts */
function makeZoom(stage, { t }) {
  const fit = () => stage.fit();
  const title = `${t("brush.fit")} (0)`;
  const shown = el("button", { class: "kk-button kk-brush-percent", type: "button", title, onclick: fit });
  const update = () => {
    const percent = Math.round(stage.zoom * 100);
    shown.textContent = `${percent} %`;
    shown.setAttribute("aria-label", t("brush.zoom_is", { percent }));
  };
  update();
  const elements = [
    button("minus", `${t("brush.zoom_out")} (−)`, () => stage.zoomBy(0.8)),
    shown,
    button("plus", `${t("brush.zoom_in")} (+)`, () => stage.zoomBy(1.25)),
    button("fit", title, fit),
  ];
  return { elements, update };
}

/** @param {Session} session @param {Stage} stage @param {Texts} texts */
function makePlay(session, stage, { t }) {
  const toggle = () => (stage.isPlaying ? stage.pause() : stage.play());
  const element = el("button", { class: "kk-button kk-brush-play", type: "button", onclick: toggle });
  const update = () => {
    const name = stage.isPlaying ? t("brush.stop") : t("brush.play");
    element.disabled = !stage.hasPicture || !canWiggle(session.brush);
    element.title = element.disabled ? t("brush.play_needs") : `${t("brush.play_what")} (V)`;
    element.setAttribute("aria-pressed", `${stage.isPlaying}`);
    element.replaceChildren(icon(stage.isPlaying ? "stop" : "play"), name);
  };
  update();
  session.changed((event) => event === "change" && update());
  return { element, update };
}

/** @param {Session} session @param {Texts} texts */
function makeSize(session, texts) {
  // A pen twice as large is as far on the slider at either end.
  const most = Math.log2(Math.max(2, Math.max(session.brush.width, session.brush.height) / 2));
  const slide = () => session.useSize(Math.round(2 ** Number(range.value)));
  const range = el("input", {
    type: "range",
    min: "0",
    max: `${most}`,
    step: `${most / 100}`,
    "aria-label": texts.t("brush.size"),
    title: `${texts.t("brush.size")} ([ ])`,
    oninput: slide,
  });
  const shown = el("output", { class: "kk-brush-px" });
  const draw = () => {
    range.value = `${Math.log2(session.size)}`;
    range.setAttribute("aria-valuetext", `${session.size} px`);
    shown.textContent = `${session.size} px`;
    label.hidden = session.tool !== "brush" && session.tool !== "eraser";
  };
  const label = el("label", { class: "kk-brush-size" }, el("span", {}, texts.t("brush.size")), range, shown);
  draw();
  session.changed((event) => event === "change" && draw());
  return label;
}

/** @param {Parameters<typeof icon>[0]} sign @param {string} name @param {() => void} onclick */
export function button(sign, name, onclick) {
  return el(
    "button",
    { class: "kk-icon-button", type: "button", title: name, "aria-label": name, onclick },
    icon(sign),
  );
}
