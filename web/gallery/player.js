// @ts-check
// Plays a card's video, muted, while the mouse or the focus is on it. One at a time.

import { el } from "../dom.js";

/**
 * @import * as types from "../types.js"
 * @import { Card } from "./card.js"
 */

/** ms on a card before it plays: who only passes by starts nothing. */
const LINGER = 150;

export class Player {
  #host;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {HTMLVideoElement | undefined} */
  #video;
  /** @type {Card | undefined} */
  #card;

  /** @param {types.Host} host */
  constructor(host) {
    this.#host = host;
  }

  /** The mouse or the focus has come. @param {Card} card */
  over(card) {
    if (card === this.#card) return;
    this.leave();
    if (!card.task?.video || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#card = card;
    this.#timer = setTimeout(() => this.#play(card), LINGER);
  }

  /** It has gone. @param {Card} [card] only if it plays there */
  leave(card = this.#card) {
    if (card !== this.#card) return;
    clearTimeout(this.#timer);
    this.#card = undefined;
    if (!this.#video) return;
    this.#video.remove();
    // Else the browser goes on loading what nobody sees.
    this.#video.removeAttribute("src");
    this.#video.load();
    this.#video = undefined;
  }

  /** @param {Card} card */
  #play(card) {
    if (!card.task?.video) return;
    const src = this.#host.routes.videoUrl(card.task);
    const silent = { muted: true, loop: true, playsInline: true, disablePictureInPicture: true, tabIndex: -1 };
    const video = (this.#video = el("video", { ...silent, src }));
    video.addEventListener("playing", () => video.classList.add("kk-playing"), { once: true });
    card.picture.append(video);
    // A file that cannot be played leaves its picture, which is what is there already.
    video.play().catch(() => video === this.#video && this.leave());
  }
}
