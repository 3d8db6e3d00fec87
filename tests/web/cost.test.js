import assert from "node:assert/strict";
import test from "node:test";

import { PriceList } from "../../web/cost/prices.js";
import { priceOf } from "../../web/cost/price.js";
import { long, short } from "../../web/cost/words.js";

/** @import { Paying, Price } from "../../web/cost/price.js" */

const BOTH = ["image2video", "text2video"];

/** Not the real prices: those are the server's, and no number stands in the page. */
const PRICES = {
  models: {
    one: row({ kinds: [...BOTH, "multi-image2video"], units: { std: 0.5, pro: 1 } }),
    loud: row({ kinds: BOTH, units: { std: 0.25, pro: 0.75 }, units_with_sound: { pro: 2 } }),
    plain: row({ kinds: ["image2video"], modes: [], units: { "": 3 } }),
  },
  extension: { std: 2, pro: 3 },
  lip_sync: { per_5_s: 0.5, faces: 0.0625 },
  dollars_per_unit: 0.25,
  accounts: /** @type {Record<string, "official" | "about" | "free">} */ ({
    default: "about",
    me: "official",
    simulator: "free",
  }),
};

/** @param {Partial<import("../../web/types.js").Prices["models"][string]>} what */
function row(what) {
  const rest = { kinds: [], modes: ["std", "pro"], durations: ["5", "10"], units: {}, units_with_sound: {} };
  return { ...rest, camera: {}, camera_presets: false, ...what };
}

/** @param {string} type @param {Record<string, unknown>} values @param {Paying | null} source */
function node(type, values, source = null) {
  return { type, values: { account: "me", ...values }, source };
}

/** @param {string} type @param {Record<string, unknown>} values @param {Paying | null} [source] */
function units(type, values, source) {
  return priceOf(node(type, values, source), PRICES).units;
}

for (const type of ["KlingKitImage2Video", "KlingKitText2Video"]) {
  test(`${type} costs by model, mode and duration`, () => {
    assert.deepEqual(units(type, { model: "one", "model.mode": "std", "model.duration": "5" }), [2.5, 2.5]);
    assert.deepEqual(units(type, { model: "one", "model.mode": "pro", "model.duration": "10" }), [10, 10]);
  });

  test(`${type} costs more with sound`, () => {
    const values = { model: "loud", "model.mode": "pro", "model.duration": "5" };

    assert.deepEqual(units(type, { ...values, "model.sound": "off" }), [3.75, 3.75]);
    assert.deepEqual(units(type, { ...values, "model.sound": "on" }), [10, 10]);
  });
}

test("a model without modes has one price", () => {
  assert.deepEqual(units("KlingKitImage2Video", { model: "plain", "model.duration": "10" }), [30, 30]);
});

test("what Kling would refuse has no price", () => {
  const loud = { model: "loud", "model.mode": "std", "model.duration": "5", "model.sound": "on" };

  assert.equal(units("KlingKitImage2Video", loud), "refused");
  assert.equal(units("KlingKitImage2Video", { model: "gone", "model.mode": "std", "model.duration": "5" }), "refused");
  assert.equal(units("KlingKitText2Video", { model: "plain", "model.duration": "5" }), "refused");
});

test("what a link gives is taken both ways", () => {
  const known = { model: "loud", "model.mode": "pro", "model.duration": "5", "model.sound": "off" };

  assert.deepEqual(units("KlingKitImage2Video", { ...known, "model.mode": null }), [1.25, 3.75]);
  assert.deepEqual(units("KlingKitImage2Video", { ...known, "model.duration": null }), [3.75, 7.5]);
  assert.deepEqual(units("KlingKitImage2Video", { ...known, "model.sound": null }), [3.75, 10]);
});

test("MultiImage2Video costs what the one model costs that can do it", () => {
  assert.deepEqual(units("KlingKitMultiImage2Video", { mode: "pro", duration: "5" }), [5, 5]);
});

test("an extension costs by the mode of its source, through other extensions", () => {
  const source = node("KlingKitText2Video", { model: "one", "model.mode": "pro" });
  const before = node("KlingKitExtendVideo", {}, source);

  assert.deepEqual(units("KlingKitExtendVideo", {}, source), [3, 3]);
  assert.deepEqual(units("KlingKitExtendVideo", {}, before), [3, 3]);
});

