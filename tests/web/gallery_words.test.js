// @ts-nocheck The tasks here have only what matters, which the compiler does not take for whole ones.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { age, clock, madeOf, money, price, progress, progressText } from "../../web/gallery/words.js";
import { Texts } from "../../web/texts.js";

const tree = (language) =>
  JSON.parse(readFileSync(new URL(`../../locales/${language}/main.json`, import.meta.url), "utf8")).klingkit;
const en = new Texts({ en: tree("en"), zh: tree("zh") }, "en");
const zh = new Texts({ en: tree("en"), zh: tree("zh") }, "zh");
const TASK = {
  kind: "image2video",
  model: "kling-v2-6",
  mode: "pro",
  duration: "5",
  state: "submitted",
  units: 2.5,
  units_estimated: true,
  created_at: 990,
  submitted_at: 1000,
  expected: 60,
  free: false,
};

test("a card says what a video is made of, without what its kind has not", () => {
  assert.equal(madeOf(TASK, en), "Image to video · kling-v2-6 · pro · 5 s");
  assert.equal(madeOf({ ...TASK, kind: "lip-sync", model: "", mode: "" }, zh), "对口型 · 5 秒");
  assert.equal(madeOf({ ...TASK, kind: "of-tomorrow", model: "", mode: "", duration: "" }, en), "of-tomorrow");
});

test("an estimated price says so", () => {
  assert.equal(money(2.5, true, en), "≈ ¥2.5");
  assert.equal(money(1234, false, zh), "¥1,234");
});

test("what failed costs nothing, unless a person gave it up", () => {
  assert.equal(price({ ...TASK, state: "failed" }, en), "not charged");
  assert.equal(price({ ...TASK, state: "failed", given_up: true }, en), "≈ ¥2.5");
  assert.equal(price({ ...TASK, free: true }, en), "free");
  assert.equal(price({ ...TASK, units: null }, en), "");
});

test("an age is told in the largest unit", () => {
  assert.equal(age(20, en), "just now");
  assert.equal(age(-5, en), "just now");
  assert.equal(age(200, en), "3 min. ago");
  assert.equal(age(200, zh), "3分钟前");
  assert.equal(age(3 * 86_400, en), "3 days ago");
});

test("a bar fills with the expected time, and is never full before the task ends", () => {
  assert.equal(progress(TASK, 1030).part, 0.5);
  assert.ok(progress(TASK, 5000).part < 1);
  assert.equal(progress({ ...TASK, expected: null }, 1030).part, null);
  assert.equal(progress({ ...TASK, state: "prepared" }, 1030).part, null);
});

test("a clock that is behind the server's shows no negative time", () => {
  assert.deepEqual(progress(TASK, 900), { part: 0, elapsed: 0, late: false });
});

test("a running task says how long it takes", () => {
  assert.equal(progressText(TASK, 1030, en), "0:30 / ≈ 1:00");
  assert.match(progressText(TASK, 1200, en), /^3:20, /);
  assert.equal(progressText({ ...TASK, expected: null }, 1030, en), "0:30");
  assert.equal(clock(754.6), "12:35");
});
