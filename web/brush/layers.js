// @ts-check
// A layer for each painted area: where it is, and how it looks. Kept until the area is painted anew.

import { paintingOf } from "./document.js";
import { bounds } from "./geometry.js";
import { COLOURS, STATIC_COLOUR } from "./limits.js";
import { canvasOf, draw, paint, penOf, tint } from "./tinting.js";

/** @import { Brush, Painting, Stroke, Which } from "./document.js" */
/** @import { Look } from "./tinting.js" */
/** @typedef {{painting: Painting, mask: HTMLCanvasElement, tinted: HTMLCanvasElement | null, look: Look}} Layer */

export class Layers {
  /** @type {Map<Which, Layer>} */
  #layers = new Map();
  #draft = canvasOf(1, 1);
  #most;

  /** @param {number} most px of a layer's longer side */
  constructor(most) {
    this.#most = most;
  }

  /** White where the area is. @param {Brush} brush @param {Which} which */
  mask(brush, which) {
    return this.#layer(brush, which).mask;
  }

  /** The area as one sees it. @param {Brush} brush @param {Which} which @param {Stroke | null} draft being drawn */
  tinted(brush, which, draft = null) {
    const layer = this.#layer(brush, which);
    const { width, height } = layer.mask;
    layer.tinted ??= tint(layer.mask, layer.look, { left: 0, top: 0, width, height });
    return draft ? this.#withDraft(layer, draft, width / brush.width) : layer.tinted;
  }

  /**
   * The layer with a stroke that is not finished: only its surroundings are made anew, for this is done with each move
   * of the pointer.
   * @param {Layer} layer @param {Stroke} draft @param {number} scale
   */
  #withDraft({ mask, tinted, look }, draft, scale) {
    const { width, height } = mask;
    if (this.#draft.width !== width || this.#draft.height !== height) this.#draft = canvasOf(width, height);
    const margin = Math.ceil(2 * look.rim + 2);
    const [left, top, right, bottom] = /** @type {[number, number, number, number]} */ (
      bounds(draft.points, draft.size / 2).map((side) => Math.round(side * scale))
    );
    const [x, y] = [left - 2 * margin, top - 2 * margin];
    const part = canvasOf(right - left + 4 * margin, bottom - top + 4 * margin);
    const pen = penOf(part);
    pen.translate(-x, -y);
    pen.drawImage(mask, 0, 0);
    draw(pen, draft, scale);
    const result = penOf(this.#draft);
    result.clearRect(0, 0, width, height);
    if (tinted) result.drawImage(tinted, 0, 0);
    // Near the part's own edges the rim lacks what lies beyond: they are left out.
    const [inner, across, down] = [margin, part.width - 2 * margin, part.height - 2 * margin];
    result.clearRect(x + inner, y + inner, across, down);
    const shown = tint(part, look, { left: x, top: y, width, height });
    result.drawImage(shown, inner, inner, across, down, x + inner, y + inner, across, down);
    return this.#draft;
  }

  /** @param {Brush} brush @param {Which} which @returns {Layer} */
  #layer(brush, which) {
    const painting = paintingOf(brush, which);
    const scale = Math.min(1, this.#most / Math.max(brush.width, brush.height));
    const width = Math.max(1, Math.round(brush.width * scale));
    const old = this.#layers.get(which);
    if (old?.painting === painting && old.mask.width === width) return old;
    const mask = canvasOf(width, brush.height * scale);
    paint(penOf(mask), painting, mask.width / brush.width);
    const colour = which === "static" ? STATIC_COLOUR : (COLOURS[which] ?? STATIC_COLOUR);
    const look = { colour, hatched: which === "static", rim: Math.max(1, Math.max(width, mask.height) / 640) };
    const layer = { painting, mask, tinted: null, look };
    this.#layers.set(which, layer);
    return layer;
  }
}
