// @ts-check
// The motion brush on its node: a small picture of it, and the way into the editor. The text widget keeps the value.

import { el, on, useStyle } from "../dom.js";
import { isUntouched, newBrush } from "./document.js";
import { openEditor } from "./editor.js";
import { icon } from "./icons.js";
import { openJson } from "./json.js";
import { readable } from "./opening.js";
import { Thumbnail } from "./thumbnail.js";

/** @import * as types from "../types.js" */
/** @import { Brush } from "./document.js" */

const NAME = "klingkit_brush_editor";
const MASKS = ["mask_1", "mask_2", "mask_3", "mask_4", "mask_5", "mask_6", "mask_static"];
const LEAST = 280;

/** @param {types.Node} node @param {types.Host} host */
export function attachBrush(node, host) {
  const text = node.widgets?.find((widget) => widget.name === "brush");
  if (!text) return;
  useStyle(new URL("../klingkit.css", import.meta.url));
  useStyle(new URL("./panel.css", import.meta.url));
  const panel = new Panel(node, host, text);
  const stops = [
    host.on("graphChanged", () => panel.update()),
    host.on("klingkit.graph", () => panel.update()),
    host.on("executed", () => panel.update()),
    host.texts.changed(() => panel.speak()),
  ];
  const removed = node.onRemoved;
  node.onRemoved = function () {
    stops.forEach((stop) => stop());
    panel.stop();
    removed?.call(this);
  };
}

class Panel {
  #node;
  #host;
  #text;
  #thumbnail = new Thumbnail();
  #note = el("p", { class: "kk-brush-note" });
  #paint = el("button", { class: "kk-button kk-primary", type: "button", onclick: () => this.#openEditor() });
  #json = el("button", { class: "kk-button", type: "button", onclick: () => this.#openJson() });
  #isOpen = false;
  #shown = "";

  /** @param {types.Node} node @param {types.Host} host @param {types.Widget} text */
  constructor(node, host, text) {
    this.#node = node;
    this.#host = host;
    this.#text = text;
    const picture = el("div", { class: "kk-brush-picture" }, this.#thumbnail.element, this.#note);
    const element = el(
      "div",
      { class: "kk kk-brush-node" },
      picture,
      el("div", { class: "kk-brush-buttons" }, this.#paint, this.#json),
    );
    this.#thumbnail.on("dblclick", () => this.#openEditor());
    on(element, "wheel", (event) => host.wheelOnCanvas(event), { passive: false });
    // Its own min-height is for Nodes 2.0, which asks the style.
    element.style.minBlockSize = `${LEAST}px`;
    const look = { serialize: false, hideOnZoom: false, hideInPanel: true, getMinHeight: () => LEAST + 20, margin: 10 };
    const widget = /** @type {any} */ (node).addDOMWidget(NAME, NAME, element, look);
    widget.serialize = false;
    this.speak();
  }

  stop() {
    this.#thumbnail.stop();
  }

  speak() {
    const { t } = this.#host.texts;
    this.#paint.replaceChildren(icon("brush"), t("brush.paint"));
    this.#json.replaceChildren(icon("code"), t("brush.json"));
    this.#json.title = t("brush.json_title");
    this.#shown = "";
    this.update();
  }

  /** What is connected or written may have changed. */
  update() {
    const isWired = this.#isConnected("brush");
    // Hidden, its socket would be as well: a wire that is there stays in sight.
    this.#text.hidden = !isWired;
    this.#text.options.hidden = !isWired;
    const url = this.#host.pictureAt(this.#node, "image");
    const shown = JSON.stringify([this.#value, url, isWired]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#paint.disabled = this.#json.disabled = isWired;
    this.#show(url, isWired);
    this.#host.redraw();
  }

  /** @param {string | null} url @param {boolean} isWired */
  async #show(url, isWired) {
    const { t } = this.#host.texts;
    const { brush, notice, where } = readable(isWired ? "" : this.#value);
    await this.#thumbnail.show(brush ?? newBrush(1024, 1024), url);
    const isEmpty = brush === null;
    this.#thumbnail.element.setAttribute("aria-label", isEmpty ? t("brush.empty") : summary(brush, this.#host));
    this.#note.textContent = isWired ? t("brush.wired") : notice ? t(`brush.notice.${notice}`, { where }) : "";
    if (!this.#note.textContent && !this.#thumbnail.hasPicture) this.#note.textContent = t("brush.notice.no_picture");
    if (!this.#note.textContent && isEmpty) this.#note.textContent = t("brush.empty");
  }

  get #value() {
    return String(this.#text.value ?? "");
  }

  /** @param {string} input */
  #isConnected(input) {
    const slot = this.#node.findInputSlot(input);
    return slot >= 0 && this.#node.isInputConnected(slot);
  }

  async #openEditor() {
    if (this.#isOpen || this.#isConnected("brush")) return;
    this.#isOpen = true;
    await openEditor({
      host: this.#host,
      text: this.#value,
      picture: this.#host.pictureAt(this.#node, "image"),
      masks: MASKS.map((mask) => this.#isConnected(mask)),
      save: (text) => this.#save(text),
      closed: () => this.#close(),
    });
  }

  #openJson() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    openJson(
      this.#host,
      this.#value,
      (text) => this.#save(text),
      () => this.#close(),
    );
  }

  #close() {
    this.#isOpen = false;
    this.#paint.focus();
  }

  /** @param {string} text */
  #save(text) {
    this.#text.value = text;
    this.#text.callback?.(text);
    this.#host.graphChanged();
    this.update();
  }
}

/** @param {Brush} brush @param {types.Host} host */
function summary(brush, { texts: { t } }) {
  const still = isUntouched(brush.still) ? "" : t("brush.has_static");
  return `${t("brush.has_areas", { n: brush.areas.length })} ${still}`.trim();
}
