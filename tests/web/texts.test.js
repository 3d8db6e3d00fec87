import assert from "node:assert/strict";
import test from "node:test";

import { Texts } from "../../web/texts.js";

const TREES = {
  en: { gallery: { tasks: "{n} tasks", tasks_one: "{n} task", only: "English only" } },
  zh: { gallery: { tasks: "{n} 个任务" } },
};

test("a text is in the person's language, with its values", () => {
  const { t } = new Texts(TREES, "zh");

  assert.equal(t("gallery.tasks", { n: 3 }), "3 个任务");
});

test("one is not many", () => {
  const { t } = new Texts(TREES, "en");

  assert.equal(t("gallery.tasks", { n: 1 }), "1 task");
  assert.equal(t("gallery.tasks", { n: 2 }), "2 tasks");
});

test("a language that does not tell one from many is not left for one that does", () => {
  const { t } = new Texts(TREES, "zh");

  assert.equal(t("gallery.tasks", { n: 1 }), "1 个任务");
});

test("who reads zh-TW reads zh, and who reads neither gets English", () => {
  assert.equal(new Texts(TREES, "zh-TW").language, "zh");
  assert.equal(new Texts(TREES, "pt-BR").language, "en");
});

test("what a language lacks is told in English, and what all lack by its key", () => {
  const { t } = new Texts(TREES, "zh");

  assert.equal(t("gallery.only"), "English only");
  assert.equal(t("gallery.never"), "gallery.never");
});

test("a change of language is heard until one stops", () => {
  const texts = new Texts(TREES, "en");
  let heard = 0;
  const stop = texts.changed(() => (heard += 1));

  texts.use("zh");
  texts.use("zh");
  stop();
  texts.use("en");

  assert.equal(heard, 1);
});
