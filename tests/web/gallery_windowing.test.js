// @ts-nocheck A list has no gaps here, which the compiler cannot know.
import assert from "node:assert/strict";
import test from "node:test";

import { STEP, cardAfter, cardsInSight, idsToCome, keptTop, topToShow } from "../../web/gallery/windowing.js";

const MANY = Array.from({ length: 10_000 }, (_, n) => 10_000 - n);

test("of ten thousand cards only those in sight are drawn, and a few beyond", () => {
  const { first, last } = cardsInSight({ top: 5000 * STEP, height: 900, count: MANY.length });

  assert.ok(first < 5000 && last > 5000 + Math.floor(900 / STEP));
  assert.ok(last - first < 20);
});

test("at the ends nothing is drawn that is not there", () => {
  assert.deepEqual(cardsInSight({ top: 0, height: 900, count: 3 }), { first: 0, last: 3 });
  assert.deepEqual(cardsInSight({ top: 0, height: 900, count: 0 }), { first: 0, last: 0 });
  assert.equal(cardsInSight({ top: 99 * STEP, height: 900, count: 2 }).last, 2);
});

test("rows in sight are asked for first, then those around", () => {
  const ids = idsToCome(MANY, { first: 100, last: 110 });

  assert.deepEqual(ids.slice(0, 11), MANY.slice(100, 111));
  assert.ok(ids.includes(MANY[99]) && ids.length <= 100);
  assert.equal(new Set(ids).size, ids.length);
});

test("what one looks at stays where it is when new tasks come on top", () => {
  assert.equal(keptTop([3, 2, 1], [5, 4, 3, 2, 1], STEP + 7), 3 * STEP + 7);
});

test("who is at the top stays there, and sees the new task", () => {
  assert.equal(keptTop([3, 2, 1], [4, 3, 2, 1], 0), 0);
});

test("when the first card in sight is forgotten, the others stay where they are", () => {
  assert.equal(keptTop([5, 4, 3, 2, 1], [5, 4, 2, 1], 2 * STEP), STEP);
});

test("keys lead through the list, and not beyond its ends", () => {
  assert.equal(cardAfter("ArrowDown", 3, 10), 4);
  assert.equal(cardAfter("ArrowUp", 0, 10), 0);
  assert.equal(cardAfter("PageDown", 8, 10), 9);
  assert.equal(cardAfter("End", 0, 10_000), 9999);
  assert.equal(cardAfter("Home", 9999, 10_000), 0);
  assert.equal(cardAfter("a", 3, 10), null);
  assert.equal(cardAfter("End", 0, 0), null);
});

test("a card is scrolled to only as far as it must be", () => {
  assert.equal(topToShow(0, { top: 50, height: 900 }), 0);
  assert.equal(topToShow(2, { top: 50, height: 900 }), 50);
  assert.equal(topToShow(9, { top: 0, height: 900 }), 10 * STEP - 900);
});
