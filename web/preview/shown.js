// @ts-check
// Which tasks a node shows, and how far they are: data in, data out.

/** @import * as types from "../types.js" */

/**
 * The tasks of a node's newest run after news of one of them.
 *
 * A row does not say of which run it is. Where it is not among ours, or its run has another number of items, the
 * server has to be asked what the newest run is.
 * @param {types.Task[]} tasks
 * @param {types.Task} task
 * @returns {{tasks: types.Task[], ask: boolean}}
 */
export function withNews(tasks, task) {
  const ours = tasks.some((one) => one.id === task.id);
  return {
    tasks: ours ? tasks.map((one) => newer(one, task)) : tasks,
    ask: !ours || task.items !== tasks.length,
  };
}

/**
 * An answer of the server, without going back behind what was heard while it was on its way.
 * @param {types.Task[]} answer
 * @param {types.Task[]} known
 */
export function withAnswer(answer, known) {
  const byId = new Map(known.map((task) => [task.id, task]));
  return answer.map((task) => newer(task, byId.get(task.id) ?? task));
}

/** @param {types.Task} one @param {types.Task} other */
function newer(one, other) {
  return one.id === other.id && other.revision > one.revision ? other : one;
}

/** @param {types.Task} task @returns {task is types.Task & {state: "prepared" | "submitted" | "succeeded"}} */
export function isRunning(task) {
  return task.state === "prepared" || task.state === "submitted" || task.state === "succeeded";
}

/** What a tile has to be built anew for; all else is told to the tile that is there. @param {types.Task} task */
export function tileKey(task) {
  return [task.id, task.state === "saved", task.video, task.finished_at].join();
}

/**
 * How far a task is. The last twentieth is the download's.
 * @param {types.Task} task
 * @param {number} now s since epoch
 * @returns {{share: number, elapsed: number, expected: number} | null} s; null where nobody knows
 */
export function progress(task, now) {
  if (task.submitted_at === null || task.expected === null) return null;
  // The two clocks are those of two machines.
  const elapsed = Math.max(0, now - task.submitted_at);
  const share = Math.min(elapsed / Math.max(task.expected, 1), 0.95);
  return { share, elapsed: Math.round(elapsed), expected: Math.round(task.expected) };
}
