// @ts-check
// The camera pad: six axes to choose from, the picture to drag, Kling's ready-made moves, and what does not go.

import { el, useStyle } from "../dom.js";
import { AXES, SIMPLE } from "./moves.js";
import { Stage } from "./stage.js";

/**
 * @import { Texts } from "../texts.js"
 * @import { Ability } from "./able.js"
 * @import { Move, Range } from "./moves.js"
 */

/**
 * @typedef {object} Doing what the pad asks for
 * @property {(axis: string) => void} axis one was chosen
 * @property {(value: number) => void} drag
 * @property {() => void} drop
 * @property {(type: string) => void} preset one was chosen
 */

export class Pad {
  #texts;
  #doing;
  #presets;
  #name = `kk-camera-${(count += 1)}`;
  #paused = false;

  /**
   * @param {Texts} texts
   * @param {Range} range
   * @param {string[]} presets as the node offers them
   * @param {Doing} doing
   */
  constructor(texts, range, presets, doing) {
    useStyle(new URL("../klingkit.css", import.meta.url));
    useStyle(new URL("./panel.css", import.meta.url));
    this.#texts = texts;
    this.#doing = doing;
    this.#presets = presets;
    this.stage = new Stage(range, doing.drag, doing.drop);
    this.#paused = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stage.pause(this.#paused);
    this.element = el("div", { class: "kk kk-camera" });
    this.speak();
  }

  /** Draws all words anew, in the language that there is now. */
  speak() {
    const { t } = this.#texts;
    this.pause = el("button", { class: "kk-icon-button kk-camera-pause", type: "button", onclick: () => this.#turn() });
    this.said = el("p", { class: "kk-camera-said", role: "status" });
    this.warning = el("p", { class: "kk-camera-warning", role: "status" });
    this.axes = AXES.map((axis) => this.#axis(axis));
    this.buttons = this.#presets.map((type) => this.#preset(type));
    this.element.replaceChildren(
      el("div", { class: "kk-camera-axes", role: "radiogroup", "aria-label": t("camera.axes") }, this.axes),
      el("div", { class: "kk-camera-frame" }, this.stage.element, this.pause),
      this.said,
      el("div", { class: "kk-camera-presets", role: "group", "aria-label": t("camera.presets") }, this.buttons),
      this.warning,
    );
    this.#showPause();
  }

  /**
   * @param {Move} move
   * @param {string} axis that dragging sets
   * @param {Ability | null} ability null as long as it is not known
   */
  show(move, axis, ability) {
    const { t } = this.#texts;
    const isSimple = move.type === SIMPLE;
    for (const label of this.axes ?? []) {
      const radio = /** @type {HTMLInputElement} */ (label.firstElementChild);
      radio.checked = isSimple && radio.value === axis;
    }
    for (const button of this.buttons ?? []) {
      button.setAttribute("aria-pressed", String(button.value === move.type));
      // One that is chosen can still be left, but not come back to.
      button.disabled = ability?.presets === false && button.value !== move.type;
      button.title = button.disabled ? t("camera.no_presets", { model: ability?.model ?? "" }) : "";
    }
    const said = this.#inWords(move);
    this.said?.replaceChildren(said);
    const name = isSimple ? t("camera.pad", { axis: t(`camera.axis.${axis}`) }) : t("camera.presets");
    this.stage.element.setAttribute("aria-label", name);
    this.stage.show(move, axis, said);
    this.#warn(move, ability);
  }

  /** @param {Move} move */
  #inWords({ type, moved, axis, value }) {
    const { t } = this.#texts;
    if (type !== SIMPLE) return t(`camera.preset.${type}`);
    if (moved.length === 0) return t("camera.drag");
    const names = { axis: t(`camera.axis.${axis}`), value: value > 0 ? `+${value}` : `−${-value}` };
    return t("camera.says", { ...names, what: value > 0 ? t(`camera.plus.${axis}`) : t(`camera.minus.${axis}`) });
  }

  /** @param {Move} move @param {Ability | null} ability */
  #warn({ type, moved }, ability) {
    const { t } = this.#texts;
    const { model = "", shots = "", able = "" } = ability ?? {};
    let text = "";
    if (ability?.refuses === "model") text = t("camera.no_camera", { model, able });
    else if (ability?.refuses === "shot") text = t("camera.no_shot", { model, shots });
    else if (type === SIMPLE ? moved.length > 1 : moved.length > 0) text = t("camera.too_many");
    else if (ability?.presets === false) text = t("camera.no_presets", { model });
    this.warning?.replaceChildren(text && `⚠ ${text}`);
    this.warning?.toggleAttribute("hidden", !text);
    this.element.classList.toggle("kk-camera-refused", ability?.refuses === "model" || ability?.refuses === "shot");
  }

  /** @param {string} axis */
  #axis(axis) {
    const { t } = this.#texts;
    const radio = el("input", { type: "radio", name: this.#name, value: axis });
    radio.addEventListener("change", () => this.#doing.axis(axis));
    const title = `${t(`camera.minus.${axis}`)} / ${t(`camera.plus.${axis}`)}`;
    return el("label", { title }, radio, el("span", {}, t(`camera.axis.${axis}`)));
  }

  /** @param {string} type */
  #preset(type) {
    const text = this.#texts.t(`camera.preset.${type}`);
    const onclick = () => this.#doing.preset(type);
    return el("button", { class: "kk-button", type: "button", value: type, onclick }, text);
  }

  #turn() {
    this.#paused = !this.#paused;
    this.stage.pause(this.#paused);
    this.#showPause();
  }

  #showPause() {
    const { t } = this.#texts;
    const text = this.#paused ? t("camera.play") : t("camera.pause");
    this.pause?.setAttribute("aria-label", text);
    this.pause?.setAttribute("title", text);
    this.pause?.replaceChildren(el("i", { class: this.#paused ? "pi pi-play" : "pi pi-pause" }));
  }
}

let count = 0;
