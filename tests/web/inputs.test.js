// What ComfyUI's page does not translate by itself.

import assert from "node:assert/strict";
import test from "node:test";

import { showTranslated, translateInputs, untieTooltips } from "../../web/inputs.js";

test("tooltips below a choice are taken off, all others stay", () => {
  /** @type {any} */
  const mode = ["COMBO", { tooltip: "std 720p, pro 1080p.", options: ["std", "pro"] }];
  /** @type {any} */
  const image = ["IMAGE", { tooltip: "The last frame." }];
  const options = [{ key: "a", inputs: { optional: { mode } } }, { key: "b", inputs: { required: { image } } }, "plain"];
  /** @type {any} */
  const model = ["COMFY_DYNAMICCOMBO_V3", { tooltip: "Which one.", options }];

  untieTooltips({ required: { model }, optional: { text: ["STRING"] } });

  assert.deepEqual(mode[1], { options: ["std", "pro"] });
  assert.deepEqual(image[1], {});
  assert.equal(model[1].tooltip, "Which one.");
});

test("a node without inputs is left alone", () => {
  assert.doesNotThrow(() => untieTooltips(undefined));
});

test("a socket below a choice shows its translated name, others keep what they have", () => {
  /** @type {any[]} */
  const [below, named, plain, ofWidget] = [
    { name: "guidance.camera" },
    { name: "guidance.camera", label: "mine" },
    { name: "image" },
    { name: "model.mode", widget: { name: "model.mode" } },
  ];

  for (const input of [below, named, plain, ofWidget]) showTranslated({ widgets: [] }, input);

  assert.deepEqual([below.label, named.label, plain.label, ofWidget.label], ["", "mine", undefined, undefined]);
});

test("an empty text field shows the translated name of its input", () => {
  const field = { placeholder: "prompt" };
  /** @type {any} */
  const node = { widgets: [{ name: "prompt", label: "提示词", element: field }] };

  showTranslated(node, { name: "prompt", widget: { name: "prompt" } });

  assert.equal(field.placeholder, "提示词");
});

test("whoever listened before is still called", () => {
  /** @type {string[]} */
  const heard = [];
  /** @type {any} */
  const prototype = { onInputAdded: (/** @type {{name: string}} */ input) => heard.push(input.name) };

  translateInputs(prototype, {});
  prototype.onInputAdded.call({ widgets: [] }, { name: "image" });

  assert.deepEqual(heard, ["image"]);
});
