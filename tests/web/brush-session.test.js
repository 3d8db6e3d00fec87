// @ts-nocheck Points are plain arrays here, which the compiler takes for lists of any length.
import assert from "node:assert/strict";
import test from "node:test";

import { newBrush } from "../../web/brush/document.js";
import { Session } from "../../web/brush/session.js";
import { TOOLS } from "../../web/brush/tools.js";

function session() {
  const opened = new Session(newBrush(200, 100));
  opened.size = 10;
  return opened;
}

/** Draws with the session's tool, as a pointer does. */
function draw(opened, ...points) {
  TOOLS[opened.tool].down(opened, points[0]);
  for (const point of points) TOOLS[opened.tool].move(opened, point);
  TOOLS[opened.tool].up(opened);
}

test("a stroke is one step, back and forth", () => {
  const opened = session();

  draw(opened, [10, 10], [30, 10], [50, 10]);
  assert.deepEqual(opened.brush.areas[0].painting.strokes[0].points, [
    [10, 10],
    [50, 10],
  ]);
  assert.ok(opened.isDirty);

  opened.undo();
  assert.deepEqual(opened.brush.areas[0].painting.strokes, []);
  assert.ok(!opened.isDirty);

  opened.redo();
  assert.equal(opened.brush.areas[0].painting.strokes.length, 1);
});

test("any order of drawing, undoing and redoing ends at the same brush as drawing alone", () => {
  const opened = session();
  const plain = session();
  for (let turn = 0; turn < 40; turn += 1) {
    for (const one of [opened, plain]) {
      one.useTool(turn % 3 ? "brush" : "eraser");
      draw(one, [turn, 10], [turn + 20, 30]);
    }

    for (let step = 0; step < turn % 5; step += 1) opened.undo();
    for (let step = 0; step < turn % 5; step += 1) opened.redo();
  }

  assert.deepEqual(opened.brush, plain.brush);
});

test("a new step after going back leaves the old way", () => {
  const opened = session();
  draw(opened, [10, 10], [30, 10]);
  opened.undo();

  draw(opened, [50, 50], [70, 50]);
  opened.redo();

  assert.deepEqual(
    opened.brush.areas[0].painting.strokes.map(({ points }) => points[0]),
    [[50, 50]],
  );
});

test("a polygon is closed at its first corner, and going back takes one corner away", () => {
  const opened = session();
  opened.useTool("polygon");
  for (const corner of [
    [10, 10],
    [90, 10],
    [90, 90],
  ])
    draw(opened, corner);

  opened.undo();
  assert.deepEqual(opened.draft.corners, [
    [10, 10],
    [90, 10],
  ]);

  draw(opened, [50, 90]);
  draw(opened, [12, 11]);
  assert.deepEqual(opened.brush.areas[0].painting.polygons, [
    [
      [10, 10],
      [90, 10],
      [50, 90],
    ],
  ]);
});

test("two corners are no polygon", () => {
  const opened = session();
  const said = [];
  opened.say = (key) => said.push(key);
  opened.useTool("polygon");
  for (const corner of [
    [10, 10],
    [90, 10],
  ])
    draw(opened, corner);

  TOOLS.polygon.finish(opened);

  assert.equal(said.at(-1), "too_few_corners");
  assert.deepEqual(opened.brush.areas[0].painting.polygons, []);
});

test("a path that is drawn beside its area starts on it", () => {
  const opened = session();
  draw(opened, [20, 20], [40, 20]);
  opened.useTool("path");

  draw(opened, [100, 50], [150, 50], [180, 90]);

  const [start] = opened.path;
  assert.ok(Math.hypot(start[0] - 30, start[1] - 20) < 8, `${start}`);
  assert.deepEqual(opened.path.at(-1).map(Math.round), [180, 90]);
});

test("clicks set one point after the other, and a point can be dragged, moved and taken away", () => {
  const opened = session();
  draw(opened, [20, 20], [40, 20]);
  opened.useTool("path");

  draw(opened, [32, 20]);
  draw(opened, [100, 50]);
  draw(opened, [150, 80]);
  assert.deepEqual(opened.path, [
    [32, 20],
    [100, 50],
    [150, 80],
  ]);

  draw(opened, [101, 51], [120, 60]);
  assert.deepEqual(opened.path[1], [120, 60]);

  opened.movePoint(0, -10);
  assert.deepEqual(opened.path[1], [120, 50]);

  opened.removePoint();
  assert.deepEqual(opened.path, [
    [32, 20],
    [150, 80],
  ]);
});

test("a press on the line adds a point there, and a click on a point alone is no step", () => {
  const opened = session();
  opened.useTool("path");
  draw(opened, [20, 20]);
  draw(opened, [120, 20]);
  const before = opened.brush;

  draw(opened, [20, 20]);
  assert.equal(opened.brush.areas[0].path.length, 2);
  assert.deepEqual(opened.brush.areas, before.areas);

  draw(opened, [70, 22], [70, 60]);
  assert.deepEqual(opened.path, [
    [20, 20],
    [70, 60],
    [120, 20],
  ]);
});

test("what stays still has no path", () => {
  const opened = session();
  const said = [];
  opened.say = (key) => said.push(key);
  opened.choose("static");
  opened.useTool("path");

  draw(opened, [10, 10], [90, 90]);

  assert.deepEqual(said, ["static_has_no_path"]);
  assert.ok(!opened.isDirty);
});

test("there are one to six areas, and the last one is emptied instead of taken away", () => {
  const opened = session();
  for (let number = 0; number < 9; number += 1) opened.addArea();
  assert.equal(opened.brush.areas.length, 6);

  for (let number = 0; number < 9; number += 1) opened.removeArea(0);
  assert.equal(opened.brush.areas.length, 1);
  assert.equal(opened.which, 0);
});

test("a picture of another shape makes the brush one to be saved", () => {
  const opened = session();
  opened.locked = true;

  opened.unlock();

  assert.ok(opened.isDirty && !opened.locked);
});
