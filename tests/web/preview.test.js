import assert from "node:assert/strict";
import test from "node:test";

import { columns, fittingHeight } from "../../web/preview/layout.js";
import { Made, madeOn } from "../../web/preview/made.js";
import { isRunning, progress, tileKey, withAnswer, withNews } from "../../web/preview/shown.js";

/** @param {Partial<import("../../web/types.js").Task>} what */
function task(what) {
  const blank = { id: 1, revision: 1, state: "submitted", graph: "g", node: "3", items: 1, video: false };
  return /** @type {import("../../web/types.js").Task} */ (
    /** @type {unknown} */ ({ ...blank, submitted_at: null, expected: null, finished_at: null, created_at: 0, ...what })
  );
}

/** A page whose server and events the test speaks for. @param {Record<string, any>[]} answers one a question */
function hostWith(answers) {
  /** @type {Record<string, ((detail: any) => void)[]>} */
  const heard = {};
  const host = {
    graph: "g",
    asked: /** @type {string[]} */ ([]),
    graphId: () => host.graph,
    nodeAt: (/** @type {string} */ id) => nodes[id] ?? null,
    on: (/** @type {string} */ event, /** @type {any} */ hear) => (heard[event] ??= []).push(hear),
    say: (/** @type {string} */ event, /** @type {any} */ detail) => heard[event]?.forEach((hear) => hear(detail)),
    routes: {
      madeIn: async (/** @type {string} */ graph) => {
        host.asked.push(graph);
        return answers.shift() ?? {};
      },
    },
  };
  return /** @type {any} */ (host);
}

/** @type {Record<string, any>} */
const nodes = { 3: { id: 3 }, 4: { id: 4 } };

const settled = () => new Promise((done) => setImmediate(done));

test("news of a task that is shown replaces it, if they are newer", () => {
  const shown = [task({ id: 1, revision: 5, items: 2 }), task({ id: 2, revision: 5, items: 2 })];

  const { tasks, ask } = withNews(shown, task({ id: 2, revision: 6, state: "saved", items: 2 }));

  assert.deepEqual([tasks.map((one) => one.state), ask], [["submitted", "saved"], false]);
  assert.equal(withNews(shown, task({ id: 2, revision: 4, state: "failed", items: 2 })).tasks[1]?.state, "submitted");
});

test("news of a task that is not shown, or of a run of another size, are asked about", () => {
  const shown = [task({ id: 1 })];

  const other = withNews(shown, task({ id: 9 }));
  const larger = withNews(shown, task({ id: 1, items: 3 }));

  assert.deepEqual([other.ask, other.tasks], [true, shown]);
  assert.equal(larger.ask, true);
});

test("an answer does not go back behind what was heard while it was on its way", () => {
  const heard = [task({ id: 1, revision: 8, state: "saved" })];

  const tasks = withAnswer([task({ id: 1, revision: 7 }), task({ id: 2 })], heard);

  assert.deepEqual(
    tasks.map((one) => [one.id, one.state]),
    [
      [1, "saved"],
      [2, "submitted"],
    ],
  );
});

test("an answer knows more than a row of the same revision: whether the file is still there", () => {
  const heard = [task({ id: 1, revision: 8, video: true })];

  const tasks = withAnswer([task({ id: 1, revision: 8, video: false })], heard);

  assert.equal(tasks[0]?.video, false);
});

test("a task is as far as its time, and its last twentieth is the download", () => {
  const running = task({ submitted_at: 100, expected: 160 });

  assert.deepEqual(progress(running, 140.4), { share: 40.400000000000006 / 160, elapsed: 40, expected: 160 });
  assert.equal(progress(running, 900)?.share, 0.95);
  assert.equal(progress(running, 50)?.elapsed, 0);
  assert.equal(progress(task({ submitted_at: 100 }), 140), null);
});

test("a tile is kept while its task runs, and while its video is the same", () => {
  const running = [task({ state: "prepared" }), task({ state: "submitted" })].map(tileKey);
  const saved = task({ state: "saved", video: true, finished_at: 9 });

  assert.equal(new Set(running).size, 1);
  assert.equal(tileKey(saved), tileKey({ ...saved, revision: 70 }));
  assert.notEqual(tileKey(saved), tileKey({ ...saved, video: false }));
  assert.deepEqual([isRunning(saved), isRunning(task({ state: "succeeded" }))], [false, true]);
});

test("a node grows by what its videos need, within limits", () => {
  assert.deepEqual([1, 2, 4, 5, 9, 50].map(columns), [1, 2, 2, 3, 3, 4]);
  assert.equal(fittingHeight(1, 400, 16 / 9), 225);
  assert.equal(fittingHeight(4, 404, 16 / 9), 229);
  assert.equal(fittingHeight(1, 400, 9 / 16), fittingHeight(50, 400, 1));
  assert.equal(fittingHeight(1, 100, 16 / 9), 120);
});

test("the server is asked once for all nodes of a graph", async () => {
  const host = hostWith([{ 3: [task({ id: 1 })], 4: [task({ id: 2 })] }]);

  const [one, other] = [madeOn(host), madeOn(host)];
  one.ask();
  await settled();

  assert.deepEqual(host.asked, ["g"]);
  assert.deepEqual([one.of(nodes[3])[0]?.id, other.of(nodes[4])[0]?.id], [1, 2]);
});

test("a new run of a node is asked about, and events of other graphs are not ours", async () => {
  const host = hostWith([{ 3: [task({ id: 1 })] }, { 3: [task({ id: 7 })] }]);
  const made = new Made(host);
  await settled();

  host.say("klingkit.task", task({ id: 7, graph: "elsewhere" }));
  await settled();
  const before = made.of(nodes[3])[0]?.id;
  host.say("klingkit.task", task({ id: 7 }));
  await settled();

  assert.deepEqual([before, made.of(nodes[3])[0]?.id, host.asked.length], [1, 7, 2]);
});

test("an answer for a graph that was left is not shown at the next one's nodes", async () => {
  const host = hostWith([{ 3: [task({ id: 1 })] }, { 3: [task({ id: 2 })] }]);
  const made = new Made(host);
  await settled();

  host.graph = "next";
  const meanwhile = made.of(nodes[3]);
  host.say("klingkit.graph", {});
  await settled();

  assert.deepEqual([meanwhile, made.of(nodes[3])[0]?.id, host.asked], [[], 2, ["g", "next"]]);
});

test("a task that was forgotten is shown no more", async () => {
  const host = hostWith([{ 3: [task({ id: 1 }), task({ id: 2 })] }]);
  const made = new Made(host);
  await settled();

  host.say("klingkit.gone", { id: 1 });

  assert.deepEqual(
    made.of(nodes[3]).map((one) => one.id),
    [2],
  );
});

test("of a subgraph that stands in the graph twice, the later run is shown", async () => {
  const host = hostWith([{ "5:3": [task({ id: 1, created_at: 10 })], "6:3": [task({ id: 2, created_at: 20 })] }]);
  host.nodeAt = () => nodes[3];
  const made = new Made(host);
  await settled();

  assert.equal(made.of(nodes[3])[0]?.id, 2);
});
