// @ts-nocheck The tasks here have only what matters, which the compiler does not take for whole ones.
import assert from "node:assert/strict";
import test from "node:test";

import { PAGE, Store } from "../../web/gallery/store.js";

const task = (id, revision, more = {}) => ({ id, revision, state: "submitted", units: 2, ...more });
const listing = (ids, more = {}) => ({ ids, counts: { all: ids.length }, accounts: [], ...more });

/** Routes whose answers the test gives when it likes, and a clock that it turns. */
function pretended() {
  const asked = [];
  const ask = (what) => (given) => new Promise((yes, no) => asked.push({ what, given, yes, no }));
  const timers = [];
  const store = new Store({ tasks: ask("tasks"), rows: ask("rows") }, (fn) => timers.push(fn));
  const settle = () => new Promise((done) => setImmediate(done));
  return {
    store,
    asked,
    timers,
    answer: async (request, content) => (request.yes(content), await settle()),
    refuse: async (request, sentence) => (request.no(new Error(sentence)), await settle()),
    ring: () => timers.splice(0).forEach((fn) => fn()),
  };
}

/** A store whose list has been answered. */
async function listed(ids) {
  const all = pretended();
  all.store.show({});
  await all.answer(all.asked.shift(), listing(ids));
  return all;
}

test("an older version never overwrites a newer one, whichever way it comes", async () => {
  const { store, asked, answer } = await listed([1]);
  store.need([1]);

  store.hear(task(1, 20, { state: "saved" }));
  await answer(asked.shift(), [task(1, 10)]);
  store.hear(task(1, 15));

  assert.equal(store.row(1).revision, 20);
  assert.equal(store.row(1).state, "saved");
});

test("of two lists, the one that was asked for last is shown", async () => {
  const { store, asked, answer } = pretended();
  store.show({ search: "f" });
  store.show({ search: "fox" });
  const [first, second] = asked;

  await answer(second, listing([7]));
  await answer(first, listing([7, 6, 5]));

  assert.deepEqual(store.ids, [7]);
});

test("a row that was forgotten does not come back with an answer that is older", async () => {
  const { store, asked, answer } = await listed([2, 1]);
  store.need([2, 1]);
  store.show({});
  const [rows, list] = asked;

  store.hearGone(1);
  await answer(rows, [task(2, 5), task(1, 5)]);
  await answer(list, listing([2, 1]));

  assert.equal(store.row(1), undefined);
  assert.deepEqual(store.ids, [2]);
});

test("the number of a forgotten row may come back for another task", async () => {
  const { store } = await listed([1]);
  store.hear(task(1, 5));
  store.hearGone(1);

  store.hear(task(1, 4));
  assert.equal(store.row(1), undefined);
  store.hear(task(1, 9, { prompt: "new" }));

  assert.equal(store.row(1).prompt, "new");
});

test("many events make one list", async () => {
  const { store, asked, timers, ring } = await listed([1]);

  for (let id = 2; id < 50; id += 1) store.hear(task(id, id));
  assert.equal(timers.length, 1);
  ring();

  assert.equal(asked.length, 1);
});

test("an event while the list is on its way asks for it once more", async () => {
  const { store, asked, timers, answer, ring } = await listed([1]);
  store.show({});

  store.hear(task(2, 2));
  assert.equal(timers.length, 0);
  await answer(asked.shift(), listing([1]));
  ring();

  assert.equal(asked.length, 1);
  assert.equal(asked[0].what, "tasks");
});

test("what changes neither group nor price asks for no list", async () => {
  const { store, timers } = await listed([1]);
  store.hear(task(1, 1));
  timers.length = 0;

  store.hear(task(1, 2, { expected: 90 }));

  assert.equal(timers.length, 0);
});

test("rows come in pages, one after the other, and only for where one is", async () => {
  const ids = Array.from({ length: 1000 }, (_, n) => 1000 - n);
  const { store, asked, answer } = await listed(ids);

  store.need(ids.slice(0, 150));
  store.need(ids.slice(300, 360));
  store.need(ids.slice(800, 860));
  assert.deepEqual(
    asked.map(({ given }) => given),
    [ids.slice(0, PAGE)],
  );
  await answer(
    asked.shift(),
    ids.slice(0, PAGE).map((id) => task(id, 1)),
  );

  assert.deepEqual(
    asked.map(({ given }) => given),
    [ids.slice(800, 860)],
  );
});

test("rows that are there are not asked for again, until the connection was lost", async () => {
  const { store, asked, answer } = await listed([2, 1]);
  store.need([2, 1]);
  await answer(asked.shift(), [task(2, 1), task(1, 1)]);

  store.need([2, 1]);
  assert.equal(asked.length, 0);
  store.retry();
  await answer(asked.shift(), listing([2, 1]));
  store.need([2, 1]);

  assert.deepEqual(
    asked.map(({ given }) => given),
    [[2, 1]],
  );
});

test("an answer from before the connection was lost does not count as new", async () => {
  const { store, asked, answer } = await listed([1]);
  store.need([1]);
  const [before] = asked.splice(0);
  store.retry();
  await answer(asked.shift(), listing([1]));

  await answer(before, [task(1, 1)]);

  assert.deepEqual(
    asked.map(({ given }) => given),
    [[1]],
  );
});

test("an error is kept until one tries again", async () => {
  const { store, asked, answer, refuse } = await listed([1]);
  store.need([1]);
  await refuse(asked.shift(), "no database");

  store.need([1]);
  assert.equal(store.error, "no database");
  assert.equal(asked.length, 0);
  store.retry();
  await answer(asked.shift(), listing([1]));

  assert.equal(store.error, "");
});
