// @ts-check
// The pad on Kling Camera Control. What is chosen stands in the node's own widgets alone.

import { abilityOf, userOf } from "./able.js";
import { afterChange, alongAxis, AXES, readMove, readyMade, SIMPLE } from "./moves.js";
import { Pad } from "./pad.js";

/**
 * @import * as types from "../types.js"
 * @import { Values } from "./moves.js"
 */

const NAME = "klingkit_camera_pad";
/** px */
const HEIGHT_MIN = 372;

/** @param {types.Node} node @param {types.Host} host */
export function attachCamera(node, host) {
  const camera = new CameraNode(node, host);
  const widget = /** @type {any} */ (node).addDOMWidget(NAME, NAME, camera.pad.element, {
    serialize: false,
    hideOnZoom: false,
    getMinHeight: () => HEIGHT_MIN,
  });
  widget.serialize = false;
  const stops = [
    camera.pad.stage.stop,
    host.texts.changed(() => camera.speak()),
    host.prices.changed(() => camera.draw()),
    // Also a change of the node after this one, or of its picture.
    host.on("graphChanged", () => camera.draw()),
    host.on("executed", () => camera.draw()),
  ];
  const { onConnectionsChange, onRemoved } = node;
  node.onConnectionsChange = function (...change) {
    onConnectionsChange?.apply(this, change);
    camera.draw();
  };
  node.onRemoved = function () {
    stops.forEach((stop) => stop());
    onRemoved?.call(this);
  };
  camera.draw();
}

class CameraNode {
  #node;
  #host;
  #axis = AXES[0] ?? "";
  #setting = false;

  /** @param {types.Node} node @param {types.Host} host */
  constructor(node, host) {
    this.#node = node;
    this.#host = host;
    const { min: low = -10, max: high = 10, step2: step = 0.5 } = this.#widget(this.#axis)?.options ?? {};
    const types = /** @type {string[]} */ (this.#widget("type")?.options.values ?? []);
    this.pad = new Pad(host.texts, { low, high, step }, types.filter((type) => type !== SIMPLE), {
      axis: (axis) => this.#choose(axis),
      drag: (value) => this.#set(alongAxis(this.#axis, value)),
      drop: () => host.graphChanged(),
      preset: (type) => {
        this.#set(this.#values().type === type ? alongAxis(this.#axis, 0) : readyMade(type));
        host.graphChanged();
      },
    });
    this.pad.element.addEventListener("wheel", (event) => host.wheelOnCanvas(event), { passive: false });
    for (const name of ["type", ...AXES]) this.#hear(name);
  }

  draw() {
    const move = readMove(this.#values());
    if (move.axis) this.#axis = move.axis;
    const prices = this.#host.prices.now;
    const [user] = this.#users();
    this.pad.stage.showPicture(user ? this.#host.pictureAt(user, "image") : null);
    this.pad.show(move, this.#axis, prices && abilityOf(user ? use(user) : null, move.type, prices));
  }

  speak() {
    this.pad.speak();
    this.draw();
  }

  /** The strength goes along to the other axis. @param {string} axis */
  #choose(axis) {
    const { value } = readMove(this.#values());
    this.#axis = axis;
    this.#set(alongAxis(axis, value));
    this.#host.graphChanged();
  }

  /** @param {Values} values */
  #set(values) {
    this.#setting = true;
    for (const [name, value] of Object.entries(values)) {
      const widget = this.#widget(name);
      if (!widget || widget.value === value) continue;
      widget.value = value;
      widget.callback?.(value);
    }
    this.#setting = false;
    this.draw();
    this.#host.redraw();
  }

  /** A widget that somebody changes by hand sets the others back, as the pad does. @param {string} name */
  #hear(name) {
    const widget = this.#widget(name);
    if (!widget) return;
    const { callback } = widget;
    const heard = () => !this.#setting && this.#set(afterChange(this.#values(), name));
    widget.callback = function (...change) {
      callback?.apply(this, change);
      heard();
    };
  }

  /** @returns {Values} */
  #values() {
    const named = ["type", ...AXES].map((name) => [name, this.#widget(name)?.value ?? 0]);
    return Object.fromEntries(named);
  }

  /** @param {string} name */
  #widget(name) {
    return this.#node.widgets?.find((widget) => widget.name === name);
  }

  /** The nodes that its output goes to. */
  #users() {
    return this.#node.graph ? (this.#node.getOutputNodes(0) ?? []) : [];
  }
}

/** @param {types.Node} node */
function use(node) {
  const linked = new Set(node.inputs?.filter((input) => input.link != null).map((input) => input.name));
  const named = (node.widgets ?? []).map(({ name, value }) => [name, linked.has(name) ? null : value]);
  return userOf(node.comfyClass ?? "", Object.fromEntries(named));
}
