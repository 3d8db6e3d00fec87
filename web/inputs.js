// @ts-check
// ComfyUI's page takes the words of inputs from locales/<language>/nodeDefs.json, but not all that it shows of inputs
// below a choice. This lets it find the rest there as well.

/** @import * as types from "./types.js" */

/**
 * @typedef {[unknown, Settings?, ...unknown[]]} Spec
 * @typedef {{required?: Record<string, Spec>, optional?: Record<string, Spec>}} Inputs
 * @typedef {{tooltip?: string, options?: ({inputs?: Inputs} | unknown)[]}} Settings
 * @typedef {NonNullable<types.Node["inputs"]>[number]} Input
 * @typedef {{onInputAdded?: (this: types.Node, input: Input) => void}} Hooks
 */

/**
 * Called before ComfyUI registers a node of ours.
 * @param {Hooks} prototype of the node's class
 * @param {Inputs | undefined} inputs as in /object_info
 */
export function translateInputs(prototype, inputs) {
  untieTooltips(inputs);
  const before = prototype.onInputAdded;
  // Called for inputs that a choice adds and for those of a workflow that is loaded.
  prototype.onInputAdded = function (input) {
    before?.call(this, input);
    showTranslated(this, input);
  };
}

/**
 * The page shows tooltips below a choice as they come, in English. Where there is none it looks under the input's name
 * in its own language, as it does for all other inputs.
 * @param {Inputs | undefined} inputs
 */
export function untieTooltips(inputs) {
  for (const [, settings] of specs(inputs)) {
    for (const option of settings?.options ?? []) {
      for (const [, below] of specs(/** @type {{inputs?: Inputs}} */ (option)?.inputs)) delete below?.tooltip;
    }
  }
}

/** @param {Pick<types.Node, "widgets">} node @param {Pick<Input, "name" | "label" | "widget">} input */
export function showTranslated(node, input) {
  // The page is about to label a socket below a choice by its English key, unless it has a label. With this one, the
  // page shows the translated name.
  if (input.name.includes(".") && !input.widget) input.label ??= "";
  const widget = node.widgets?.find((widget) => widget.name === input.widget?.name);
  const field = /** @type {{element?: {placeholder?: string}} | undefined} */ (widget)?.element;
  if (field && typeof field.placeholder === "string" && widget?.label) field.placeholder = widget.label;
}

/** @param {Inputs | undefined} inputs @returns {Spec[]} */
function specs(inputs) {
  return Object.values({ ...inputs?.required, ...inputs?.optional });
}
