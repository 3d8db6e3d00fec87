// @ts-nocheck Points are plain arrays here, which the compiler takes for lists of any length.
import assert from "node:assert/strict";
import test from "node:test";

import { along, evenly, fromLine, inside, resample, simplify, travelled } from "../../web/brush/geometry.js";
import { fitted, moved, toPicture, toScreen, zoomed } from "../../web/brush/view.js";

const SQUARE = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const SIZES = { picture: { width: 768, height: 512 }, stage: { width: 900, height: 700 } };

/** The same numbers in every run, from 0 to 1. */
function numbers(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** A line as a hand draws it: it keeps its direction, more or less. */
function drawn(seed, count) {
  const next = numbers(seed);
  let [x, y, angle] = [next() * 700, next() * 500, next() * 6];
  return Array.from({ length: count }, () => {
    angle += next() - 0.5;
    [x, y] = [x + Math.cos(angle) * 5, y + Math.sin(angle) * 5];
    return [x, y];
  });
}

test("a simplified line is never farther from the drawn one than allowed", () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const line = drawn(seed, 200);

    const simple = simplify(line, 1.5);

    assert.ok(simple.length < line.length);
    assert.deepEqual([simple[0], simple.at(-1)], [line[0], line.at(-1)]);
    assert.ok(line.every((point) => fromLine(point, simple).distance <= 1.5 + 1e-9));
  }
});

test("a straight line needs two points, and a dot stays one", () => {
  assert.deepEqual(
    simplify(
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [9, 9],
      ],
      0.1,
    ),
    [
      [0, 0],
      [9, 9],
    ],
  );
  assert.deepEqual(simplify([[3, 4]], 1), [[3, 4]]);
  assert.deepEqual(
    evenly(
      [
        [0, 0],
        [4, 0],
        [9, 0],
      ],
      1,
      77,
    ),
    [
      [0, 0],
      [9, 0],
    ],
  );
});

test("a path has at most 77 points however it was drawn, at equal distances, and keeps its ends", () => {
  for (let seed = 1; seed < 40; seed += 1) {
    const line = drawn(seed, 400);

    const path = evenly(line, 2, 77);

    const way = travelled(line);
    const steps = path.map((point) => fromLine(point, line).distance);
    assert.ok(path.length >= 2 && path.length <= 77);
    assert.deepEqual(path[0], line[0]);
    assert.ok(Math.hypot(path.at(-1)[0] - line.at(-1)[0], path.at(-1)[1] - line.at(-1)[1]) < 1e-6);
    assert.ok(
      steps.every((step) => step < 1e-6),
      "every point is on the line",
    );
    assert.deepEqual(path[1], along(line, 1 / (path.length - 1)));
    assert.ok(way.at(-1) > 0);
  }
});

test("a point is found by its share of the way", () => {
  assert.deepEqual(
    along(
      [
        [0, 0],
        [10, 0],
        [10, 30],
      ],
      0.5,
    ),
    [10, 10],
  );
  assert.deepEqual(
    along(
      [
        [5, 5],
        [5, 5],
      ],
      0.7,
    ),
    [5, 5],
  );
  assert.deepEqual(
    resample(
      [
        [0, 0],
        [4, 0],
      ],
      3,
    ),
    [
      [0, 0],
      [2, 0],
      [4, 0],
    ],
  );
});

test("inside is what the corners enclose", () => {
  assert.ok(inside([5, 5], SQUARE));
  assert.ok(!inside([15, 5], SQUARE));
  assert.ok(!inside([5, -1], SQUARE));
});

test("the screen and the picture find each other again", () => {
  const view = zoomed(fitted(SIZES.picture, SIZES.stage), 3.7, [123, 45], 0.1);

  const [x, y] = toPicture(view, toScreen(view, [100, 200]));

  assert.ok(Math.abs(x - 100) < 1e-9 && Math.abs(y - 200) < 1e-9);
});

test("zooming keeps what is under the pointer", () => {
  const view = fitted(SIZES.picture, SIZES.stage);
  const before = toPicture(view, [300, 200]);

  const [x, y] = toPicture(zoomed(view, 2, [300, 200], 0.1), [300, 200]);

  assert.ok(Math.abs(x - before[0]) < 1e-9 && Math.abs(y - before[1]) < 1e-9);
});

test("the picture can be zoomed and moved, but not out of sight", () => {
  const view = fitted(SIZES.picture, SIZES.stage);

  const away = moved(view, 1e6, -1e6, SIZES.picture, SIZES.stage);

  assert.ok(away.x < SIZES.stage.width && away.y + SIZES.picture.height * away.scale > 0);
  assert.equal(zoomed(view, 1e9, [0, 0], 0.1).scale, 32);
  assert.equal(zoomed(view, 1e-9, [0, 0], 0.1).scale, 0.1);
});
