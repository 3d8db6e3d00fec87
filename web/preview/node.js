// @ts-check
// The preview as a part of its node: there is one as soon as there is something to show.

import { fittingHeight } from "./layout.js";
import { Maker } from "./maker.js";
import { Polled } from "./polled.js";
import { View } from "./view.js";

/** @import * as types from "../types.js" */

const NAME = "klingkit_preview";
/** px on each side of it. */
const MARGIN = 10;
/** The line in which ComfyUI shows what a running node says. */
const COMFYUIS_TEXT = "$$node-text-preview";

/** @param {types.Node} node @param {types.Host} host */
export function attachPreview(node, host) {
  hideComfyUIs(node);
  const source = node.comfyClass === "KlingKitPoll" ? new Polled(node, host) : new Maker(node, host);
  /** @type {Panel | null} */
  let panel = null;
  const draw = () => {
    const now = source.tasks();
    if (now.length > 0) (panel ??= new Panel(node, host)).show(now);
    else panel = panel?.remove() ?? null;
  };
  const stops = [source.onChange(draw), host.texts.changed(() => panel?.view.speak())];
  const removed = node.onRemoved;
  node.onRemoved = function () {
    stops.forEach((stop) => stop());
    panel?.view.stop();
    removed?.call(this);
  };
  draw();
}

/**
 * ComfyUI shows the files of a run by itself, until the page is left: on the node they would be there twice.
 *
 * Nodes 2.0 asks for the one mark. The canvas knows none, but draws no other preview while one is being loaded.
 * The files stay in ComfyUI's lists of what was made, and in the history.
 * @param {types.Node} node
 */
function hideComfyUIs(node) {
  const marks = /** @type {{hideOutputImages?: boolean, isLoading?: boolean}} */ (/** @type {unknown} */ (node));
  marks.hideOutputImages = true;
  marks.isLoading = true;
}

class Panel {
  #node;
  #host;
  #items = 0;
  #aspect = 16 / 9;

  /** @param {types.Node} node @param {types.Host} host */
  constructor(node, host) {
    this.#node = node;
    this.#host = host;
    this.view = new View(host, {
      sized: (aspect) => this.#fit(aspect),
      isTold: () => node.widgets?.some((widget) => widget.name === COMFYUIS_TEXT) ?? false,
    });
    this.widget = /** @type {any} */ (node).addDOMWidget(NAME, NAME, this.view.element, {
      serialize: false,
      hideInPanel: true,
      hideOnZoom: false,
      getMinHeight: () => this.#height() + 2 * MARGIN,
      margin: MARGIN,
    });
    this.widget.serialize = false;
    this.view.element.addEventListener("wheel", (event) => host.wheelOnCanvas(event), { passive: false });
  }

  /** @param {types.Task[]} tasks */
  show(tasks) {
    this.#items = tasks.length;
    this.view.show(tasks);
    this.#fit();
  }

  /** The node grows to hold it: Nodes 2.0 goes by the style, the canvas asks for the least height when it arranges. */
  #fit(aspect = this.#aspect) {
    this.#aspect = aspect;
    this.view.element.style.minBlockSize = `${this.#height()}px`;
    if (this.#node.graph) this.#node.arrange();
    this.#host.redraw();
  }

  #height() {
    return fittingHeight(this.#items, this.#node.size[0] - 2 * MARGIN, this.#aspect);
  }

  remove() {
    this.view.stop();
    this.#node.removeWidget(this.widget);
    this.#host.redraw();
    return null;
  }
}
