// @ts-nocheck The tasks here have only what matters, which the compiler does not take for whole ones.
import assert from "node:assert/strict";
import test from "node:test";

import { againPrompt, newTake, priceOf } from "../../web/gallery/again.js";

const PROMPT = {
  1: { class_type: "LoadImage", inputs: { image: "fox.png" } },
  2: { class_type: "KlingKitImage2Video", inputs: { image: ["1", 0], prompt: "a fox", take: 3 } },
  "5:3": { class_type: "KlingKitExtendVideo", inputs: { video_id: ["2", 2], prompt: "it sleeps" } },
  8: { class_type: "PreviewAny", inputs: { source: ["5:3", 1] } },
  9: { class_type: "KlingKitText2Video", inputs: { prompt: "something else that costs" } },
};

test("a node is sent with what it depends on, and with nothing else that costs", () => {
  const again = againPrompt(PROMPT, "2", null);

  assert.deepEqual(Object.keys(again), ["1", "2", "1000001"]);
  assert.deepEqual(again[1_000_001], { class_type: "PreviewAny", inputs: { source: ["2", 1] } });
});

test("a chain is sent as a whole, also out of a subgraph", () => {
  const again = againPrompt(PROMPT, "5:3", 70);

  assert.deepEqual(Object.keys(again).sort(), ["1", "1000001", "2", "5:3"]);
  assert.equal(again["5:3"].inputs.take, 70);
  assert.equal(again[2].inputs.take, 3);
});

test("what was kept is not changed", () => {
  const before = structuredClone(PROMPT);

  againPrompt(PROMPT, "2", 99);

  assert.deepEqual(PROMPT, before);
});

test("without a new take it is the same task", () => {
  assert.equal(againPrompt(PROMPT, "2", null)[2].inputs.take, 3);
  assert.equal("take" in againPrompt(PROMPT, "9", null)[9].inputs, false);
});

test("a node that does not wait gives only its task's id", () => {
  const prompt = { 1: { class_type: "KlingKitText2Video", inputs: { prompt: "a fox", wait: false } } };

  assert.deepEqual(againPrompt(prompt, "1", null)[1_000_001].inputs.source, ["1", 3]);
});

test("a node that is not in the prompt cannot be sent", () => {
  assert.equal(againPrompt(PROMPT, "77", null), null);
});

test("a circle of links comes to an end", () => {
  const prompt = { 1: { class_type: "A", inputs: { a: ["2", 0] } }, 2: { class_type: "B", inputs: { b: ["1", 0] } } };

  assert.deepEqual(Object.keys(againPrompt(prompt, "1", null)), ["1", "2", "1000001"]);
});

test("a new take leaves room for a whole batch", () => {
  assert.equal(
    newTake(8, () => 0),
    1,
  );
  assert.ok(newTake(8, () => 0.999999999999) + 8 < 2 ** 31);
});

test("a new take of a batch costs as often as there are pictures, a failed one once", () => {
  const task = { free: false, units: 2, items: 4 };

  assert.equal(priceOf({ ...task, state: "saved" }), 8);
  assert.equal(priceOf({ ...task, state: "failed" }), 2);
  assert.equal(priceOf({ ...task, state: "saved", units: null }), null);
  assert.equal(priceOf({ ...task, state: "saved", free: true }), 0);
});
