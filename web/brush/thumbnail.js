// @ts-check
// The node's own small picture of its brush.

import { el, on } from "../dom.js";
import { Layers } from "./layers.js";
import { loadPicture } from "./picture.js";
import { drawAreas, drawPaths, drawPicture } from "./scene.js";
import { penOf } from "./tinting.js";

/** @import { Brush } from "./document.js" */
/** @import { Picture } from "./scene.js" */

const MOST = 480;

export class Thumbnail {
  #layers = new Layers(MOST);
  #url = "";
  /** @type {Picture | null} */
  #picture = null;
  /** @type {Brush | null} */
  #brush = null;
  #stops;

  constructor() {
    this.element = el("canvas", { class: "kk-brush-thumbnail", role: "img" });
    const resized = new ResizeObserver(() => this.#draw());
    resized.observe(this.element);
    this.#stops = [() => resized.disconnect()];
  }

  /** @param {string} event @param {(event: any) => void} heard */
  on(event, heard) {
    this.#stops.push(on(this.element, event, heard));
  }

  stop() {
    this.#stops.forEach((stop) => stop());
  }

  /** @param {Brush} brush @param {string | null} url of the picture below it */
  async show(brush, url) {
    this.#brush = brush;
    if ((url ?? "") !== this.#url) {
      this.#url = url ?? "";
      const picture = await loadPicture(url);
      // Another one may have been asked for meanwhile.
      if ((url ?? "") !== this.#url) return;
      this.#picture = picture;
    }
    this.#draw();
  }

  get hasPicture() {
    return this.#picture !== null;
  }

  #draw() {
    const canvas = this.element;
    const { clientWidth, clientHeight } = canvas;
    if (!this.#brush || clientWidth === 0 || clientHeight === 0) return;
    // The node may be shown larger than it is: the canvas zooms.
    const dense = Math.max(2, window.devicePixelRatio || 1);
    Object.assign(canvas, { width: clientWidth * dense, height: clientHeight * dense });
    const pen = penOf(canvas);
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    const size = this.#picture ? sizeOf(this.#picture) : this.#brush;
    const scale = Math.min(clientWidth / size.width, clientHeight / size.height);
    const [width, height] = [size.width * scale, size.height * scale];
    const left = (clientWidth - width) / 2;
    const top = (clientHeight - height) / 2;
    // The brush's canvas may have another size than the picture: it is stretched over it.
    pen.translate(left, top);
    const view = { scale: width / this.#brush.width, x: 0, y: 0 };
    if (this.#picture) pen.drawImage(this.#picture, 0, 0, width, height);
    else drawPicture(pen, this.#brush, view, null);
    drawAreas(pen, this.#brush, view, this.#layers);
    drawPaths(pen, this.#brush, view, 0.6);
  }
}

/** @param {Picture} picture */
function sizeOf(picture) {
  return picture instanceof HTMLImageElement ? { width: picture.naturalWidth, height: picture.naturalHeight } : picture;
}