test("an extension of a video that is not on the canvas may cost as much as any", () => {
  const linked = node("KlingKitImage2Video", { model: "one", "model.mode": null });

  assert.deepEqual(units("KlingKitExtendVideo", {}), [2, 3]);
  assert.deepEqual(units("KlingKitExtendVideo", {}, node("KlingKitPoll", {})), [2, 3]);
  assert.deepEqual(units("KlingKitExtendVideo", {}, linked), [2, 3]);
});

test("a lip-sync costs by the 5 s, and with the engine face a little more", () => {
  const classic = priceOf(node("KlingKitLipSync", { engine: "classic" }), PRICES);
  const face = priceOf(node("KlingKitLipSync", { engine: "face" }), PRICES);

  assert.deepEqual(classic, { whose: "official", units: [0.5, 0.5], per: "5 s", plus: 0 });
  assert.deepEqual(face, { ...classic, plus: 0.0625 });
});

test("effects have no price beforehand", () => {
  assert.equal(units("KlingKitEffects", { effect_scene: "hug_pro", duration: "5" }), "unknown");
});

test("it depends on the account whose price it is", () => {
  const whose = (/** @type {unknown} */ account) => priceOf(node("KlingKitEffects", { account }), PRICES).whose;

  assert.deepEqual(["me", "default", "simulator"].map(whose), ["official", "about", "free"]);
  assert.deepEqual(["gone", null].map(whose), ["about", "about"]);
});

/** @param {string} language */
const texts = (language) => ({
  language,
  t: (/** @type {string} */ key, /** @type {Record<string, string | number>} */ values = {}) =>
    [key.replace("cost.", ""), ...Object.values(values).map(String)].join("|"),
});

/** @param {Partial<Price>} what @returns {Price} */
function price(what) {
  return { whose: "official", units: [2, 2], per: "video", plus: 0, ...what };
}

test("the badge says the money and whose price it is", () => {
  assert.equal(short(price({}), 0.25, texts("zh")), "official|¥2.00");
  assert.equal(short(price({ whose: "about" }), 0.25, texts("zh")), "about|¥2.00");
  assert.equal(short(price({ units: [2, 3.5] }), 0.25, texts("zh")), "official|¥2.00–3.50");
});

test("who does not read Chinese is told dollars as well", () => {
  assert.equal(short(price({}), 0.25, texts("en")), "official|¥2.00 ($0.50)");
  assert.equal(short(price({ units: [2, 3] }), 0.25, texts("en")), "official|¥2.00–3.00 ($0.50–0.75)");
});

test("the badge says what costs that", () => {
  assert.equal(short(price({ per: "each" }), 0.25, texts("zh")), "official|each|¥2.00");
  assert.equal(short(price({ per: "5 s" }), 0.25, texts("zh")), "official|per_5_s|¥2.00");
  assert.equal(short(price({ per: "5 s", plus: 0.05 }), 0.25, texts("zh")), "official|plus|per_5_s|¥2.00|¥0.05");
});

test("what is free is free, also where the price is unknown, but not where Kling refuses it", () => {
  assert.equal(short(price({ whose: "free", units: "unknown" }), 0.25, texts("en")), "free");
  assert.equal(short(price({ whose: "about", units: "unknown" }), 0.25, texts("en")), "unknown");
  assert.equal(short(price({ whose: "free", units: "refused" }), 0.25, texts("en")), "refused");
});

test("who asks is told what the number does not say", () => {
  const each = long(price({ whose: "about", per: "each" }), 0.25, texts("zh"));

  assert.equal(each, "long.unit|¥1.00long.aboutlong.eachlong.once");
  assert.equal(long(price({ whose: "free" }), 0.25, texts("en")), "long.free");
  assert.equal(long(price({ units: "unknown" }), 0.25, texts("en")), "long.unknown");
  assert.equal(long(price({ units: "refused" }), 0.25, texts("en")), "long.refused");
});

test("the prices are asked for once, when they are first wanted", async () => {
  let asked = 0;
  const list = new PriceList(async () => ((asked += 1), PRICES));
  assert.equal(asked, 0);

  const come = new Promise((resolve) => list.changed(() => resolve(list.now)));
  const first = list.now;

  assert.equal(first, null);
  assert.equal(await come, PRICES);
  assert.equal(asked, 1);
});
