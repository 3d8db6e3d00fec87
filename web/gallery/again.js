// @ts-check
// Sending a task again: the part of its graph that it needs, and which number its take gets.

/** @import * as types from "../types.js" */

/** @typedef {NonNullable<types.Source["prompt"]>} Prompt */

const TAKE_MAX = 2 ** 31 - 1;
/** Where the outputs stand that every paying node has. */
const VIDEO_PATH = 1;
const TASK_ID = 3;

/**
 * The API-format prompt that runs a node, with what it depends on and nothing else.
 * @param {Prompt} prompt as it was queued
 * @param {string} node
 * @param {number | null} take another number asks for another video; null: the same one
 * @returns {Prompt | null} null where the node is not in the prompt
 */
export function againPrompt(prompt, node, take) {
  if (!prompt[node]) return null;
  const cut = structuredClone(Object.fromEntries([...needed(prompt, node)].map((id) => [id, prompt[id]])));
  const { inputs } = /** @type {Prompt[string]} */ (cut[node]);
  if (take !== null) inputs.take = take;
  // ComfyUI runs what an output node asks for. A node that does not wait blocks all outputs but its task's id.
  const output = inputs.wait === false ? TASK_ID : VIDEO_PATH;
  const shown = { class_type: "PreviewAny", inputs: { source: [node, output] } };
  return /** @type {Prompt} */ ({ ...cut, [newId(prompt)]: shown });
}

/**
 * A take that no video of the same inputs has yet, nor the ones after it: picture k of a batch counts as take + k.
 * @param {number} items
 * @param {() => number} random 0 to 1
 */
export function newTake(items, random = Math.random) {
  return 1 + Math.floor(random() * (TAKE_MAX - items - 1));
}

/** What another run of a task may cost, in units. @param {types.Task} task @returns {number | null} */
export function priceOf(task) {
  if (task.free) return 0;
  if (task.units === null) return null;
  return task.state === "saved" ? task.units * task.items : task.units;
}

/** @param {Prompt} prompt @param {string} node */
function needed(prompt, node) {
  const found = new Set([node]);
  for (const id of found) {
    for (const value of Object.values(prompt[id]?.inputs ?? {})) {
      if (isLink(value) && prompt[value[0]]) found.add(value[0]);
    }
  }
  return found;
}

/** @param {unknown} value @returns {value is [string, number]} */
function isLink(value) {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && typeof value[1] === "number";
}

/**
 * A number that no node has, also none of the graph that is not in the prompt: the page would show the text on that.
 * @param {Prompt} prompt
 */
function newId(prompt) {
  const numbers = Object.keys(prompt).map((id) => Number.parseInt(id, 10) || 0);
  return String(Math.max(1_000_000, ...numbers) + 1);
}
