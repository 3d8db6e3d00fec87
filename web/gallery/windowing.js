// @ts-check
// Which part of a long list is in sight. Every card is equally high, so that this is arithmetic.

/** px from one card to the next; gallery.css gets it from here. */
export const STEP = 148;
/** Cards drawn beyond either edge, so that a quick turn of the wheel finds them there. */
const SPARE = 4;
/** Rows asked for beyond them. */
const AHEAD = 30;

/**
 * @param {{top: number, height: number, count: number}} view px scrolled, px high, how many cards there are
 * @returns {{first: number, last: number}} the cards to draw, `last` excluded
 */
export function cardsInSight({ top, height, count }) {
  const first = Math.max(0, Math.floor(top / STEP) - SPARE);
  const last = Math.min(count, Math.ceil((top + height) / STEP) + SPARE);
  return { first: Math.min(first, last), last };
}

/**
 * The ids whose rows will be wanted soon, those in sight first.
 * @param {number[]} ids
 * @param {{first: number, last: number}} range
 */
export function idsToCome(ids, { first, last }) {
  return [...ids.slice(first, last), ...ids.slice(last, last + AHEAD), ...ids.slice(Math.max(0, first - AHEAD), first)];
}

/**
 * Where to scroll when the list has changed, so that what one looks at stays where it is.
 * @param {number[]} before
 * @param {number[]} after
 * @param {number} top px scrolled
 */
export function keptTop(before, after, top) {
  if (top <= 0) return 0;
  const places = new Map(after.map((id, place) => [id, place]));
  // The first card in sight may be the one that has gone.
  for (let index = Math.floor(top / STEP); index < before.length; index += 1) {
    const place = places.get(/** @type {number} */ (before[index]));
    if (place !== undefined) return Math.max(0, top + (place - index) * STEP);
  }
  return top;
}

/** Where a key leads from a card; null for a key that leads nowhere. */
const STRIDES = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5, Home: -Infinity, End: Infinity };

/**
 * @param {string} key
 * @param {number} from
 * @param {number} count
 * @returns {number | null}
 */
export function cardAfter(key, from, count) {
  const stride = STRIDES[/** @type {keyof typeof STRIDES} */ (key)];
  if (stride === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, from + stride));
}

/**
 * How far to scroll so that a card is in sight as a whole.
 * @param {number} index
 * @param {{top: number, height: number}} view
 */
export function topToShow(index, { top, height }) {
  const start = index * STEP;
  if (start < top) return start;
  return start + STEP > top + height ? start + STEP - height : top;
}
