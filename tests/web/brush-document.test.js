// @ts-nocheck Points are plain arrays here, which the compiler takes for lists of any length.
import assert from "node:assert/strict";
import test from "node:test";

import {
  anchor,
  covers,
  isPainted,
  newBrush,
  problems,
  sameAspect,
  scaled,
  withNewArea,
  withPath,
  withPolygon,
  withStroke,
} from "../../web/brush/document.js";
import { opened } from "../../web/brush/opening.js";
import { Unreadable, read, write } from "../../web/brush/text.js";

const LINE = {
  points: [
    [20, 20],
    [60, 20],
  ],
  size: 10,
  erase: false,
  fill: false,
};
const RUBBER = {
  points: [
    [40, 0],
    [40, 40],
  ],
  size: 12,
  erase: true,
  fill: false,
};
const TRIANGLE = [
  [10, 50],
  [60, 50],
  [30, 90],
];
const PATH = [
  [40, 20],
  [90, 70],
];
const PICTURE = { width: 200, height: 100 };

const painted = () => withPath(withStroke(newBrush(200, 100), 0, LINE), 0, PATH);

test("a painted place is painted until it is erased", () => {
  const brush = withStroke(painted(), 0, RUBBER);

  const { painting } = brush.areas[0];

  assert.ok(covers(painting, [22, 22]));
  assert.ok(!covers(painting, [40, 20]));
  assert.ok(!covers(painting, [100, 20]));
});

test("a polygon over an erased place fills it", () => {
  const brush = withPolygon(withStroke(painted(), 0, RUBBER), 0, [
    [30, 10],
    [50, 10],
    [50, 30],
    [30, 30],
  ]);

  assert.ok(covers(brush.areas[0].painting, [40, 20]));
  assert.deepEqual(read(write(brush)), brush);
});

test("what is erased as a whole is not painted", () => {
  const all = {
    points: [
      [0, 20],
      [100, 20],
    ],
    size: 40,
    erase: true,
    fill: false,
  };

  assert.ok(isPainted(painted().areas[0].painting, PICTURE));
  assert.ok(!isPainted(withStroke(painted(), 0, all).areas[0].painting, PICTURE));
});

test("what is painted beside the picture is not painted", () => {
  const beside = {
    ...LINE,
    points: [
      [500, 20],
      [520, 20],
    ],
  };

  assert.ok(!isPainted(withStroke(newBrush(200, 100), 0, beside).areas[0].painting, PICTURE));
});

test("a path starts on a painted point near the middle", () => {
  const ring = withStroke(painted(), 0, RUBBER).areas[0].painting;

  assert.ok(covers(ring, anchor(ring)));
  assert.equal(anchor(newBrush(9, 9).areas[0].painting), null);
});

test("the problems are those that the node would name", () => {
  const empty = newBrush(200, 100);
  const half = withNewArea(withNewArea(painted()));
  const gap = withPath(half, 2, [
    [1, 1],
    [1.2, 1.1],
  ]);

  assert.deepEqual(problems(empty, []), [{ area: 0, what: "empty" }]);
  assert.deepEqual(problems(painted(), []), []);
  assert.deepEqual(problems(half, []), [], "what was never touched behind the last area is not saved");
  assert.deepEqual(problems(gap, []), [
    { area: 2, what: "paint" },
    { area: 2, what: "path" },
    { area: 3, what: "paint" },
    { area: 3, what: "still" },
  ]);
});

test("a connected mask stands in for paint, but not for the path", () => {
  const brush = newBrush(200, 100);

  assert.deepEqual(problems(brush, [true]), [{ area: 1, what: "path" }]);
  assert.deepEqual(problems(withPath(brush, 0, PATH), [true]), []);
  assert.deepEqual(problems(brush, [false, false, false, false, false, false, true]), []);
});

test("what is written is read again", () => {
  const brush = withPolygon(withStroke(withStroke(painted(), 0, RUBBER), "static", LINE), "static", TRIANGLE);

  assert.deepEqual(read(write(brush)), brush);
});

test("a text is short: tenths of a px, and nothing that goes without saying", () => {
  const brush = withPath(withStroke(newBrush(200, 100), 0, { ...LINE, points: [[1.23456, 2]] }), 0, PATH);

  assert.equal(
    write(brush),
    '{"version":1,"width":200,"height":100,"areas":[{"strokes":[{"points":[[1.2,2]],"size":10}],"path":[[40,20],[90,70]]}]}',
  );
});

test("a text by hand opens, with all that it may leave out", () => {
  const brush = read(
    '{"version": 1, "width": 64, "height": 64, "areas": [{"path": [[1, 2], [3, 4]]}], "static": null}',
  );

  assert.deepEqual(brush.areas, [
    {
      painting: { strokes: [], polygons: [] },
      path: [
        [1, 2],
        [3, 4],
      ],
    },
  ]);
  assert.equal(read("  "), null);
});

for (const [text, where] of [
  ["[1]", ""],
  ['{"width": 64}', "version"],
  ['{"version": 1, "width": "64", "height": 64}', "width"],
  ['{"version": 1, "width": 64, "height": 64, "colour": 1}', "colour"],
  ['{"version": 1, "width": 64, "height": 64, "areas": [{"stroke": []}]}', "areas[0].stroke"],
  [
    '{"version": 1, "width": 64, "height": 64, "areas": [{"strokes": [{"points": [[1]]}]}]}',
    "areas[0].strokes[0].size",
  ],
  ['{"version": 1, "width": 64, "height": 64, "areas": [{"path": [[1, null]]}]}', "areas[0].path[0]"],
  ['{"version": 1, "width": 64, "height": 64, "static": {"polygons": [[[1, 1], [2, 2]]]}}', "static.polygons[0]"],
  [`{"version": 1, "width": 64, "height": 64, "areas": [${Array(7).fill("{}")}]}`, "areas[6]"],
]) {
  test(`a broken text is said to be broken at ${where || "the top"}`, () => {
    assert.throws(() => read(text), new Unreadable(where));
  });
}

test("what a newer KlingKit wrote is left to it", () => {
  assert.equal(opened('{"version": 2, "shapes": []}', PICTURE).notice, "newer");
  assert.equal(opened("{", PICTURE).notice, "no_json");
});

test("a brush without anything takes the picture's size", () => {
  const { brush, notice } = opened('{"version": 1, "width": 1024, "height": 1024, "areas": []}', PICTURE);

  assert.deepEqual([brush.width, brush.height, notice], [200, 100, null]);
});

test("a brush fits another picture of its aspect, and asks about one of another", () => {
  const text = write(painted());

  const larger = opened(text, { width: 400, height: 201 });
  const other = opened(text, { width: 100, height: 100 });

  assert.equal(larger.notice, null);
  assert.match(write(larger.brush), /"path":\[\[80,40.2\],\[180,140.7\]\]/);
  assert.equal(other.notice, "aspect");
  assert.equal(opened(text, null).notice, "no_picture");
});

test("scaling there and back changes nothing that counts", () => {
  const brush = withStroke(painted(), "static", LINE);

  assert.equal(write(scaled(scaled(brush, 733, 367), 200, 100)), write(brush));
  assert.ok(sameAspect({ width: 1000, height: 500 }, { width: 1009, height: 500 }));
  assert.ok(!sameAspect({ width: 1000, height: 500 }, { width: 1011, height: 500 }));
});
