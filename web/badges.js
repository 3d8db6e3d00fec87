// @ts-check
// Badges above nodes, in both ways that ComfyUI draws nodes. Beside host.js, the one place that knows how.

/**
 * @import { ComfyApp } from "@comfyorg/comfyui-frontend-types"
 * @import * as types from "./types.js"
 */

/** A name of ours in the store of ComfyUI's page. */
const TURN = "klingkitBadges";

export class Badges {
  #app;

  /** @param {ComfyApp} app */
  constructor(app) {
    this.#app = app;
  }

  /**
   * Gives a node a badge, which must be done while the node is made: Nodes 2.0 asks a node for its badges only once.
   * @param {types.Node} node
   * @param {() => {text: string, title: string}} look what it says now, asked whenever it is drawn. Of widgets that it
   *   reads every change is seen; what else changes is told by `update`. A badge without text is not drawn.
   * @param {() => void} clicked
   */
  add(node, look, clicked) {
    const { LGraphBadge, LiteGraph } = /** @type {any} */ (window);
    /** @type {any} */
    let drawn = null;
    node.badges.push(() => {
      this.#follow();
      const { text, title } = look();
      const colours = { fgColor: LiteGraph.BADGE_FG_COLOR, bgColor: LiteGraph.BADGE_BG_COLOR };
      // The canvas draws only badges of this class, and finds the one that is clicked by where it was drawn last.
      const same = drawn?.text === text && drawn.bgColor === colours.bgColor;
      if (!same) drawn = new LGraphBadge({ text, ...colours, onClick: clicked });
      // Nodes 2.0 makes an attribute of it, and so a tooltip.
      return Object.assign(drawn, { title });
    });
  }

  /** Draws all badges anew. */
  update() {
    const store = this.#store();
    store[TURN] = (store[TURN] ?? 0) + 1;
    this.#app.canvas?.setDirty(true, false);
  }

  /** Nodes 2.0 asks again when something has changed that was read from the page's store, so something is read. */
  #follow() {
    return this.#store()[TURN];
  }

  #store() {
    return /** @type {Record<string, any>} */ (/** @type {unknown} */ (this.#app.extensionManager));
  }
}
