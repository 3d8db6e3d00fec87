// @ts-check
// The windowed list: only the cards in sight are in the page, however many tasks there are.

import { el, on } from "../dom.js";
import { Card } from "./card.js";
import { Player } from "./player.js";
import { STEP, cardAfter, cardsInSight, idsToCome, keptTop, topToShow } from "./windowing.js";

/**
 * @import * as types from "../types.js"
 * @import { Change, Store } from "./store.js"
 * @import { Actions } from "./actions.js"
 */

/** What a card carries while it is dragged. */
export const DRAGGED = "application/x-klingkit-task";
/** ms between two drawings of what time alone changes: while something runs, and while nothing does. */
const BEAT = 1000;
const SLOW_BEAT = 30_000;

export class List {
  #store;
  #host;
  #actions;
  #player;
  /** @type {Map<number, Card>} */
  #cards = new Map();
  /** The card that the tabulator comes to. @type {number | undefined} */
  #active;
  /** @type {number[]} */
  #ids = [];
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #beat;
  /** @type {types.Stop[]} */
  #stops;

  /** @param {Store} store @param {types.Host} host @param {Actions} actions */
  constructor(store, host, actions) {
    this.#store = store;
    this.#host = host;
    this.#actions = actions;
    this.#player = new Player(host);
    this.feed = el("div", { class: "kk-feed", role: "feed", "aria-label": host.texts.t("gallery.title") });
    this.element = el("div", { class: "kk-gallery-list" }, this.feed);
    this.element.style.setProperty("--kk-card-height", `${STEP - 8}px`);
    const resized = new ResizeObserver(() => this.#draw());
    resized.observe(this.element);
    this.#stops = [...this.#listen(), store.changed((change) => this.#changed(change)), () => resized.disconnect()];
    this.#changed({ list: true });
  }

  stop() {
    clearTimeout(this.#beat);
    cancelAnimationFrame(this.#asked);
    this.#player.leave();
    for (const stop of this.#stops) stop();
  }

  /** @returns {types.Stop[]} */
  #listen() {
    const { feed } = this;
    return [
      on(this.element, "scroll", () => this.#soon(), { passive: true }),
      on(feed, "keydown", (event) => this.#key(event)),
      on(feed, "focusin", (event) => this.#focused(this.#cardOf(event))),
      on(feed, "focusout", () => this.#player.leave()),
      on(feed, "pointerover", (event) => this.#hovered(event)),
      on(feed, "pointerleave", () => this.#player.leave()),
      on(feed, "dblclick", (event) => this.#opened(event)),
      on(feed, "click", (event) => this.#pressed(event)),
      on(feed, "contextmenu", (event) => this.#asksMenu(event)),
      on(feed, "dragstart", (event) => this.#dragged(event)),
    ];
  }

  /** @param {Change} change */
  #changed(change) {
    if (change.list) this.#relist();
    for (const id of change.rows ?? []) this.#cards.get(id)?.show(this.#store.row(id), now());
    if (change.rows) this.#keepTime();
  }

  #relist() {
    const top = keptTop(this.#ids, this.#store.ids, this.element.scrollTop);
    this.#ids = this.#store.ids;
    this.feed.style.height = `${this.#ids.length * STEP}px`;
    if (top !== this.element.scrollTop) this.element.scrollTop = top;
    this.#draw();
  }

  #soon() {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    const range = cardsInSight({
      top: this.element.scrollTop,
      height: this.element.clientHeight,
      count: this.#ids.length,
    });
    const shown = this.#shown(range);
    const wanted = new Set(shown.map((index) => this.#ids[index]));
    for (const [id, card] of this.#cards) {
      if (wanted.has(id)) continue;
      this.#player.leave(card);
      card.element.remove();
      this.#cards.delete(id);
    }
    if (this.#active === undefined || !this.#ids.includes(this.#active)) this.#active = this.#ids[0];
    let place = this.feed.firstElementChild;
    for (const index of shown) {
      const card = this.#card(/** @type {number} */ (this.#ids[index]), index);
      // Cards keep their order, so that one which is there already is never moved, and keeps the focus.
      if (card.element === place) place = place.nextElementSibling;
      else this.feed.insertBefore(card.element, place);
    }
    this.#store.need(idsToCome(this.#ids, range));
    this.#keepTime();
  }

  /**
   * The places in sight, and that of the card with the focus, which must not fall out of the page.
   * @param {{first: number, last: number}} range
   */
  #shown({ first, last }) {
    const shown = Array.from({ length: last - first }, (_, step) => first + step);
    const focused = this.#cards.get(this.#active ?? -1);
    if (!focused?.element.contains(document.activeElement)) return shown;
    const index = this.#ids.indexOf(focused.id);
    if (index < 0 || shown.includes(index)) return shown;
    return index < first ? [index, ...shown] : [...shown, index];
  }

  /** @param {number} id @param {number} index */
  #card(id, index) {
    let card = this.#cards.get(id);
    if (!card) {
      card = new Card(id, this.#host, (what, task, from) => this.#actions.press(what, task, from));
      this.#cards.set(id, card);
      card.show(this.#store.row(id), now());
    }
    card.place(index, this.#ids.length);
    card.reach(id === this.#active);
    return card;
  }

  /** Draws bars and ages while there is something to see of it. */
  #keepTime() {
    clearTimeout(this.#beat);
    if (this.#cards.size === 0) return;
    const runs = [...this.#cards.values()].some((card) => card.isRunning);
    this.#beat = setTimeout(
      () => {
        for (const card of this.#cards.values()) card.tick(now());
        this.#keepTime();
      },
      runs ? BEAT : SLOW_BEAT,
    );
  }

  /** @param {Event} event */
  #cardOf(event) {
    const found = event.target instanceof Element && event.target.closest(".kk-card");
    return found instanceof HTMLElement ? this.#cards.get(Number(found.dataset.id)) : undefined;
  }

  /** @param {Card | undefined} card */
  #focused(card) {
    if (!card) return;
    if (card.id !== this.#active) {
      this.#cards.get(this.#active ?? -1)?.reach(false);
      this.#active = card.id;
      card.reach(true);
    }
    if (card.element.matches(":focus-visible")) this.#player.over(card);
  }

  /** @param {PointerEvent} event */
  #hovered(event) {
    const card = this.#cardOf(event);
    if (card && event.pointerType !== "touch") this.#player.over(card);
    else this.#player.leave();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const card = this.#cardOf(event);
    if (!card?.task) return;
    const isMenu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    const onCard = event.target === card.element;
    const to =
      onCard || event.key.startsWith("Page")
        ? cardAfter(event.key, this.#ids.indexOf(card.id), this.#ids.length)
        : null;
    if (isMenu) this.#actions.press("menu", card.task, card.menu);
    else if (onCard && event.key === "Enter" && !event.ctrlKey && !event.metaKey) this.#actions.open(card.task);
    else if (to !== null) this.#go(to);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} index */
  #go(index) {
    const { scrollTop, clientHeight } = this.element;
    this.element.scrollTop = topToShow(index, { top: scrollTop, height: clientHeight });
    this.#draw();
    this.#cards.get(/** @type {number} */ (this.#ids[index]))?.element.focus({ preventScroll: true });
    // Only now is the card that had the focus free to leave the page.
    this.#soon();
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const card = this.#cardOf(event);
    if (card?.task && event.target instanceof Node && card.picture.contains(event.target))
      this.#actions.open(card.task);
  }

  /** @param {MouseEvent} event */
  #opened(event) {
    const card = this.#cardOf(event);
    const onPart = event.target instanceof Element && event.target.closest("button, .kk-card-picture");
    if (card?.task && !onPart) this.#actions.open(card.task);
  }

  /** @param {MouseEvent} event */
  #asksMenu(event) {
    const card = this.#cardOf(event);
    if (!card?.task) return;
    event.preventDefault();
    this.#actions.menu(card.task, { x: event.clientX, y: event.clientY }, card.menu);
  }

  /** @param {DragEvent} event */
  #dragged(event) {
    const card = this.#cardOf(event);
    if (!card?.task || !event.dataTransfer) return;
    this.#player.leave();
    event.dataTransfer.setData(DRAGGED, String(card.id));
    event.dataTransfer.effectAllowed = "copy";
  }
}

function now() {
  return Date.now() / 1000;
}
