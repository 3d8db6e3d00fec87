import assert from "node:assert/strict";
import test from "node:test";

import { abilityOf, userOf } from "../../web/camera/able.js";
import {
  afterChange,
  alongAxis,
  AXES,
  fitted,
  knobAt,
  pose,
  readMove,
  readyMade,
  stepsOf,
  valueAt,
} from "../../web/camera/moves.js";

const RANGE = { low: -10, high: 10, step: 0.5 };
const SIZE = { width: 300, height: 200 };
const STILL = alongAxis("", 0);

test("one axis that is not 0 is the move", () => {
  assert.deepEqual(readMove({ ...STILL, pan: -3 }), { type: "simple", moved: ["pan"], axis: "pan", value: -3 });
  assert.deepEqual(readMove(STILL), { type: "simple", moved: [], axis: "", value: 0 });
});

test("several axes are all told, as a workflow made by hand may have them", () => {
  assert.deepEqual(readMove({ ...STILL, roll: 1, zoom: 2 }).moved, ["roll", "zoom"]);
});

test("setting one axis sets the others to 0, and leaves a ready-made move", () => {
  const others = { horizontal: 0, vertical: 0, pan: 0, roll: 0, zoom: 0 };

  assert.deepEqual(alongAxis("tilt", 4), { type: "simple", tilt: 4, ...others });
});

test("a ready-made move takes no axis", () => {
  const values = readyMade("forward_up");

  assert.equal(values.type, "forward_up");
  assert.deepEqual(AXES.map((axis) => values[axis]), [0, 0, 0, 0, 0, 0]);
});

test("what is typed into a widget sets the others back, as dragging does", () => {
  const values = { ...alongAxis("pan", 2), zoom: 5 };

  assert.deepEqual(afterChange(values, "zoom"), alongAxis("zoom", 5));
  assert.deepEqual(afterChange({ ...values, type: "down_back" }, "type"), readyMade("down_back"));
});

test("a 0 that is typed changes no other axis, and neither does the type simple", () => {
  assert.deepEqual(afterChange(alongAxis("pan", 2), "zoom"), {});
  assert.deepEqual(afterChange(alongAxis("pan", 2), "type"), {});
});

for (const axis of AXES) {
  test(`the knob of ${axis} stands where it was dragged to`, () => {
    for (const value of [-10, -3.5, 0, 0.5, 10]) {
      assert.equal(valueAt(axis, knobAt(axis, value, SIZE, RANGE), SIZE, RANGE), value);
    }
  });
}

test("right and up is more", () => {
  assert.ok(valueAt("horizontal", { x: 200, y: 150 }, SIZE, RANGE) > 0);
  assert.ok(valueAt("zoom", { x: 200, y: 150 }, SIZE, RANGE) > 0);
  assert.ok(valueAt("vertical", { x: 100, y: 50 }, SIZE, RANGE) > 0);
  assert.ok(valueAt("tilt", { x: 200, y: 150 }, SIZE, RANGE) < 0);
  assert.ok(valueAt("roll", { x: 200, y: 50 }, SIZE, RANGE) > 0);
});

test("beyond the pad is the end of the range", () => {
  assert.equal(valueAt("pan", { x: 900, y: 100 }, SIZE, RANGE), 10);
  assert.equal(valueAt("vertical", { x: 150, y: 900 }, SIZE, RANGE), -10);
  assert.equal(valueAt("roll", { x: 140, y: 900 }, SIZE, RANGE), -10);
});

test("a value is a step of the widget's, and never -0", () => {
  assert.equal(fitted(3.3, RANGE), 3.5);
  assert.equal(fitted(-12, RANGE), -10);
  assert.ok(Object.is(fitted(-0.1, RANGE), 0));
});

test("keys move by steps and to the ends, and others do nothing", () => {
  const keys = ["ArrowUp", "ArrowLeft", "PageDown", "Home", "End", "a"];

  assert.deepEqual(keys.map(stepsOf), [1, -1, -4, "start", "end", null]);
});

test("a camera that goes right makes the picture go left", () => {
  const right = pose({ type: "simple", axis: "horizontal", value: 10 }, RANGE, 1);
  const still = pose({ type: "simple", axis: "horizontal", value: 10 }, RANGE, 0);

  assert.match(right, /^translate\(-14%, 0%\)/);
  assert.match(still, /^translate\(0%, 0%\)/);
});

test("a camera that sees more makes the picture smaller", () => {
  const scale = (/** @type {number} */ value) =>
    Number(/scale\((.+)\)$/.exec(pose({ type: "simple", axis: "zoom", value }, RANGE, 1))?.[1]);

  assert.ok(scale(5) < 1);
  assert.ok(scale(-5) > 1);
});

const MODELS = {
  early: row({ image2video: { std: ["5"] }, text2video: { std: ["5"] } }, true),
  middle: row({ image2video: { pro: ["5"] } }, false),
  late: row({}, true),
};
const PRICES = /** @type {import("../../web/types.js").Prices} */ (/** @type {unknown} */ ({ models: MODELS }));

/** @param {Record<string, Record<string, string[]>>} camera @param {boolean} presets */
function row(camera, presets) {
  return { kinds: [], modes: [], durations: [], units: {}, units_with_sound: {}, camera, camera_presets: presets };
}

/** @param {string} type @param {string} model @param {string | null} mode @param {string | null} duration */
function user(type, model, mode = "std", duration = "5") {
  return userOf(type, { model, "model.mode": mode, "model.duration": duration });
}

test("a model with a camera refuses nothing where it has it", () => {
  const { refuses, presets } = abilityOf(user("KlingKitImage2Video", "early"), "forward_up", PRICES);

  assert.deepEqual([refuses, presets], ["", true]);
});

test("a model without a camera is told with those that have one", () => {
  const ability = abilityOf(user("KlingKitImage2Video", "late"), "simple", PRICES);

  assert.deepEqual([ability.refuses, ability.presets], ["model", false]);
  assert.equal(ability.able, "early (std 5 s), middle (pro 5 s)");
});

test("text2video has models of its own with a camera", () => {
  assert.equal(abilityOf(user("KlingKitText2Video", "early"), "simple", PRICES).refuses, "");
  assert.equal(abilityOf(user("KlingKitText2Video", "middle", "pro"), "simple", PRICES).able, "early (std 5 s)");
  assert.equal(abilityOf(user("KlingKitText2Video", "middle", "pro"), "simple", PRICES).refuses, "model");
});

test("a camera in another mode or duration is told with where it goes", () => {
  const wrong = abilityOf(user("KlingKitImage2Video", "middle", "std"), "simple", PRICES);
  const long = abilityOf(user("KlingKitImage2Video", "early", "std", "10"), "simple", PRICES);

  assert.deepEqual([wrong.refuses, wrong.shots], ["shot", "pro 5 s"]);
  assert.equal(long.refuses, "shot");
});

test("a model without ready-made moves refuses one, and no axis", () => {
  const it = user("KlingKitImage2Video", "middle", "pro");

  assert.equal(abilityOf(it, "forward_up", PRICES).refuses, "preset");
  assert.deepEqual([abilityOf(it, "simple", PRICES).refuses, abilityOf(it, "simple", PRICES).presets], ["", false]);
});

test("what is not known, or not connected, is not refused", () => {
  assert.equal(abilityOf(null, "forward_up", PRICES).refuses, "");
  assert.equal(abilityOf(userOf("PreviewAny", {}), "forward_up", PRICES).refuses, "");
  assert.equal(abilityOf(user("KlingKitImage2Video", "early", null, null), "simple", PRICES).refuses, "");
});
